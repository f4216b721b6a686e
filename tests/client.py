"""The test client: as a browser with our Content-Security-Policy would see the pages."""

import re
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from django.test import Client
from django.test.testcases import TestCase

BROKEN = {
    "unrendered template syntax": re.compile(r"\{\{|\{%"),
    "inline event handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.I),
    "inline style": re.compile(r"<style[\s>]|<[a-z][^<>]*\sstyle\s*=", re.I),
    "javascript: address": re.compile(r"(?:href|action|src)\s*=\s*[\"']?\s*javascript:", re.I),
}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def said_by(response) -> str:
    """The page without what is drawn anew each time: two of them may be compared."""
    return TOKEN.sub("", response.content.decode())


class StrictClient(Client):
    """Runs on_commit callbacks as production does and rejects broken or CSP-unsafe HTML."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            assert_sound(response.content.decode())
        return response

    def force_login(self, user, backend=None):
        """As somebody comes in who was asked for a second factor, if their account has one."""
        super().force_login(user, backend)
        give_second_factor(self, user)


def give_second_factor(client: Client, user) -> None:
    """The session says that a code was given in it."""
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()


class PlainClient(Client):
    """For thousands of requests: gives back a status 500 instead of raising, keeps no copies of template contexts."""

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def assert_sound(html: str) -> None:
    for problem, pattern in BROKEN.items():
        found = pattern.search(html)
        assert not found, f"{problem}: …{html[max(found.start() - 40, 0) : found.end() + 60]}…"
