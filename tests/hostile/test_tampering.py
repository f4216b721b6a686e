"""Posts that no browser sends: fields added, left out, by the thousand; formsets lied to; bodies of other kinds."""

import datetime
import json

from django.apps import apps
from django.db.models import FileField, ForeignKey
from django.utils import timezone

from partners.models import Invitation
from recruitment.models import PassportLink
from tests.browser.routes import OWN
from tests.hostile import checks
from tests.hostile.asker import OK, URLENCODED
from tests.hostile.payloads import MASS_ASSIGNMENT
from training.models import Admission

BAD_REQUEST = 400
DRAWN = {"token", "token_hash", "training.Application.code"}
SEAT_HELD = datetime.timedelta(hours=Admission._meta.get_field("offer_hours").default)
LIFETIMES = (Invitation.LIFETIME, SEAT_HELD, *(datetime.timedelta(days=days) for days in PassportLink.LIFETIMES))
A_FILE = b'--polo\r\nContent-Disposition: form-data; name="title"; filename="a.txt"\r\n\r\nx\r\n--polo--\r\n'
TOTALS = ("1000000000", "-1", "uno", "", "1e3", "99999999999999999999", "²", "1001")


def test_fields_left_out_or_repeated_are_refused_in_the_page(asker):
    for actor, form in asker.own_forms:
        whole = form.pairs()
        bodies = {
            "nothing": [],
            "twice": whole + whole,
            "array names": [(f"{name}[]", value) for name, value in whole],
        }
        bodies["a very long name"] = [*whole, ("n" * 60_000, "1")]
        bodies["markup in a name"] = [*whole, ("<svg onload=alert(7)>", "1"), ('"><script>alert(7)</script>', "1")]
        for what, pairs in bodies.items():
            judge(asker, actor, form, what, checks.encoded(pairs), URLENCODED)
    # To create and to change have the same fields: each is left out of one of the two.
    for actor, form in {tuple(form.fields): (actor, form) for actor, form in asker.own_forms}.values():
        for left_out in form.fields:
            pairs = [pair for pair in form.pairs() if pair[0] != left_out]
            judge(asker, actor, form, f"without {left_out}", checks.encoded(pairs), URLENCODED)

    assert asker.wrong == []


def test_a_management_form_may_lie(asker):
    forms = [(actor, form) for actor, form in asker.own_forms if "skills-TOTAL_FORMS" in form.fields]
    for actor, form in forms:
        for total in TOTALS:
            for buttons in ([], form.buttons[:1]):
                data = checks.encoded([*form.pairs(**{"skills-TOTAL_FORMS": [total]}), *buttons])
                judge(asker, actor, form, f"TOTAL_FORMS={total} {buttons}", data, URLENCODED)
        for name in ("skills-INITIAL_FORMS", "skills-MIN_NUM_FORMS", "skills-MAX_NUM_FORMS"):
            for total in ("1000000000", "-1", "uno"):
                data = checks.encoded(form.pairs(**{name: [total]}))
                judge(asker, actor, form, f"{name}={total}", data, URLENCODED)

    assert len(forms) >= 6
    assert asker.wrong == []


def test_bodies_of_other_kinds_never_break_a_view(asker):
    for actor, form in asker.own_forms:
        multipart, content_type = checks.multipart([(name, value) for name, value in form.pairs()])
        bodies = [
            (json.dumps(dict(form.pairs())).encode(), "application/json"),
            (b"[" * 5_000, "application/json"),
            (checks.encoded(form.pairs()), "text/plain"),
            (b"\x00\xff" * 200, "application/octet-stream"),
            (b"<?xml version='1.0'?><a/>", "application/xml"),
            (b"%%%=%&=&&\xff=\xfe", URLENCODED),
            (b"a=1", f"{URLENCODED}; charset=no-such-charset"),
            (b"a=1", f"{URLENCODED}; charset=utf-16"),
            (multipart[: len(multipart) // 2], content_type),
            (multipart, "multipart/form-data"),
            (multipart, "multipart/form-data; boundary=" + "x" * 300),
            (b"--polo\r\nContent-Disposition: form-data; name=\r\n\r\n\x00\xff", content_type),
            (A_FILE, content_type),
        ]  # fmt: skip
        for number, (data, kind) in enumerate(bodies):
            judge(asker, actor, form, f"body {number}", data, kind)

    assert asker.wrong == []


def judge(asker, actor: str, form, what: str, data: bytes, content_type: str) -> None:
    response = asker.post(actor, form.action, data, content_type)
    asker.blame(f"POST {form.action} as {actor}, {what}", checks.faults(response, allowed=checks.WRITTEN))


def test_fifteen_hundred_fields_are_too_many(asker):
    many = checks.encoded([(f"campo{n}", "1") for n in range(1_500)])
    statuses = {form.action: asker.post(actor, form.action, many).status_code for actor, form in asker.own_forms}

    assert {action: status for action, status in statuses.items() if status != BAD_REQUEST} == {}


def test_no_form_sets_a_column_that_is_not_its_own(asker):
    """The same post with and without extra fields stores the same rows."""
    changed = []
    for actor, form in asker.own_forms:
        extra = [(name, value) for name, value in MASS_ASSIGNMENT.items() if name not in own_names(form)]
        honest, greedy = (
            stored_by(asker, actor, form.action, pairs) for pairs in (form.pairs(), form.pairs() + extra)
        )
        if honest != greedy:
            changed.append((form.action, [row for row in greedy if row not in honest]))

    assert changed == []


def stored_by(asker, actor: str, url: str, pairs) -> list[tuple]:
    ids, stored = newest(), []
    asker.post(actor, url, checks.encoded(pairs), then=lambda *_: stored.extend(rows(ids)))
    return stored


def own_names(form) -> set[str]:
    return {*form.fields, *dict(form.buttons)}


def own_models():
    """Every table of ours that holds no copy of a key: events and messages quote them."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in OWN - {"core"}
    ]


def newest() -> dict:
    return {model: getattr(model.objects.order_by("pk").last(), "pk", 0) for model in own_models()}


def rows(ids: dict) -> list[tuple]:
    """Every row of ours; keys given and moments written during the post are told apart from older ones only."""
    return [
        (model._meta.label, *(plain(field, value, ids) for field, value in values(model, row)))
        for model in ids
        for row in model.objects.order_by("pk")
    ]


def values(model, row):
    return [(field, getattr(row, field.attname)) for field in model._meta.concrete_fields]


def plain(field, value, ids: dict):
    owner = field.related_model if isinstance(field, ForeignKey) else field.model if field.primary_key else None
    if owner in ids and isinstance(value, int):
        return value if value <= ids[owner] else "new"
    if value and ({field.name, str(field)} & DRAWN or isinstance(field, FileField)):  # anew at each post
        return "random"
    return "now" if isinstance(value, datetime.datetime) and is_of_now(value) else value


def is_of_now(moment: datetime.datetime) -> bool:
    """Written during the post, or counted from then as the end of an invitation is."""
    near = datetime.timedelta(minutes=20)
    return any(abs(timezone.now() + ahead - moment) < near for ahead in (datetime.timedelta(), *LIFETIMES))


def test_the_comparison_of_rows_sees_a_change(asker):
    ids = newest()
    before = rows(ids)
    user = asker.world.users["person"]
    user.is_staff = True
    user.save()

    assert [row for row in rows(ids) if row not in before] != []
    assert rows(ids) != before
    assert asker.get("person", "/").status_code == OK
