from django.urls import path

from skills import views

app_name = "skills"
urlpatterns = [
    path("vocabolario/<slug:kind>/voci/", views.concept_options, name="concept_options"),
    path("area/attivita/", views.partner_activities, name="partner_activities"),
]
