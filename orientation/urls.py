from django.urls import path

from orientation import views

app_name = "orientation"
urlpatterns = [
    path("orientamento/", views.service_list, name="service_list"),
    path("orientamento/<slug:slug>/", views.slot_list, name="slot_list"),
    path("orientamento/orari/<int:pk>/prenota/", views.appointment_create, name="appointment_create"),
    path("area/appuntamenti/", views.appointment_list, name="appointment_list"),
    path("area/appuntamenti/<int:pk>/disdici/", views.appointment_cancel, name="appointment_cancel"),
    path("area/appuntamenti/<int:pk>/esito/", views.appointment_close, name="appointment_close"),
    path("area/agenda/", views.agenda, name="agenda"),
    path("area/agenda/nuova/", views.slot_create, name="slot_create"),
    path("area/agenda/<int:pk>/togli/", views.slot_withdraw, name="slot_withdraw"),
]
