from django.urls import path, register_converter

from core.disguise import DisguiseConverter
from recruitment.models.interest import CARDS
from recruitment.views import (
    assessments,
    background,
    candidates,
    contests,
    course_needs,
    cv,
    europass,
    needs,
    opened_profile,
    opening_imports,
    openings,
    passport,
    placements,
    profile,
    public,
    register,
    requests,
    rules,
    selection,
)


class CardConverter(DisguiseConverter):
    """A match: the numbers of one person's matches follow each other, the words in its addresses do not."""

    disguise = CARDS


register_converter(CardConverter, "card")

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
    path("area/fabbisogni/<int:pk>/chiudi/", needs.need_close, name="need_close"),
    path("area/offerte/", openings.desk_opening_list, name="desk_opening_list"),
    path("area/offerte/nuova/", openings.opening_create, name="opening_create"),
    path("area/offerte/importa/", opening_imports.opening_import_list, name="opening_import_list"),
    path("area/offerte/importa/nuova/", opening_imports.opening_import_create, name="opening_import_create"),
    path(
        "area/offerte/importa/esempio/<slug:kind>/",
        opening_imports.opening_import_sample,
        name="opening_import_sample",
    ),
    path("area/offerte/importa/<int:pk>/", opening_imports.opening_import_detail, name="opening_import_detail"),
    path(
        "area/offerte/importa/<int:pk>/colonne/", opening_imports.opening_import_mapping, name="opening_import_mapping"
    ),
    path(
        "area/offerte/importa/<int:pk>/conferma/",
        opening_imports.opening_import_confirm,
        name="opening_import_confirm",
    ),
    path("area/offerte/importa/<int:pk>/ripeti/", opening_imports.opening_import_repeat, name="opening_import_repeat"),
    path("area/offerte/importa/<int:pk>/annulla/", opening_imports.opening_import_undo, name="opening_import_undo"),
    path(
        "area/offerte/importa/<int:pk>/resoconto/", opening_imports.opening_import_report, name="opening_import_report"
    ),
    path("area/offerte/<int:pk>/modifica/", openings.opening_update, name="opening_update"),
    path("area/offerte/<int:pk>/pubblica/", openings.opening_publish, name="opening_publish"),
    path("area/offerte/<int:pk>/pausa/", openings.opening_pause, name="opening_pause"),
    path("area/offerte/<int:pk>/conferma/", openings.opening_confirm, name="opening_confirm"),
    path("area/offerte/<int:pk>/copia/", openings.opening_copy, name="opening_copy"),
    path("area/offerte/<int:pk>/chiudi/", openings.opening_close, name="opening_close"),
    path("area/offerte/<int:pk>/candidature/", candidates.candidate_list, name="candidate_list"),
    path("area/abbinamenti/<card:pk>/", candidates.match_detail, name="match_detail"),
    path("area/abbinamenti/<card:pk>/richiesta/", candidates.interest_create, name="interest_create"),
    path("area/offerte/<int:pk>/selezione/", selection.selection_board, name="selection_board"),
    path("area/offerte/<int:pk>/selezione/sposta/", selection.selection_batch, name="selection_batch"),
    path("area/selezione/<int:pk>/", selection.selection_detail, name="selection_detail"),
    path("area/selezione/<int:pk>/profilo/", opened_profile.selection_profile, name="selection_profile"),
    path("area/selezione/<int:pk>/cv/", opened_profile.selection_cv, name="selection_cv"),
    path("area/selezione/<int:pk>/sposta/", selection.selection_move, name="selection_move"),
    path("area/selezione/<int:pk>/messaggio/", selection.selection_message, name="selection_message"),
    path("area/selezione/<int:pk>/appunto/", selection.selection_note, name="selection_note"),
    path("area/abbinamenti/<card:pk>/contesta/", contests.contest_create, name="contest_create"),
    path("area/contestazioni/<int:pk>/", contests.contest_detail, name="contest_detail"),
    # Learning inside a firm: the person, the firm and who sends them.
    path("area/tirocini/", placements.placement_list, name="placement_list"),
    path("area/selezione/<int:pk>/tirocinio/", placements.placement_from_interest, name="placement_from_interest"),
    path(
        "area/corsi/domande/<int:pk>/tirocinio/",
        placements.placement_from_application,
        name="placement_from_application",
    ),
    path("area/tirocini/<int:pk>/", placements.placement_detail, name="placement_detail"),
    path("area/tirocini/<int:pk>/modifica/", placements.placement_update, name="placement_update"),
    path("area/tirocini/<int:pk>/invia/", placements.placement_send, name="placement_send"),
    path("area/tirocini/<int:pk>/cancella/", placements.placement_delete, name="placement_delete"),
    path("area/tirocini/<int:pk>/parte/<str:side>/", placements.placement_part, name="placement_part"),
    path("area/tirocini/<int:pk>/firma/", placements.placement_sign, name="placement_sign"),
    path("area/tirocini/<int:pk>/fine/", placements.placement_end, name="placement_end"),
    path("area/tirocini/<int:pk>/interrompi/", placements.placement_break, name="placement_break"),
    path("area/tirocini/<int:pk>/valutazione/", assessments.assessment_detail, name="assessment_detail"),
    path("area/tirocini/<int:pk>/valutazione/parole/", assessments.assessment_comment, name="assessment_comment"),
    path("area/tirocini/<int:pk>/valutazione/risposta/", assessments.assessment_answer, name="assessment_answer"),
    path("area/tirocini/firme/<int:pk>/", placements.signature_open, name="signature_open"),
    # Who oversees the matching.
    path("area/registro-abbinamenti/", register.matching_register, name="matching_register"),
    path("area/registro-abbinamenti/regole/nuove/", rules.rules_create, name="rules_create"),
    path("area/registro-abbinamenti/regole/<int:pk>/", rules.rules_detail, name="rules_detail"),
    path("area/registro-abbinamenti/regole/<int:pk>/in-vigore/", rules.rules_start, name="rules_start"),
    path("area/registro-abbinamenti/contestazioni/", contests.contest_list, name="contest_list"),
    path("area/selezioni/", register.selection_totals, name="selection_totals"),
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
    path("area/cv/", cv.cv_detail, name="cv_detail"),
    path("area/cv/carica/", cv.cv_upload, name="cv_upload"),
    path("area/cv/<int:pk>/", cv.cv_open, name="cv_open"),
    path("area/cv/<int:pk>/conferma/", cv.cv_confirm, name="cv_confirm"),
    path("area/cv/<int:pk>/cancella/", cv.cv_delete, name="cv_delete"),
    path("area/europass/", europass.europass_detail, name="europass_detail"),
    path("area/europass/carica/", europass.europass_upload, name="europass_upload"),
    path("area/europass/aggiungi/", europass.europass_confirm, name="europass_confirm"),
    path("area/europass/butta/", europass.europass_discard, name="europass_discard"),
    path("area/passaporto/", passport.passport_detail, name="passport_detail"),
    path("area/passaporto/pdf/", passport.passport_pdf_download, name="passport_pdf_download"),
    path("area/passaporto/europass/", passport.passport_europass_download, name="passport_europass_download"),
    path("area/passaporto/link/", passport.passport_link_create, name="passport_link_create"),
    path("area/passaporto/link/<int:pk>/togli/", passport.passport_link_revoke, name="passport_link_revoke"),
    path("verifica/passaporto/<str:token>/", passport.passport_verify, name="passport_verify"),
    path("area/richieste/", requests.interest_list, name="interest_list"),
    path("area/richieste/<int:pk>/", requests.interest_detail, name="interest_detail"),
    path("area/richieste/<int:pk>/risposta/", requests.interest_answer, name="interest_answer"),
    path("area/richieste/<int:pk>/messaggio/", requests.interest_message, name="interest_message"),
    path("area/richieste/<int:pk>/lascia/", requests.interest_leave, name="interest_leave"),
    path("area/richieste/<int:pk>/assunzione/", requests.interest_hire, name="interest_hire"),
]
