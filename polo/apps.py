from django.apps import AppConfig


class PoloConfig(AppConfig):
    """The project shell: home, legal pages, health, commands that join several apps. It has no models."""

    name = "polo"

    def ready(self) -> None:
        # Not in polo/__init__.py: the launcher and the embedded servers start before settings are chosen.
        from polo import celery, checks  # noqa: F401, PLC0415 - shared tasks bind to this application
