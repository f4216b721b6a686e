from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("posta-di-prova/", views.demo_mail_list, name="demo_mail_list"),
    path("area/elenchi/<int:pk>/", views.list_export_download, name="list_export_download"),
    path("area/notifiche/", views.notification_list, name="notification_list"),
    path("area/notifiche/<int:pk>/", views.notification_open, name="notification_open"),
]
