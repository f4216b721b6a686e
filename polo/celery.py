"""The Celery application: `celery -A polo worker` and `celery -A polo beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.production")
app = Celery("polo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
