from django.urls import path

from partners.views import directory, invitations, members, merge, rescue, staff

app_name = "partners"
urlpatterns = [
    path("partner/", directory.partner_list, name="partner_list"),
    path("partner/<slug:slug>/", directory.partner_detail, name="partner_detail"),
    path("partner/<slug:slug>/entrare/", invitations.join_request_create, name="join_request_create"),
    path("area/partner/", directory.acting_partner_switch, name="acting_partner_switch"),
    path("area/persone/", members.member_list, name="member_list"),
    path("area/persone/<int:pk>/ruolo/", members.member_update, name="member_update"),
    path("area/persone/<int:pk>/fine/", members.member_end, name="member_end"),
    path("area/persone/inviti/nuovo/", members.invitation_create, name="invitation_create"),
    path("area/persone/inviti/<int:pk>/rinvia/", members.invitation_resend, name="invitation_resend"),
    path("area/persone/inviti/<int:pk>/ritira/", members.invitation_revoke, name="invitation_revoke"),
    path("area/persone/richieste/<int:pk>/accogli/", members.join_request_accept, name="join_request_accept"),
    path("area/persone/richieste/<int:pk>/rifiuta/", members.join_request_refuse, name="join_request_refuse"),
    path("area/persone/storia/", members.access_history, name="access_history"),
    path("area/richieste/<int:pk>/ritira/", invitations.join_request_withdraw, name="join_request_withdraw"),
    path("area/segreteria/doppioni/partner/", merge.partner_merge, name="partner_merge"),
    path("area/segreteria/doppioni/persone/", merge.person_merge, name="person_merge"),
    path("area/segreteria/senza-responsabile/", rescue.unmanaged_list, name="unmanaged_list"),
    path("area/segreteria/senza-responsabile/<slug:slug>/", rescue.unmanaged_rescue, name="unmanaged_rescue"),
    path("area/inviti/<int:pk>/", invitations.invitation_accept, name="invitation_accept"),
    path("area/segreteria/persone/<int:pk>/assisti/", staff.support_start, name="support_start"),
    path("area/segreteria/assistenza/fine/", staff.support_end, name="support_end"),
    path("area/segreteria/persone/<int:pk>/<slug:act>/", staff.person_act, name="person_act"),
    path("inviti/<slug:token>/", invitations.invitation_detail, name="invitation_detail"),
]
