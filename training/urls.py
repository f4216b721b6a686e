from django.urls import path

from training.views import admission, applications, catalogue, course_acts, desk, desk_applications, versions

app_name = "training"
urlpatterns = [
    path("formazione/", catalogue.course_list, name="course_list"),
    path("formazione/corsi/<slug:slug>/", catalogue.course_detail, name="course_detail"),
    path("formazione/di/<slug:slug>/", catalogue.partner_courses, name="partner_courses"),
    path("docenti/", catalogue.teacher_course_list, name="teacher_course_list"),
    path("formazione/edizioni/<int:pk>/calendario.ics", catalogue.edition_calendar, name="edition_calendar"),
    path("formazione/edizioni/<int:pk>/iscrizione/", applications.application_create, name="application_create"),
    path("area/iscrizioni/", applications.application_list, name="application_list"),
    path("area/iscrizioni/<int:pk>/", applications.application_detail, name="application_detail"),
    path("area/iscrizioni/<int:pk>/invia/", applications.application_send, name="application_send"),
    path("area/iscrizioni/<int:pk>/conferma/", applications.application_confirm, name="application_confirm"),
    path("area/iscrizioni/<int:pk>/ritira/", applications.application_withdraw, name="application_withdraw"),
    # The school's desk (courses, editions, answers to applications): its paths go below this line.
    path("area/corsi/", desk.desk_course_list, name="desk_course_list"),
    path("area/corsi/nuovo/", desk.course_create, name="course_create"),
    path("area/corsi/<int:pk>/", desk.course_update, name="course_update"),
    path("area/corsi/<int:pk>/pubblica/", desk.course_publish, name="course_publish"),
    path("area/corsi/<int:pk>/bozza/", desk.course_unpublish, name="course_unpublish"),
    path("area/corsi/<int:pk>/confronto/", versions.course_compare, name="course_compare"),
    path("area/corsi/<int:pk>/versioni/", versions.course_history, name="course_history"),
    path("area/corsi/<int:pk>/scarta/", versions.course_discard, name="course_discard"),
    path("area/corsi/<int:pk>/conferma/", course_acts.course_confirm, name="course_confirm"),
    path("area/corsi/<int:pk>/copia/", course_acts.course_clone, name="course_clone"),
    path("area/corsi/edizioni/<int:pk>/ripeti/", course_acts.edition_repeat, name="edition_repeat"),
    path("area/corsi/modifiche/", versions.course_change_list, name="course_change_list"),
    path("area/corsi/<int:pk>/edizioni/nuova/", desk.edition_create, name="edition_create"),
    path("area/corsi/edizioni/<int:pk>/", desk.edition_update, name="edition_update"),
    path("area/corsi/edizioni/<int:pk>/annulla/", desk.edition_cancel, name="edition_cancel"),
    path("area/corsi/edizioni/<int:pk>/ammissione/", admission.edition_admission, name="edition_admission"),
    path("area/corsi/domande/", desk_applications.desk_application_list, name="desk_application_list"),
    path("area/corsi/domande/<int:pk>/accogli/", desk_applications.application_accept, name="application_accept"),
    path("area/corsi/domande/<int:pk>/rifiuta/", desk_applications.application_refuse, name="application_refuse"),
    path("area/corsi/domande/<int:pk>/in-lista/", desk_applications.application_waitlist, name="application_waitlist"),
    path("area/corsi/domande/<int:pk>/concludi/", desk_applications.application_complete, name="application_complete"),
    path(
        "area/corsi/domande/<int:pk>/non-conclusa/",
        desk_applications.application_not_complete,
        name="application_not_complete",
    ),
]
