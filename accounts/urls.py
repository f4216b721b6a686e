from django.urls import path

from accounts.views import security

app_name = "accounts"
urlpatterns = [
    path("area/sicurezza/", security.security, name="security"),
    path("area/sicurezza/dispositivi/<int:pk>/scollega/", security.session_end, name="session_end"),
]
