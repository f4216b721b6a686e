from django.apps import AppConfig


class PoloConfig(AppConfig):
    """The project shell: home, legal pages, health, commands that join several apps. It has no models."""

    name = "polo"
