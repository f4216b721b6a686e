"""SPID and CIE through an aggregator, played by a second portal: two processes, two databases, real HTTP."""

import html
import os
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from scripts.web_reader import Reader
from tests.browser.portal import ROOT, free_port, serving
from tests.databases import create_database, drop_database, migrated_database
from tests.identity_provider.fill import CLIENT, PASSWORD, SECRET

NAME = "Entra con SPID o CIE"
OWN_PASSWORD = "quattro gabbiani sul tetto"
WRITE_PEOPLE = """
import django; django.setup()
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from accounts.models import User
for email, boss in (("gia-qui@example.org", False), ("capo@example.org", True)):
    user = User.objects.create_user(email, {password!r}, is_superuser=boss, birth_date="1980-01-01")
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    if boss:
        Authenticator.objects.create(user=user, type="totp", data={{"secret": {secret!r}}})
"""


def python(environment, *arguments):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)


def key() -> str:
    pem, no = serialization.Encoding.PEM, serialization.NoEncryption()
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(pem, serialization.PrivateFormat.PKCS8, no).decode()


@contextmanager
def database(**environment):
    """Migrated with the settings of that environment, of which one has an application more than the tests."""
    url = create_database(settings.DATABASE_URL, f"polo_identity_{uuid.uuid4().hex[:8]}", like=migrated_database())
    found = os.environ | {"REDIS_URL": settings.REDIS_URL, "LOG_LEVEL": "ERROR", "DATABASE_URL": url} | environment
    python(found, "manage.py", "migrate", "--verbosity=0")
    yield found
    drop_database(settings.DATABASE_URL, url)


@pytest.fixture(scope="module")
def world():
    """Both portals, filled and served; `rows(sql)` reads our database."""
    ours, theirs = free_port(), free_port()
    portal, provider = f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{theirs}"
    rp = {
        "DJANGO_SETTINGS_MODULE": "polo.settings.test", "SITE_URL": portal, "POLO_TEST_DB": "rp",
        "OIDC_SERVER_URL": provider, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET,
    }  # fmt: skip
    idp = {
        "DJANGO_SETTINGS_MODULE": "tests.identity_provider.settings", "SITE_URL": provider, "POLO_TEST_DB": "idp",
        "IDP_KEY": key(),
    }  # fmt: skip
    with database(**rp) as rp_env, database(**idp) as idp_env:
        python(idp_env, "-m", "tests.identity_provider.fill", portal)
        python(rp_env, "-c", WRITE_PEOPLE.format(password=OWN_PASSWORD, secret=settings.DEMO_TOTP_SECRET))
        our_url = rp_env["DATABASE_URL"]

        def rows(sql):
            with psycopg.connect(our_url, autocommit=True) as connection:
                return connection.execute(sql).fetchall()

        with serving(idp_env, theirs), serving(rp_env, ours):
            yield SimpleNamespace(portal=portal, provider=provider, rows=rows)


def come_back_from(world, email, *, page="/accesso/login/"):
    """Press the button, sign in at the provider, agree; where the portal leads then."""
    reader = Reader(world.portal).open(page)
    return agree(world, reader.submit(reader.form_to("/spid-cie/login/")), email)


def agree(world, reader, email):
    assert reader.url.startswith(world.provider), reader.text[:300]
    assert "code_challenge_method=S256" in reader.url or "code_challenge" in reader.body
    reader.submit(reader.form("password"), login=email, password=PASSWORD)
    if reader.url.startswith(world.provider):
        reader.submit(reader.form_to("authorize"), action="grant")
    assert reader.url.startswith(world.portal), (reader.url, reader.text[:300])
    return reader


def test_off_by_default(client, db):
    for page in ("/accesso/login/", "/accesso/signup/"):
        response = client.get(page)
        assert "SPID" not in response.content.decode()
        assert "form-action 'self';" in response.headers["Content-Security-Policy"] + ";"
    assert client.get("/accesso/oidc/spid-cie/login/").status_code == 404


