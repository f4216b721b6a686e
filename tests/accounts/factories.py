import factory
from allauth.mfa.models import Authenticator

from accounts.models import User

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

    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Nome{n}")
    last_name = factory.Sequence(lambda n: f"Cognome{n}")
    birth_year = 2000
    password = factory.django.Password("una frase abbastanza lunga")

    @factory.post_generation
    def second_factor(self, create, extracted, **_kwargs):
        """`UserFactory(superuser=True, second_factor=False)`: a superuser who has not set one up."""
        if create and (self.is_superuser if extracted is None else extracted):
            with_second_factor(self)
