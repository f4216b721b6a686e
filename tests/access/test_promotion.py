"""Nobody makes themselves more powerful by posting fields that a form does not have.

Two nets: no form of these apps has a field of power but those reviewed here; and whatever is posted, with every field
of power that our models know, to every address that takes a POST, leaves the sender's own power as it was.
"""

import pytest
from django import forms
from django.db import models, transaction
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.forms import PoloFormMixin
from partners.enums import Office, Role, Standing
from partners.models import Mandate, Membership, Partner
from tests.access.world import ACTORS, build_world
from tests.browser.routes import allowed_methods, iter_patterns
from tests.client import StrictClient

pytestmark = pytest.mark.django_db
APPS = ("partners", "accounts")
OF_POWER = {
    "role", "partner", "user", "person", "office", "standing", "is_staff", "is_superuser", "is_active", "groups",
    "user_permissions", "state", "decided_by", "accepted_by", "invited_by", "ended_at", "expires_at", "token_hash",
    "acting_partner_id", "verified", "primary", "holder_name", "category", "is_verified", "slug",
}  # fmt: skip
# Reviewed: who fills these in gives a role to somebody, and may (the view asks for Permission.MANAGE_MEMBERS); the
# admin's form is the secretariat's.
REVIEWED = {
    "InvitationForm": {"role"},
    "RoleForm": {"role"},
    "JoinRequestAcceptForm": {"role"},
    "MembershipAdminForm": {"user", "partner", "role"},
    # What an organisation that asks to enter says of itself; the offices decide on it.
    "AccessionForm": {"category"},
    "AccessionAmendForm": {"category"},
    # The desk of the offices: which partner leaves, on whose behalf the next referent comes.
    "LeaveRecordForm": {"partner"},
    "HandoverForm": {"partner"},
    # Whom a school asks to hold an edition together: nothing is theirs before they say yes.
    "TogetherForm": {"partner"},
}


def subclasses(parent):
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def own_forms():
    found = {*subclasses(forms.BaseForm), *subclasses(PoloFormMixin)}
    ours = [form for form in found if form.__module__.split(".")[0] in APPS and ".admin" not in form.__module__]
    return [form for form in ours if hasattr(form, "base_fields")]


def test_no_form_has_a_field_of_power_but_the_reviewed_ones():
    having = {form.__name__: set(form.base_fields) & OF_POWER for form in own_forms()}

    assert {name: fields for name, fields in having.items() if fields and REVIEWED.get(name) != fields} == {}


def test_forms_of_models_name_their_fields():
    """`exclude` and "__all__" would let in each new field of the model."""
    wrong = [
        form.__name__
        for form in own_forms()
        if issubclass(form, forms.BaseModelForm)
        and form._meta.model
        and (form._meta.exclude or form._meta.fields in [None, forms.ALL_FIELDS])
    ]

    assert wrong == []


def power_of(user):
    """Everything that gives a person rights, and the addresses that are theirs."""
    flags = User.objects.values("is_staff", "is_superuser", "is_active").get(pk=user.pk)
    groups = list(user.groups.order_by("pk")), list(user.user_permissions.order_by("pk"))
    roles = set(Membership.objects.filter(user=user).values_list("partner", "role", "ended_at"))
    offices = set(Mandate.objects.filter(user=user).values_list("office", "starts_on", "ends_on"))
    mailboxes = set(user.emailaddress_set.filter(verified=True).values_list("email", "primary"))
    return flags, groups, roles, offices, mailboxes


def greedy(user, partner):
    """Every field of power, with what one would like it to be, under its own name and its database name."""
    wishes = {
        "role": Role.MANAGER, "partner": partner.pk, "user": user.pk, "person": user.pk, "office": Office.SECRETARIAT,
        "standing": Standing.MEMBER, "state": "ACCEPTED", "decided_by": user.pk, "accepted_by": user.pk,
        "invited_by": user.pk, "ended_at": "", "expires_at": "2099-01-01", "acting_partner_id": partner.pk,
        "holder_name": str(user), "slug": partner.slug, "category": partner.category, "groups": "1",
        "user_permissions": "1", "email": user.email, "message": "promuovimi", "reason": "promuovimi",
    }  # fmt: skip
    wishes |= dict.fromkeys(OF_POWER - wishes.keys(), "on")
    return wishes | {f"{name}_id": value for name, value in wishes.items()}


def routes_that_take_a_post():
    return sorted(
        name
        for name, view in iter_patterns()
        if name.split(":")[0].split("_")[0] in {*APPS, "account", "mfa", "usersessions", "core"}
        and "POST" in allowed_methods(view)
        and name not in {"account_logout", "partners:invitation_accept"}  # the second is asked below
    )


def addresses(world):
    for name in routes_that_take_a_post():
        try:
            yield reverse(name, args=world.arguments.get(name))
        except NoReverseMatch:  # a route of allauth with a key of its own: nothing to post to
            continue


# Those who hold nothing yet, and those who hold something and might want more. The manager of the school may give
# roles: that is their job, to themselves too, and each leaves a row with their name.
GREEDY = sorted(set(ACTORS) - {"anonymous", "disabled", "superuser", "school", "other_firm"})


@pytest.mark.parametrize("actor", GREEDY)
def test_posted_fields_promote_nobody(actor):
    world = build_world()
    user, client = world.users[actor], StrictClient()
    client.force_login(user)
    before, partners = power_of(user), list(Partner.objects.order_by("pk").values())
    wishes, asked = greedy(user, Partner.objects.order_by("pk").first()), 0

    for url in addresses(world):
        with transaction.atomic():
            client.post(url, wishes)
            assert power_of(User.objects.get(pk=user.pk)) == before, url
            transaction.set_rollback(True)
        client.force_login(user)
        asked += 1

    assert asked > 15
    assert list(Partner.objects.order_by("pk").values()) == partners


def test_accepting_an_invitation_gives_its_role_and_no_other():
    world = build_world()
    user, client = world.users["person"], StrictClient()
    client.force_login(user)
    flags = power_of(user)[0]

    client.post(
        reverse("partners:invitation_accept", args=world.arguments["partners:invitation_accept"]),
        greedy(user, Partner.objects.order_by("pk").last()),
    )

    [held] = Membership.objects.filter(user=user)
    assert (held.role, held.partner.memberships.filter(user=world.users["school"]).exists()) == (Role.EDITOR, True)
    assert power_of(user)[0] == flags


def test_signing_up_gives_no_power(client):
    from tests.accounts.test_code_pages import NEW

    partner = Partner.objects.create(slug="prova", name="Prova", category="SCHOOL")
    wishes = greedy(User(pk=1, email=NEW["email"]), partner)

    client.post(reverse("account_signup"), wishes | NEW)

    user = User.objects.get(email=NEW["email"])
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert not user.memberships.exists()
    assert not user.mandates.exists()
    assert not user.emailaddress_set.filter(verified=True).exists()


def test_the_list_of_powers_knows_the_models():
    """Each name is a field somewhere, so that a renamed field does not silently leave the list."""
    fields = {
        field.name
        for model in [*models_of("partners"), *models_of("accounts"), *models_of("account")]
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }

    assert OF_POWER - fields == {"acting_partner_id"}


def models_of(label):
    from django.apps import apps

    return apps.get_app_config(label).get_models()
