from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("area/", views.desk, name="desk"),
    path("area/privacy/chi-ha-visto/", views.look_list, name="look_list"),
    path("area/cruscotto/", views.coverage, name="coverage"),
    path("area/cruscotto/cercato/", views.unanswered_search_list, name="unanswered_search_list"),
    path("area/cruscotto/competenze/<int:pk>/", views.coverage_skill, name="coverage_skill"),
    path("area/cruscotto/filiere/<slug:slug>/", views.coverage_filiera, name="coverage_filiera"),
]
