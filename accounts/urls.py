from django.urls import path

from accounts.views import own_data, security

app_name = "accounts"
urlpatterns = [
    path("accesso/meno-di-14-anni/", own_data.too_young, name="too_young"),
    path("area/i-tuoi-dati/", own_data.own_data, name="own_data"),
    path("area/i-tuoi-dati/genitore/", own_data.guardian_ask, name="guardian_ask"),
    path("conferma-genitore/<slug:token>/", own_data.guardian_detail, name="guardian_detail"),
    path("area/sicurezza/", security.security, name="security"),
    path("area/sicurezza/dispositivi/<int:pk>/scollega/", security.session_end, name="session_end"),
]
