from django.contrib.admin.apps import AdminConfig


class PoloAdminConfig(AdminConfig):
    """Django's admin with the portal's own site: one door, our own pages only."""

    default_site = "polo.admin_site.MandateAdminSite"
