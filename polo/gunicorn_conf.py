"""gunicorn writes its log as Django does. The options that matter stand in the Procfile."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.production")
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        # One line per request is written by core.middleware.RequestLogMiddleware, with the request's number.
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
