from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Persone e accessi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import accounts.receivers  # noqa: F401, PLC0415  (connects what listens to allauth)
        from accounts.third_parties import declare_all  # noqa: PLC0415 - when every app is loaded

        declare_all()
