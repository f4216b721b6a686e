"""The Celery application: `celery -A polo worker` and `celery -A polo beat`, with DJANGO_SETTINGS_MODULE set."""

from celery import Celery

app = Celery("polo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
