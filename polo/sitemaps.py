"""The pages that search engines should know: both languages of each, with their alternates."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from partners.models import Partner
from recruitment.models import Opening
from training.models import Course

PUBLIC_PAGES = [
    "home", "about", "training:course_list", "training:teacher_course_list", "orientation:service_list",
    "recruitment:opening_list", "recruitment:public_need_list", "partners:partner_list", "partners:agreement",
    "partners:composition", "partners:body_list", "privacy", "legal_notes",
    "accessibility", "cookies", "site_map",
]  # fmt: skip


class BilingualSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True


class RowSitemap(BilingualSitemap):
    """Rows of the database, without the invented ones of the demo."""

    def lastmod(self, item):
        return item.updated_at


class PageSitemap(BilingualSitemap):
    def items(self):
        return PUBLIC_PAGES

    def location(self, item):
        return reverse(item)


class CourseSitemap(RowSitemap):
    def items(self):
        return Course.objects.published().filter(is_demo=False).only("slug", "updated_at").order_by("pk")


class PartnerSitemap(RowSitemap):
    def items(self):
        return Partner.objects.public().only("slug", "updated_at").order_by("pk")


class OpeningSitemap(RowSitemap):
    def items(self):
        return Opening.objects.public().filter(is_demo=False).only("updated_at").order_by("pk")


SITEMAPS = {"pages": PageSitemap, "courses": CourseSitemap, "partners": PartnerSitemap, "openings": OpeningSitemap}
