"""One post per field and payload, each judged at once. Which payloads a field gets rotates, the same in each run."""

from itertools import islice

from tests.hostile import checks
from tests.hostile.asker import BARE, OK, URLENCODED, HostileAsker
from tests.hostile.pages import TYPED, Form
from tests.hostile.payloads import NUL, PAYLOADS, UNESCAPED, as_text

# A typed field meets the next twelve payloads in turn; what is chosen meets fewer.
TYPED_SHARE, CHOSEN_SHARE = 12, 5
TOKEN = "csrfmiddlewaretoken"
FOUND = 302


class Rotation:
    """Hands out payloads in turn, so that a field goes on where the one before stopped."""

    def __init__(self):
        self.names, self.at, self.used = list(PAYLOADS), 0, set()

    def take(self, count: int) -> list[str]:
        taken = [self.names[(self.at + n) % len(self.names)] for n in range(count)]
        self.at = (self.at + count) % len(self.names)
        self.used |= set(taken)
        return taken


def share(form: Form, name: str) -> int:
    return TYPED_SHARE if name in form.fields and form.fields[name].kind in TYPED else CHOSEN_SHARE


def cases(forms: list[tuple[str, Form]]):
    rotation = Rotation()
    for actor, form in forms:
        for name in [*form.fields, *dict(form.buttons)]:
            if name != TOKEN:
                yield from ((actor, form, name, payload) for payload in rotation.take(share(form, name)))
    assert rotation.used == set(PAYLOADS)


def bombard(asker: HostileAsker, forms: list[tuple[str, Form]], *, limit: int | None = None) -> int:
    """Sends every case; the faults are in `asker.wrong`. The number of posts comes back."""
    number = 0
    for number, case in enumerate(islice(cases(forms), limit), start=1):
        # Every fifth as a form with files would: there NUL and broken bytes get as far as the fields.
        send(asker, *case, as_multipart=number % 5 == 0)
    return number


def send(asker: HostileAsker, actor: str, form: Form, name: str, payload: str, *, as_multipart: bool) -> None:
    pairs = form.pairs(**{name: [PAYLOADS[payload]]})
    where = f"POST {form.action} as {actor}, {name}={payload}"
    data, content_type = checks.multipart(pairs) if as_multipart else (checks.encoded(pairs), URLENCODED)

    def look_at_what_was_stored(client, response):
        if response.status_code == FOUND and UNESCAPED.search(as_text(PAYLOADS[payload])):
            asker.blame(f"{where}, the page after", checks.faults(client.get(response.headers["Location"])))

    response = asker.post(actor, form.action, data, content_type, then=look_at_what_was_stored)
    asker.blame(where, checks.faults(response, allowed=checks.WRITTEN))
    if response.status_code == OK and set(form.fields) != {BARE}:  # what no page asks for is not shown again
        typed = [(key, value) for key, value in pairs if not (isinstance(value, bytes) and NUL in value)]
        if name.endswith("-TOTAL_FORMS"):  # nobody types it, and without it the rows that it counts are not there
            typed = [(key, value) for key, value in typed if not key.startswith(name.removesuffix("TOTAL_FORMS"))]
        silent = name in dict(form.buttons) or name.endswith("_FORMS")
        asker.blame(
            where, [fault for fault in checks.lost(response, form=form, pairs=typed) if fault[0] == "l" or not silent]
        )
