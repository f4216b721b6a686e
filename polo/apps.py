from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class PoloConfig(AppConfig):
    """The project shell: home, legal pages, health, commands that join several apps. It has no models."""

    name = "polo"

    def ready(self) -> None:
        # Not in polo/__init__.py: the launcher and the embedded servers start before settings are chosen.
        apps.get_app_config("account").verbose_name = _("Indirizzi e-mail")  # allauth's, named in the admin
        from polo import celery, checks  # noqa: F401, PLC0415 - shared tasks bind to this application
