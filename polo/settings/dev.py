"""The settings of `make run` on one's own machine: plain http, a key kept in var/, the rest as in production."""

import os
import secrets
import warnings

from celery.platforms import SecurityWarning

from polo.settings.base import *


def _local_secret_key() -> str:
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = os.environ.get("DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or _local_secret_key()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000")
DEMO_TOTP_SECRET = "POLODEMOPOLODEMOPOLODEMOPOLODEMO"
SITE_CONTACT_EMAIL = SITE_CONTACT_EMAIL or "segreteria@example.org"  # the demo's secretariat
INTERMEDIARY_SUBJECT = INTERMEDIARY_SUBJECT or "Ente di esempio (dato dimostrativo)"
INTERMEDIARY_LEGAL_REPRESENTATIVE = INTERMEDIARY_LEGAL_REPRESENTATIVE or "Persona di esempio (dato dimostrativo)"
DEMO_MAILBOX = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# On a bare machine (a container, CI) one is root, and the worker takes JSON only.
warnings.filterwarnings("ignore", category=SecurityWarning)