def test_a_newcomer_confirms_what_is_known_and_only_a_number_is_kept(world):
    reader = come_back_from(world, "carla@example.org", page="/accesso/signup/")

    assert "Ancora un passo" in reader.text
    form = reader.form("birth_date_day")
    assert [form.values[f"birth_date_{part}"] for part in ("day", "month", "year")] == [["30"], ["4"], ["1999"]]
    assert (form.values["first_name"], form.values["email"]) == (["Carla"], ["carla@example.org"])
    reader.submit(form, accepts="on", birth_date_year="1970")  # a certified date is not changed by what is posted

    assert "/accesso/" not in reader.url
    [account] = world.rows(
        "SELECT provider, uid, extra_data::text FROM socialaccount_socialaccount a"
        " JOIN accounts_user u ON u.id = a.user_id WHERE u.email = 'carla@example.org'"
    )
    assert (account[0], account[2]) == ("spid-cie", "{}")
    assert world.rows("SELECT count(*) FROM socialaccount_socialtoken") == [(0,)]
    [person] = world.rows("SELECT last_name, birth_date::text, password FROM accounts_user WHERE first_name = 'Carla'")
    assert person[:2] == ("Identità", "1999-04-30")
    assert person[2].startswith("!")
    again = come_back_from(world, "carla@example.org")
    assert again.url.startswith(f"{world.portal}/area/")


def test_the_same_address_opens_nobody_s_account(world):
    reader = come_back_from(world, "gia-qui@example.org")

    reader.open("/area/")
    assert "/accesso/" in reader.url
    owner = (
        "SELECT count(*) FROM socialaccount_socialaccount a JOIN accounts_user u ON u.id = a.user_id WHERE u.email = "
    )
    assert world.rows(owner + "'gia-qui@example.org'") == [(0,)]


def test_whoever_must_use_a_second_factor_uses_ours_too(world):
    """The superuser links the identity from inside, with the password once more; the portal still asks for a code."""
    reader = Reader(world.portal).open("/accesso/login/")
    reader.submit(reader.form("password"), login="capo@example.org", password=OWN_PASSWORD)
    give_code(reader)
    reader.open("/accesso/3rdparty/")
    assert "SPID e CIE" in reader.text
    reader.open(reader.link("/spid-cie/login/"))
    assert "La tua password resta là" in reader.text
    token = reader.form_to("/logout/").values["csrfmiddlewaretoken"]
    agree(world, reader.open(reader.url, {"csrfmiddlewaretoken": token}), "capo@example.org")
    assert "/accesso/reauthenticate/" in reader.url  # whoever finds a browser open must not leave a key of their own
    reader.submit(reader.form("password"), password=OWN_PASSWORD)

    stranger = come_back_from(world, "capo@example.org")

    assert "/accesso/2fa/authenticate/" in stranger.url
    stranger.open("/area/")
    assert "/accesso/" in stranger.url


def give_code(reader):
    for _attempt in range(3):
        if "/2fa/authenticate" in reader.url:
            code = reader.text.split("il codice adesso è ")[1][:6]
            reader.submit(reader.form("code"), code=code)


def test_whoever_turns_back_reads_that_nothing_has_changed(world):
    reader = Reader(world.portal).open("/accesso/3rdparty/login/cancelled/")
    assert "Non hai completato l'accesso" in reader.text
    assert "non è cambiato nulla" in reader.text

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{world.portal}/accesso/oidc/spid-cie/login/callback/?state=finto&code=finto")  # noqa: S310

    assert refused.value.code == 401
    assert "riprova dall'inizio" in html.unescape(refused.value.read().decode())


def test_browsers_may_follow_the_form_to_the_provider(world):
    with urllib.request.urlopen(f"{world.portal}/accesso/login/") as response:  # noqa: S310  (our own address)
        policy = response.headers["Content-Security-Policy"]
        text = response.read().decode()

    assert f"form-action 'self' {world.provider}" in policy
    assert NAME in text
