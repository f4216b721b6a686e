from django.urls import path

from accounts.views import notices, own_data, privacy, security

app_name = "accounts"
urlpatterns = [
    path("accesso/meno-di-14-anni/", own_data.too_young, name="too_young"),
    path("informative/", notices.notice_list, name="notice_list"),
    path("informative/<slug:kind>/<slug:version>/", notices.notice_detail, name="notice_detail"),
    path("area/informative/", notices.notice_accept, name="notice_accept"),
    path("area/i-tuoi-dati/", own_data.own_data, name="own_data"),
    path("area/i-tuoi-dati/genitore/", own_data.guardian_ask, name="guardian_ask"),
    path("conferma-genitore/<slug:token>/", own_data.guardian_detail, name="guardian_detail"),
    path("area/sicurezza/", security.security, name="security"),
    path("area/sicurezza/dispositivi/<int:pk>/scollega/", security.session_end, name="session_end"),
    path("area/privacy/", privacy.privacy_overview, name="privacy_overview"),
    path("area/privacy/copia/", privacy.export_create, name="export_create"),
    path("area/privacy/copia/<int:pk>/", privacy.export_download, name="export_download"),
    path("area/privacy/consensi/", privacy.consent_list, name="consent_list"),
    path("area/privacy/consensi/<int:pk>/togli/", privacy.consent_withdraw, name="consent_withdraw"),
    path("area/privacy/cancella/", privacy.account_erase, name="account_erase"),
    path("area/privacy/cancella/annulla/", privacy.erasure_cancel, name="erasure_cancel"),
]
