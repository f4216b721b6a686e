"""Settings shared by every environment. Everything that differs comes from environment variables (docs/deploy.md)."""

import os
from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.logs import cover_addresses, exception_places, plain_events_only
from polo.servers import VAR, server_urls
from polo.settings import schedule
from polo.settings.work import *  # each of its names is a setting

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = VAR
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
SITE_OWNER_KIND = os.environ.get("SITE_OWNER_KIND", "private")  # "pa" or "private": domain of L. 4/2004
# Who answers for the site: empty shows "da completare", nothing is invented.
SITE_OWNER_NAME = os.environ.get("SITE_OWNER_NAME", "")
SITE_CONTACT_EMAIL = os.environ.get("SITE_CONTACT_EMAIL", "")
SITE_CONTACT_PEC = os.environ.get("SITE_CONTACT_PEC", "")

INSTALLED_APPS = [
    "polo.admin_config.PoloAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "core",
    "accounts",
    "partners",
    "skills",
    "training",
    "orientation",
    "recruitment",
    "planning",
    "dashboards",
    "polo",
]

MIDDLEWARE = [
    "core.middleware.RoomMiddleware",
    # First what every answer carries, static files and errors too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; it pads them at random against BREACH
    "core.middleware.RequestLogMiddleware",
    "core.middleware.RejectMalformedInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "polo.expired_session.LoginOrWordsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "partners.middleware.ActingPartnerMiddleware",
    "core.middleware.HistoryContextMiddleware",
    "partners.middleware.SecondFactorMiddleware",
    "accounts.middleware.NoticesMiddleware",
    "core.middleware.PrivateResponsesMiddleware",
    "partners.support.SupportMiddleware",  # last: whatever asks who has signed in must have asked before
]

ROOT_URLCONF = "polo.urls"
WSGI_APPLICATION = "polo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.polo",
                "partners.templatetags.acting",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site",
                "core.context_processors.notices",
                "polo.navigation.navigation",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Servers ---------------------------------------------------------------------------------------------------------
DATABASE_URL, REDIS_URL = server_urls()
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "options": "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL.startswith("unix://"):
    CELERY_BROKER_URL = "redis+socket://" + REDIS_URL.removeprefix("unix://") + "?virtual_host=1"
    CACHE_LOCATION = REDIS_URL + "?db=2"
else:
    CELERY_BROKER_URL, CACHE_LOCATION = REDIS_URL.rstrip("/") + "/1", REDIS_URL.rstrip("/") + "/2"
CACHES = {
    "default": {
        "BACKEND": "core.cache.FailSafeRedisCache",
        "LOCATION": CACHE_LOCATION,
        "KEY_PREFIX": os.environ.get("CACHE_KEY_PREFIX", ""),  # two portals may share one server
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    },
    # Answers while Redis is down; the table is made by core's migrations.
    "fallback": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_fallback_cache"},
}

# For so long an anonymous reader may be shown the catalogue as it was; a change of a course shows at once.
CATALOGUE_CACHE_SECONDS = 30

# Celery ----------------------------------------------------------------------------------------------------------
# What was promised to somebody is a row of the outbox; Celery relays it and does heavy, repeatable work.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Rome"
CELERY_BEAT_SCHEDULE = schedule.CELERY_BEAT_SCHEDULE

# People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["partners.second_factor.PersonBackend"]  # one only: a second one would answer later
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "accounts.validators.BlockListValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "partners.sign_up.InvitedSignUpForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or an identity is added: both let in whoever has them
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# SPID and CIE through an aggregator that speaks OpenID Connect: off, with none of its pages, until it has an address.
OIDC_SERVER_URL = os.environ.get("OIDC_SERVER_URL", "").rstrip("/")
if OIDC_SERVER_URL:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "accounts.identity.IdentityAdapter"
    SOCIALACCOUNT_AUTO_SIGNUP = False  # name and age are confirmed in our own form
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "AUTH_PARAMS": {"acr_values": os.environ.get("OIDC_ACR_VALUES", "https://www.spid.gov.it/SpidL2")},
            "APPS": [
                {
                    "provider_id": "spid-cie",
                    "name": os.environ.get("OIDC_NAME", "SPID o CIE"),
                    "client_id": os.environ["OIDC_CLIENT_ID"],
                    "secret": os.environ["OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": OIDC_SERVER_URL, "oauth_pkce_enabled": True},
                }
            ],
        }
    }
# What encrypts the secrets of second factors, before SECRET_KEY (accounts/secrets_at_rest.py).
MFA_SECRETS_KEYS = [key for key in os.environ.get("MFA_SECRETS_KEYS", "").split(",") if key]
MFA_ADAPTER = "partners.second_factor.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.CodeForm",
    "reauthenticate": "accounts.mfa_forms.CodeAgainForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.mfa_forms.EditPasskeyForm",
}
# The secret of the demo accounts' codes, set by dev only: who looks around needs no app. Production refuses it.
DEMO_TOTP_SECRET = ""
# Whether everybody may read the mails of a portal without mail server, set by dev only. Production refuses it.
DEMO_MAILBOX = False
MFA_TOTP_ISSUER = "Polo tecnico-professionale La Spezia"
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "polo.formats"
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True

# Mail: every message becomes a row of the outbox, whatever sends it; EMAIL_HOST set = the relay hands it to SMTP -----
EMAIL_BACKEND = "core.mail.OutboxEmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Polo La Spezia <portale@polo.example>")

# Static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "polo.static.WheelFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "polo.static.PoloStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365
# Documents: handed out by a view that asks who reads (partners.views.consortium), never by an address of their own.
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600

# Security --------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # Browsers follow a form through its redirects: the identity provider's page is one of them.
        "form-action": [SELF, *filter(None, ["/".join(OIDC_SERVER_URL.split("/")[:3])])],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Logs: JSON lines with a request id; never addresses, names or request bodies (core/logs.py) ----------------------
_log_context = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_log_context,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _log_context,
            "processors": [
                exception_places,
                plain_events_only,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                cover_addresses,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "polo.requests": {"level": os.environ.get("LOG_LEVEL", "INFO")},  # silent in `make run`, which sets WARNING
        # Django's own sentences quote the address; the request's line tells the same without it.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
