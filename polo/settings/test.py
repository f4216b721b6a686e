"""Settings of the test suite: as production, with cheap password hashes and plain static files."""

import os

from polo.settings.base import *

SECRET_KEY = "a key that protects nothing: tests only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
INTERMEDIARY_SUBJECT = "Ente delle prove"
INTERMEDIARY_LEGAL_REPRESENTATIVE = "Rappresentante delle prove"
DEMO_TOTP_SECRET = "POLODEMOPOLODEMOPOLODEMOPOLODEMO"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("POLO_TEST_DB", "test_polo")}
CATALOGUE_CACHE_SECONDS = 0  # each test sees what it has just written
CACHES["default"]["KEY_PREFIX"] = os.environ.get("POLO_TEST_DB", "test_polo")
