"""The Celery application: `celery -A polo worker` and `celery -A polo beat`."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.production")
app = Celery("polo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_options: Any) -> None:
    """JSON lines without personal data, instead of Celery's own handlers."""
    from django.conf import settings  # noqa: PLC0415 - read when a worker starts, not when the module is imported

    logging.config.dictConfig(settings.LOGGING)
