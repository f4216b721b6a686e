"""The Celery application: `celery -A polo worker` and `celery -A polo beat`."""

import logging.config
import os
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polo.settings.production")


class HistoryTask(Task):
    """Row histories say which task wrote them."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        import pghistory  # noqa: PLC0415 - needs Django's settings, which are read when a task runs

        with pghistory.context(task=self.name):
            return super().__call__(*args, **kwargs)


app = Celery("polo", task_cls=HistoryTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_options: Any) -> None:
    """JSON lines without personal data, instead of Celery's own handlers."""
    from django.conf import settings  # noqa: PLC0415 - read when a worker starts, not when the module is imported

    logging.config.dictConfig(settings.LOGGING)
