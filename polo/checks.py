"""What a portal open to the world must not be started with."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

INTERMEDIARY = ("INTERMEDIARY_SUBJECT", "INTERMEDIARY_AUTHORISATION", "INTERMEDIARY_LEGAL_REPRESENTATIVE")


@register
def no_demo_secret(**_options: Any) -> list[Error]:
    """The demo's codes are shown to whoever asks: they protect nobody."""
    if settings.DEMO_TOTP_SECRET and settings.SECURE_SSL_REDIRECT:
        hint = "It belongs to polo.settings.dev only."
        return [Error("DEMO_TOTP_SECRET is set under production settings.", hint=hint, id="polo.E001")]
    return []


@register(Tags.security, deploy=True)
def secretariat_can_be_written_to(**_options: Any) -> list[CheckMessage]:
    """Many pages say "write to the secretariat": people must find where."""
    if settings.SITE_CONTACT_EMAIL:
        return []
    hint = "Set SITE_CONTACT_EMAIL: the footer and the contact list show it."
    return [checks.Warning("Nobody can write to the secretariat.", hint=hint, id="polo.W001")]


@register(Tags.security, deploy=True)
def intermediary_is_declared(**_options: Any) -> list[CheckMessage]:
    """Article 6 of D.Lgs. 276/2003: without who answers for it firms cannot ask to meet a person."""
    missing = [name for name in INTERMEDIARY if not getattr(settings, name)]
    if not missing:
        return []
    hint = f"Set {', '.join(missing)}: the page on who does the intermediation shows them."
    return [checks.Warning("Nobody answers for the matching of people and jobs.", hint=hint, id="polo.W002")]


@register
def no_demo_mailbox(**_options: Any) -> list[Error]:
    """Who reads the mails takes over every account."""
    if settings.DEMO_MAILBOX and settings.SECURE_SSL_REDIRECT:
        hint = "It belongs to polo.settings.dev only."
        return [Error("DEMO_MAILBOX is set under production settings.", hint=hint, id="polo.E002")]
    return []


@register
def accelerator_has_numpy(**_options: Any) -> list[Error]:
    """numpy is installed only where the lists of candidates are to come from memory."""
    if not settings.MATCHING_ACCELERATOR or find_spec("numpy"):
        return []
    hint = "Install the version of requirements-dev.txt, or set MATCHING_ACCELERATOR to 0."
    return [Error("MATCHING_ACCELERATOR is on and numpy is missing.", hint=hint, id="polo.E003")]
