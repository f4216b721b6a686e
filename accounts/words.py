"""Texts of allauth that we word otherwise: "security key" and "passkey" are one thing to a person, called passkey.

Named here so that the catalogues keep them (polo.messages collects what our sources name): the English in locale/en,
the Italian in locale/it, which is written by hand.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

SECURITY_KEYS = (
    gettext_noop("Security Keys"),
    gettext_noop("Security key"),
    gettext_noop("Passkey"),
    gettext_noop("Add Security Key"),
    gettext_noop("Edit Security Key"),
    gettext_noop("Remove Security Key"),
    gettext_noop("Are you sure you want to remove this security key?"),
    gettext_noop("No security keys have been added."),
    gettext_noop("Security key added."),
    gettext_noop("Security key removed."),
    gettext_noop("Use a security key"),
    gettext_noop("Master key"),
    gettext_noop("Backup key"),
    gettext_noop("Key nr. {number}"),
    ngettext_lazy("You have added %(count)s security key.", "You have added %(count)s security keys.", "count"),
)
