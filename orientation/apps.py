from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrientationConfig(AppConfig):
    name = "orientation"
    verbose_name = _("Orientamento")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from orientation import receivers  # noqa: F401, PLC0415 - they register themselves
