"""The pages that search engines should know: both languages of each, with their alternates.

`/sitemap.xml` is an index of sections, each in files of `LIMIT` addresses: only one file's rows are ever read.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Greatest
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


LIMIT = 10_000  # addresses of one file; the protocol takes 50,000


class InBothLanguages:
    """(row, language) for each row of a query and each language; a slice reads its own rows only."""

    def __init__(self, rows: QuerySet, languages: list[str]) -> None:
        self.rows, self.languages = rows, languages

    def __len__(self) -> int:
        return len(self.languages) * self.rows.count()

    def __getitem__(self, cut: slice) -> list[tuple[Any, str]]:
        each = len(self.languages)
        first = cut.start // each
        pairs = [(row, language) for row in self.rows[first : -(-cut.stop // each)] for language in self.languages]
        return pairs[cut.start - each * first : cut.stop - each * first]


class BilingualSitemap(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = LIMIT


class RowSitemap(BilingualSitemap):
    """Rows of the database, without the invented ones of the demo. Each has `changed_at`."""

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def items(self) -> QuerySet:
        return self.rows().order_by("pk")

    def _items(self) -> InBothLanguages:
        return InBothLanguages(self.items(), [code for code, _name in settings.LANGUAGES])

    def lastmod(self, item: Any) -> datetime.datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        return self.rows().order_by().aggregate(latest=Max("changed_at"))["latest"]


class PageSitemap(BilingualSitemap):
    def items(self):
        return PUBLIC_PAGES

    def location(self, item):
        return reverse(item)


class CourseSitemap(RowSitemap):
    """A course changes with its editions, which stand on its page."""

    def rows(self):
        changed = Greatest("updated_at", Max("editions__updated_at"))
        return Course.objects.published().filter(is_demo=False).only("slug").annotate(changed_at=changed)


class PartnerSitemap(RowSitemap):
    def rows(self):
        return Partner.objects.public().only("slug").annotate(changed_at=F("updated_at"))


class OpeningSitemap(RowSitemap):
    def rows(self):
        return Opening.objects.public().filter(is_demo=False).only("pk").annotate(changed_at=F("updated_at"))


SITEMAPS = {"pages": PageSitemap, "courses": CourseSitemap, "partners": PartnerSitemap, "openings": OpeningSitemap}
