"""Every page of the admin, whatever is registered: it answers, costs the same with more rows, refuses strangers."""

import datetime
from urllib.parse import parse_qsl

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin import PoloAdmin
from partners.enums import Office, Role
from tests.accounts.factories import UserFactory
from tests.admin.factories import factories
from tests.browser.routes import OWN
from tests.partners.factories import MandateFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
STAFF = ("superuser", "secretariat", "referent")
STRANGERS = ("anonymous", "person", "manager", "staff", "former")


def person(kind):
    made = {
        "superuser": lambda: UserFactory(superuser=True),
        "secretariat": lambda: MandateFactory(office=Office.SECRETARIAT).user,
        "referent": lambda: MandateFactory(office=Office.REFERENT, starts_on=datetime.date(2020, 1, 1)).user,
        "person": UserFactory,
        "manager": lambda: MembershipFactory(role=Role.MANAGER).user,
        "staff": lambda: UserFactory(is_staff=True),
        "former": lambda: MandateFactory(office=Office.SECRETARIAT, ends_on=datetime.date(2020, 1, 1)).user,
    }
    return made[kind]() if kind in made else None


@pytest.fixture
def browser(client):
    def signed_in(kind):
        user = person(kind)
        if user:
            client.force_login(user)
        return client

    return signed_in


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def pages(model, row):
    return {
        "list": page(model, "changelist"),
        "search": page(model, "changelist") + "?q=prova+uno",
        "add": page(model, "add"),
        "change": page(model, "change", row.pk),
        "history": page(model, "history", row.pk),
        "delete": page(model, "delete", row.pk),
    }


def test_every_model_in_the_admin_has_a_factory():
    assert sorted(model._meta.label for model in set(MODELS) - set(factories())) == []


def test_every_page_of_ours_keeps_the_house_rules():
    """The site leaves out what is not a `PoloAdmin`: one of ours would go missing without a word."""
    ours = [one for one in subclasses(admin.ModelAdmin) if one.__module__.split(".")[0] in OWN]

    assert [one.__name__ for one in ours if not issubclass(one, PoloAdmin)] == []


def subclasses(kind):
    return {one for child in kind.__subclasses__() for one in {child, *subclasses(child)}}


def test_pages_of_packages_are_left_out():
    modules = {type(one).__module__.split(".")[0] for one in admin.site._registry.values()}

    assert modules <= {"core", "accounts", "partners", "skills", "training", "orientation", "recruitment"}


@pytest.mark.parametrize("kind", STAFF)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_pages_answer_the_staff(browser, model, kind):
    row, client = factories()[model](), browser(kind)

    statuses = {name: client.get(url).status_code for name, url in pages(model, row).items()}

    wrong = {name: status for name, status in statuses.items() if status not in {200, 302, 403}}
    assert wrong == {}
    if kind == "superuser":
        assert (statuses["list"], statuses["search"], statuses["change"]) == (200, 200, 200)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_filter_answers(browser, model):
    factories()[model]()
    client = browser("superuser")
    shown = client.get(page(model, "changelist")).context["cl"]
    choices = [choice["query_string"] for spec in shown.filter_specs for choice in spec.choices(shown)]

    statuses = {query: client.get(page(model, "changelist") + query).status_code for query in choices}

    assert {query: status for query, status in statuses.items() if status != 200} == {}
    assert [name for query in choices for name, _value in parse_qsl(query.lstrip("?")) if name == "e"] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_columns_and_apps_are_named_by_us(model):
    """A column called like its field in the code, or an app called by its package, was never given a name."""
    columns = {name: str(label_for_field(name, model, admin.site._registry[model])) for name in listed(model)}

    raw = {name: label for name, label in columns.items() if label.lower() == name.replace("_", " ")}
    assert set(raw) <= {"partner", "filiere", "filiera", "eqf"}  # words of Italian too
    assert str(model._meta.app_config.verbose_name) != "Accounts"
    assert not {"pk", "percent", "byte"} & {label.lower() for label in columns.values()}


def listed(model):
    return admin.site._registry[model].list_display


@pytest.mark.parametrize("kind", STRANGERS)
def test_strangers_see_nothing(browser, kind):
    client, allowed = browser(kind), {302, 403}

    answers = {
        f"{model._meta.label} {name}": client.get(url).status_code
        for model, make in factories().items()
        for name, url in pages(model, make()).items()
    }

    assert {name: status for name, status in answers.items() if status not in allowed} == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_lists_ask_the_same_with_one_row_and_with_three(browser, model):
    make, client = factories()[model], browser("superuser")
    make()

    def asked(query):
        with CaptureQueriesContext(connection) as captured:
            client.get(page(model, "changelist") + query)
        return len(captured)

    asked("")
    few = [asked(""), asked("?q=prova")]
    make()
    make()

    assert [asked(""), asked("?q=prova")] == few
