"""Drafts, documents and messages of an application: whose they are, who reads them, what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import BusinessRuleError
from core.models import AuditEvent, Notification, OutboxMessage
from tests.accounts.factories import UserFactory
from tests.partners.factories import PDF, MembershipFactory
from tests.training.desk_pages import editor
from tests.training.factories import (
    ApplicationDocumentFactory,
    ApplicationFactory,
    ApplicationMessageFactory,
    EditionFactory,
    RequestedDocumentFactory,
)
from training import services
from training.models import Application, ApplicationDocument, ApplicationMessage, RequestedDocument
from training.services import application_parts
from training.validators import MAX_BYTES, MediaType, media_type_of

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40 + b"IEND\xaeB`\x82"


def upload(content=PDF, name="cv.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def asked_of(application, **fields):
    return RequestedDocumentFactory(edition=application.edition, **fields)


# Content -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "kind"), [(PDF, "PDF"), (JPEG, "JPEG"), (PNG, "PNG")])
def test_a_file_is_what_its_bytes_say(content, kind):
    assert media_type_of(content) == MediaType[kind]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg onload=alert(1)>",
        b"MZ\x90",
        b"PK\x03\x04",
        b"%PDF-1.4 without its end",
        b"GIF89a",
        JPEG[:20],
        b" " + PNG,
    ],
)
def test_other_files_are_refused_in_words(client, content):
    application = ApplicationFactory(draft=True)
    asked = asked_of(application)
    client.force_login(application.person)

    response = client.post(url("document_send", application.pk, asked.pk), {"file": upload(content)})

    assert "Serve un PDF, oppure una foto JPEG o PNG" in response.content.decode()
    assert not ApplicationDocument.objects.exists()


def test_large_and_empty_files_are_refused(client):
    application = ApplicationFactory(draft=True)
    client.force_login(application.person)
    address = url("document_send", application.pk, asked_of(application).pk)

    for content in (b"", PDF + b"x" * MAX_BYTES):
        assert client.post(address, {"file": upload(content)}).context["form"].errors
    assert client.post(address, {}).context["form"].errors
    assert not ApplicationDocument.objects.exists()


def test_the_database_bounds_the_size():
    document = ApplicationDocumentFactory()

    with pytest.raises(IntegrityError, match="document_size"), transaction.atomic():
        ApplicationDocument.objects.filter(pk=document.pk).update(content=b"")


# Documents of a draft ------------------------------------------------------------------------------------------------


def test_from_the_draft_to_the_school_with_a_document(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    asked = RequestedDocumentFactory(edition=edition, name="Diploma")
    person = UserFactory()
    client.force_login(person)

    form = client.get(url("application_create", edition.pk)).content.decode()
    client.post(url("application_create", edition.pk), {"motivation": "Ci tengo.", "draft": "1"})
    application = Application.objects.get()
    refused = client.post(url("application_send", application.pk), follow=True).content.decode()
    missing = client.get(application.get_absolute_url()).content.decode()
    client.post(url("document_send", application.pk, asked.pk), {"file": upload()})
    page = client.get(application.get_absolute_url()).content.decode()
    client.post(url("application_send", application.pk))

    application.refresh_from_db()
    assert "Continua con i documenti" in form
    assert "Prima di inviare aggiungi: Diploma." in refused
    assert "Prima di inviarla carica:</strong> Diploma." in missing
    assert "Prima di inviarla carica" not in page
    assert "Scarica il file" in page
    assert application.state == "SUBMITTED"
    client.force_login(user)
    assert "Diploma" in client.get(url("desk_application_detail", application.pk)).content.decode()


def test_sending_at_once_asks_for_the_required_ones_only():
    edition = EditionFactory(open=True)
    RequestedDocumentFactory(edition=edition, is_required=False)
    free = services.application_submit(edition=edition, by=UserFactory())
    RequestedDocumentFactory(edition=edition, name="Diploma")

    with pytest.raises(BusinessRuleError, match="aggiungi: Diploma"):
        services.application_submit(edition=edition, by=UserFactory())

    assert list(Application.objects.all()) == [free]


def test_a_second_file_takes_the_place_of_the_first(client):
    application = ApplicationFactory()
    asked = asked_of(application)
    client.force_login(application.person)

    for content in (PDF, PNG):
        client.post(url("document_send", application.pk, asked.pk), {"file": upload(content)})

    assert [row.media_type for row in application.documents.all()] == ["image/png"]


def test_the_school_asks_for_a_document_again_and_is_told_that_it_came(client):
    user, school = editor()
    document = ApplicationDocumentFactory(application__edition__course__partner=school, request__name="Diploma")
    application, asked = document.application, document.request
    missing = asked_of(application, name="Foto", is_required=False)
    other = RequestedDocumentFactory()
    client.force_login(user)
    write = url("desk_application_message", application.pk)

    page = client.get(url("desk_application_detail", application.pk)).content.decode()
    again, first, nothing = (
        client.get(write, {"documento": row.pk}).context["form"]["text"].value() for row in (asked, missing, other)
    )
    client.post(write, {"text": again + "la seconda pagina."})
    client.force_login(application.person)
    own = client.get(application.get_absolute_url()).content.decode()
    for content in (PNG, PDF):  # a second attempt on the same day is no second notice
        client.post(url("document_send", application.pk, asked.pk), {"file": upload(content)})

    assert f"{write}?documento={asked.pk}" in page
    assert "«Diploma» non va ancora bene" in again
    assert "Ci serve anche il documento «Foto»" in first
    assert nothing == ""
    assert "Chiedilo" not in own
    assert "La scuola ti ha scritto e aspetta una tua risposta." in own
    assert "aspetta una tua risposta" not in client.get(application.get_absolute_url()).content.decode()
    assert "Che cosa manca: la seconda pagina." in own
    assert list(Notification.objects.order_by("pk").values_list("recipient", "kind")) == [
        (application.person.pk, "application_message"),
        (user.pk, "application_document"),
    ]


def test_documents_of_a_draft_are_told_to_nobody_and_asked_by_nobody_after_the_answer(client):
    user, school = editor()
    draft = ApplicationFactory(draft=True, edition__course__partner=school, edition__open=True)
    services.document_store(application=draft, asked=asked_of(draft), file=upload(), by=draft.person)
    answered = ApplicationDocumentFactory(
        application=ApplicationFactory(accepted=True, edition__course__partner=school)
    ).application
    client.force_login(user)

    page = client.get(url("desk_application_detail", answered.pk)).content.decode()

    assert "Chiedilo" not in page
    assert not Notification.objects.exists()


def test_a_document_is_taken_back_from_a_draft_only(client):
    document = ApplicationDocumentFactory(application=ApplicationFactory(draft=True))
    sent = ApplicationDocumentFactory()
    client.force_login(document.application.person)
    client.post(url("document_delete", document.pk))
    foreign = client.post(url("document_delete", sent.pk))
    client.force_login(sent.application.person)

    page = client.post(url("document_delete", sent.pk), follow=True).content.decode()

    assert foreign.status_code == 404
    assert "puoi sostituire il documento" in page
    assert list(ApplicationDocument.objects.all()) == [sent]


def test_after_the_answer_no_more_documents():
    application = ApplicationFactory(accepted=True)

    with pytest.raises(BusinessRuleError, match="è già stato risposto"):
        services.document_store(
            application=application, asked=asked_of(application), file=upload(), by=application.person
        )


def test_a_document_of_another_edition_is_refused():
    application = ApplicationFactory()

    with pytest.raises(BusinessRuleError, match="altra edizione"):
        services.document_store(
            application=application, asked=RequestedDocumentFactory(), file=upload(), by=application.person
        )


def test_the_service_believes_no_caller_about_the_content():
    application = ApplicationFactory()

    with pytest.raises(ValidationError, match="Serve un PDF"):
        services.document_store(
            application=application, asked=asked_of(application), file=upload(b"<html>"), by=application.person
        )


# Who reads -----------------------------------------------------------------------------------------------------------


def test_the_school_reads_a_sent_document_and_leaves_a_look(client):
    user, school = editor()
    document = ApplicationDocumentFactory(application__edition__course__partner=school)
    client.force_login(user)

    response = client.get(document.get_absolute_url())

    look = AuditEvent.objects.looks().get(verb="training.document_seen")
    assert (look.actor, look.subject) == (user, document.application.person)
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}


def test_strangers_and_schools_before_the_sending_find_nothing(client):
    user, school = editor()
    document = ApplicationDocumentFactory(
        application=ApplicationFactory(draft=True, edition__course__partner=school, edition__open=True)
    )

    for stranger in (user, UserFactory(), MembershipFactory().user):
        client.force_login(stranger)
        assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(document.application.person)
    assert client.get(document.get_absolute_url()).status_code == 200
    assert not AuditEvent.objects.looks().exists()


# The draft's words ---------------------------------------------------------------------------------------------------


def test_application_update_changes_a_draft_and_nothing_else(client):
    draft, sent = ApplicationFactory(draft=True), ApplicationFactory()
    client.force_login(draft.person)
    assert client.get(url("application_update", draft.pk)).status_code == 200
    client.post(url("application_update", draft.pk), {"motivation": "Parole nuove."})
    client.force_login(sent.person)

    assert client.post(url("application_update", sent.pk), {"motivation": "x"}).status_code == 404
    draft.refresh_from_db()
    assert draft.motivation == "Parole nuove."
    with pytest.raises(BusinessRuleError, match="già inviata"):
        services.application_update(application=sent, motivation="x", by=sent.person)


# What a school asks for ----------------------------------------------------------------------------------------------


def test_requested_documents_are_written_and_taken_off(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    client.force_login(user)
    add = url("requested_document_create", edition.pk)

    client.post(add, {"name": "Curriculum", "note": "Una pagina.", "is_required": "on"})
    twice = client.post(add, {"name": "Curriculum"})
    asked = RequestedDocument.objects.get()
    page = client.get(url("edition_admission", edition.pk)).content.decode()
    client.post(url("requested_document_delete", asked.pk))

    assert "già nell&#x27;elenco." in twice.content.decode()
    assert "Una pagina." in page
    assert not RequestedDocument.objects.exists()


def test_what_somebody_sent_is_not_taken_off(client):
    user, school = editor()
    document = ApplicationDocumentFactory(application__edition__course__partner=school)
    client.force_login(user)

    page = client.post(url("requested_document_delete", document.request_id), follow=True).content.decode()

    assert "non si può più togliere" in page
    assert RequestedDocument.objects.count() == 1


def test_ten_documents_are_enough(client):
    user, school = editor()
    edition = EditionFactory(course__partner=school, open=True)
    RequestedDocumentFactory.create_batch(application_parts.MOST_REQUESTS, edition=edition)
    client.force_login(user)

    page = client.post(url("requested_document_create", edition.pk), {"name": "Undicesimo"}).content.decode()

    assert "Dieci documenti bastano" in page


# Messages ------------------------------------------------------------------------------------------------------------


def test_both_sides_write_and_are_told_without_the_words(client):
    user, school = editor()
    colleague = MembershipFactory(partner=school).user
    application = ApplicationFactory(
        edition__course__partner=school, person__first_name="Zelinda", person__last_name="Fantasia"
    )
    client.force_login(application.person)
    client.post(url("application_message", application.pk), {"text": "Serve il <b>diploma</b>?"})
    client.force_login(user)
    page = client.get(url("desk_application_detail", application.pk)).content.decode()
    client.post(url("desk_application_message", application.pk), {"text": "Basta la licenza media."})
    client.force_login(application.person)

    own = client.get(application.get_absolute_url()).content.decode()

    told = set(Notification.objects.values_list("recipient", "kind"))
    assert told == {(person.pk, "application_message") for person in (user, colleague, application.person)}
    mails = "".join(mail.subject + mail.body for mail in OutboxMessage.objects.exclude(to=application.person.email))
    assert not {"Zelinda", "Fantasia", "diploma"} & set(mails.replace(",", " ").split())
    assert "licenza media" not in OutboxMessage.objects.get(to=application.person.email).body
    assert "Serve il &lt;b&gt;diploma&lt;/b&gt;?" in page
    assert "Basta la licenza media." in own
    assert [row.is_from_school for row in ApplicationMessage.objects.all()] == [False, True]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_message_that_says_nothing_or_too_much_stays_in_the_form(client, text):
    application = ApplicationFactory()
    client.force_login(application.person)

    response = client.post(url("application_message", application.pk), {"text": text})

    assert "text" in response.context["form"].errors
    assert not ApplicationMessage.objects.exists()


def test_a_draft_and_an_eleventh_message_are_refused(client):
    draft, application = ApplicationFactory(draft=True), ApplicationFactory()
    ApplicationMessageFactory.create_batch(application_parts.MESSAGES_A_DAY, application=application)
    client.force_login(application.person)

    page = client.post(url("application_message", application.pk), {"text": "Ancora io"}).content.decode()

    assert "riprova domani" in page
    with pytest.raises(BusinessRuleError, match="Prima invia"):
        services.message_send(application=draft, text="Ciao", by=draft.person)


def test_nobody_else_reads_or_writes(client):
    message = ApplicationMessageFactory()
    client.force_login(editor()[0])

    for name in ("application_message", "desk_application_message", "desk_application_detail"):
        assert client.get(url(name, message.application_id)).status_code == 404
    assert client.post(url("application_message", message.application_id), {"text": "x"}).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_desk_application_detail_queries_do_not_grow(client, number, django_assert_num_queries):
    user, school = editor()
    application = ApplicationFactory(edition__course__partner=school)
    ApplicationMessageFactory.create_batch(number, application=application)
    for _turn in range(number):
        ApplicationDocumentFactory(application=application)
    client.force_login(user)

    with django_assert_num_queries(10):
        client.get(url("desk_application_detail", application.pk))
