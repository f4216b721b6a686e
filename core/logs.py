"""Log lines: one JSON object each, with the request's number, never with anything personal.

Messages and exceptions of other libraries may quote a row ("Key (email)=(…) already exists"), so of an exception only
its class and the places in the code are kept, and whatever looks like an e-mail address or an IP is covered.
"""

import logging
import re
import sys
import traceback
from typing import Any

COVERED = re.compile(r"[^\s<>\"'=(),;]+@[^\s<>\"'=(),;]+\.\w+|\b\d{1,3}(?:\.\d{1,3}){3}\b")
WITH_VALUES = ("celery", "kombu", "django", "gunicorn", "py.warnings")

Event = dict[str, Any]


def exception_places(_logger: Any, _method: str, event: Event) -> Event:
    """Replace the exception by its class and the lines of code it went through."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info if isinstance(info, BaseException) else info[1] if info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["exception"] = type(error).__qualname__
        event["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def plain_events_only(_logger: Any, _method: str, event: Event) -> Event:
    """Of loggers whose sentences quote requests, rows or arguments, keep the sentence without its values."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.name.startswith(WITH_VALUES):
        event["event"] = str(record.msg)
        task = getattr(record, "data", None)
        if isinstance(task, dict) and "name" in task:
            event["task"] = task["name"]
    return event


def cover_addresses(_logger: Any, _method: str, event: Event) -> Event:
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "places"}:
            event[key] = COVERED.sub("[…]", value)
    return event
