from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("area/notifiche/", views.notification_list, name="notification_list"),
    path("area/notifiche/<int:pk>/", views.notification_open, name="notification_open"),
]
