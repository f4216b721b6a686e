"""Invented people, bodies, courses, needs and bookings in every state, so that every page can be seen.

Everything here is Italian data, not text of the portal: it is written to rows, marked as an example, and never
translated. Real partners say nothing in it but the dates of a few editions, marked as demo too.
"""

from polo.demo.accounts import ACCOUNTS, PASSWORD, sheet
from polo.demo.build import build

__all__ = ["ACCOUNTS", "PASSWORD", "build", "sheet"]
