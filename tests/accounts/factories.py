import datetime

import factory
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.ages import born_by
from accounts.enums import GuardianAnswer, GuardianEnd, NoticeKind
from accounts.models import Erasure, GuardianRequest, Notice, RetentionRun, User

# As the sign-up form sends it.
BORN = {"birth_date_day": "17", "birth_date_month": "5", "birth_date_year": "2000", "accepts": "on"}

TOTP_SECRET = "PROVAPROVAPROVAPROVAPROVAPROVA22"


def with_second_factor(user):
    """Whoever must use a second factor has one, as anybody has who gets past the pages that ask for it."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": TOTP_SECRET}}
    )
    return user


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_staff=True, is_superuser=True)
        minor = factory.Trait(birth_date=factory.LazyFunction(lambda: years_ago(16)))
        ageless = factory.Trait(birth_date=None)

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Nome{n}")
    last_name = factory.Sequence(lambda n: f"Cognome{n}")
    birth_date = datetime.date(2000, 5, 17)
    password = factory.django.Password("una frase abbastanza lunga")

    @factory.post_generation
    def second_factor(self, create, extracted, **_kwargs):
        """`UserFactory(superuser=True, second_factor=False)`: a superuser who has not set one up."""
        if create and (self.is_superuser if extracted is None else extracted):
            with_second_factor(self)


def years_ago(age: int) -> datetime.date:
    """The birth date of somebody who turns `age` today."""
    return born_by(age, on=timezone.localdate())


class GuardianRequestFactory(factory.django.DjangoModelFactory):
    """Sent and waiting, unless a trait says how it went on; `token` is what stands in the link."""

    class Meta:
        model = GuardianRequest

    class Params:
        token = "collegamento-di-prova"
        unsent = factory.Trait(token_hash=None, sent_at=None, expires_at=None)
        confirmed = factory.Trait(answer=GuardianAnswer.YES, answered_at=factory.LazyFunction(timezone.now))
        refused = factory.Trait(answer=GuardianAnswer.NO, answered_at=factory.LazyFunction(timezone.now))
        withdrawn = factory.Trait(
            confirmed=True, end=GuardianEnd.WITHDRAWN, ended_at=factory.LazyFunction(timezone.now)
        )
        replaced = factory.Trait(end=GuardianEnd.REPLACED, ended_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(sent_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=15)))

    minor = factory.SubFactory(UserFactory, minor=True)
    email = factory.Sequence(lambda n: f"genitore{n}@example.org")
    token_hash = factory.LazyAttribute(lambda row: GuardianRequest.hash_of(row.token))
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda row: row.sent_at + GuardianRequest.LIFETIME)


class ErasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Erasure

    class Params:
        due = factory.Trait(requested_at=factory.LazyFunction(lambda: timezone.now() - Erasure.GRACE))

    person = factory.SubFactory(UserFactory)
    requested_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyAttribute(lambda row: row.requested_at + Erasure.GRACE)


class RetentionRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RetentionRun

    figures = factory.LazyFunction(lambda: {"erasures_done": 1, "failed": 2})


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    kind = NoticeKind.TERMS
    version = factory.Sequence(lambda n: f"prova-{n}")
    text_it = "## Titolo\n\nParole semplici."
    text_en = "## Title\n\nPlain words."
