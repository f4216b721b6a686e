from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    verbose_name = _("Lavoro")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from recruitment import receivers  # noqa: F401, PLC0415  (connects them, once the models are there)
