from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("partner/", views.partner_list, name="partner_list"),
    path("partner/<slug:slug>/", views.partner_detail, name="partner_detail"),
    path("area/partner/", views.acting_partner_switch, name="acting_partner_switch"),
]
