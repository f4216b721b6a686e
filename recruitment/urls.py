from django.urls import path

from recruitment.views import background, candidates, course_needs, needs, openings, profile, public, register

app_name = "recruitment"
urlpatterns = [
    path("lavoro/", public.opening_list, name="opening_list"),
    path("lavoro/chi-svolge-l-intermediazione/", public.intermediation, name="intermediation"),
    path("lavoro/fabbisogni/", public.public_need_list, name="public_need_list"),
    path("lavoro/di/<slug:slug>/", public.partner_demand, name="partner_demand"),
    path("lavoro/<int:pk>/", public.opening_detail, name="opening_detail"),
    # The firm's desk.
    path("area/corsi/fabbisogni/", course_needs.course_need_list, name="course_need_list"),
    path("area/fabbisogni/", needs.need_list, name="need_list"),
    path("area/fabbisogni/nuovo/", needs.need_create, name="need_create"),
    path("area/fabbisogni/<int:pk>/", needs.need_detail, name="need_detail"),
    path("area/fabbisogni/<int:pk>/modifica/", needs.need_update, name="need_update"),
    path("area/fabbisogni/<int:pk>/pubblica/", needs.need_publish, name="need_publish"),
    path("area/offerte/", openings.desk_opening_list, name="desk_opening_list"),
    path("area/offerte/nuova/", openings.opening_create, name="opening_create"),
    path("area/offerte/<int:pk>/modifica/", openings.opening_update, name="opening_update"),
    path("area/offerte/<int:pk>/pubblica/", openings.opening_publish, name="opening_publish"),
    path("area/offerte/<int:pk>/pausa/", openings.opening_pause, name="opening_pause"),
    path("area/offerte/<int:pk>/conferma/", openings.opening_confirm, name="opening_confirm"),
    path("area/offerte/<int:pk>/copia/", openings.opening_copy, name="opening_copy"),
    path("area/offerte/<int:pk>/chiudi/", openings.opening_close, name="opening_close"),
    path("area/offerte/<int:pk>/candidature/", candidates.candidate_list, name="candidate_list"),
    path("area/abbinamenti/<int:pk>/", candidates.match_detail, name="match_detail"),
    path("area/abbinamenti/<int:pk>/richiesta/", candidates.interest_create, name="interest_create"),
    # Who oversees the matching.
    path("area/registro-abbinamenti/", register.matching_register, name="matching_register"),
    # The person.
    path("area/abbinamenti/", profile.match_list, name="match_list"),
    path("area/profilo/", profile.profile_detail, name="profile_detail"),
    path("area/profilo/modifica/", profile.profile_update, name="profile_update"),
    path("area/profilo/competenze/nuova/", profile.claim_create, name="claim_create"),
    path("area/profilo/competenze/<int:pk>/modifica/", profile.claim_update, name="claim_update"),
    path("area/profilo/competenze/<int:pk>/togli/", profile.claim_delete, name="claim_delete"),
    path("area/profilo/<str:section>/aggiungi/", background.background_create, name="background_create"),
    path("area/profilo/<int:pk>/<str:section>/modifica/", background.background_update, name="background_update"),
    path("area/profilo/<int:pk>/<str:section>/togli/", background.background_delete, name="background_delete"),
    path("area/richieste/", candidates.interest_list, name="interest_list"),
    path("area/richieste/<int:pk>/risposta/", candidates.interest_answer, name="interest_answer"),
]
