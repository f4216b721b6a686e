from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from polo import health, views

admin.site.login = secure_admin_login(admin.site.login)

# Italian without prefix, English below /en/: addresses say the language, so public pages need no cookie.
urlpatterns = [
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
    path("", include("partners.urls")),
    path("", include("training.urls")),
    path("", include("orientation.urls")),
    path("", include("recruitment.urls")),
    path("", include("dashboards.urls")),
    path("", include("core.urls")),
    path("accesso/", include("allauth.urls")),
    path("amministrazione/", admin.site.urls),
    prefix_default_language=False,
)
