"""Fill the migrated database of the identity provider: python -m tests.identity_provider.fill ADDRESS-OF-THE-PORTAL"""

import datetime
import sys

import django

CLIENT, SECRET, PASSWORD = "portale", "un segreto fra i due", "una frase abbastanza lunga"
PEOPLE = ("carla@example.org", "gia-qui@example.org", "capo@example.org")


def main(portal: str) -> None:
    django.setup()
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client

    from accounts.models import User

    for email in PEOPLE:
        born = datetime.date(1999, 4, 30)
        user = User.objects.create_user(email, PASSWORD, first_name="Carla", last_name="Identità", birth_date=born)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    client = Client(
        id=CLIENT, name="Portale", scopes="openid\nprofile\nemail",
        redirect_uris=f"{portal}/accesso/oidc/spid-cie/login/callback/",
    )  # fmt: skip
    client.set_secret(SECRET)
    client.save()


if __name__ == "__main__":
    main(sys.argv[1])
