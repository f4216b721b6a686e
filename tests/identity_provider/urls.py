from django.urls import include, path

from polo.urls import urlpatterns as portal

urlpatterns = [path("", include("allauth.idp.urls")), *portal]
