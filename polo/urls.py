from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemap_views
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from polo import health, views
from polo.sitemaps import SITEMAPS

# Italian without prefix, English below /en/: addresses say the language, so public pages need no cookie.
icon = login_not_required(RedirectView.as_view(url=lazy(static, str)("img/favicon.svg")))
urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", icon, name="icon"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        login_not_required(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"},
        name="sitemap",
    ),
    path(
        "sitemap-<slug:section>.xml",
        login_not_required(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap_section",
    ),
    path("salute/", health.health_live, name="health_live"),
    path("salute/pronto/", health.health_ready, name="health_ready"),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("il-polo/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("note-legali/", views.legal_notes, name="legal_notes"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("cookie/", views.cookies, name="cookies"),
    path("mappa-del-sito/", views.site_map, name="site_map"),
    path("", include("accounts.urls")),
    path("", include("partners.urls")),
    path("", include("skills.urls")),
    path("", include("training.urls")),
    path("", include("orientation.urls")),
    path("", include("recruitment.urls")),
    path("", include("dashboards.urls")),
    path("", include("core.urls")),
    path("accesso/", include("accounts.code_pages")),
    path("accesso/", include("allauth.urls")),
    path("amministrazione/", admin.site.urls),
    prefix_default_language=False,
)
handler404 = views.page_not_found
