"""A worker that does nothing but relay, until it is killed: python -m tests.concurrency.relay_process."""

import time

import django

django.setup()

from core import outbox  # noqa: E402 - its models are ready only now

while True:
    outbox.outbox_relay(limit=50)
    time.sleep(0.02)
