"""The birth date that SPID or CIE certifies, in the sign-up form of whoever comes with them."""

import datetime
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse

from accounts.forms import SignupForm
from accounts.models import User
from tests.accounts.factories import years_ago

pytestmark = pytest.mark.django_db
POSTED = {"first_name": "Ada", "last_name": "Bo", "accepts": "on"}
POSTED |= {"birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "1990"}


class IdentityForm(SignupForm):
    """As allauth's form does it: the identity is there before ours is made."""

    def __init__(self, *args, born, **kwargs):
        self.sociallogin = SimpleNamespace(user=User(birth_date=born))
        super().__init__(*args, **kwargs)


def test_what_is_certified_counts_whatever_is_posted():
    form = IdentityForm(POSTED, born=datetime.date(1999, 4, 30))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"] == datetime.date(1999, 4, 30)
    assert str(form["birth_date"]).count("disabled") == 3


def test_a_certified_minor_cannot_post_another_age():
    assert list(IdentityForm(POSTED, born=years_ago(16)).errors) == ["guardian_email"]
    with pytest.raises(ImmediateHttpResponse):
        IdentityForm(POSTED, born=years_ago(13)).is_valid()


def test_without_a_certified_date_it_is_asked():
    form = IdentityForm(POSTED, born=None)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"] == datetime.date(1990, 5, 17)
