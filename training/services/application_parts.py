"""Documents that go with an application, and what the two sides write to each other."""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.services import record_event
from training.enums import ApplicationState
from training.models import Application, ApplicationDocument, ApplicationMessage, Edition, RequestedDocument
from training.notifications import tell_of_document, tell_of_message
from training.services.moves import lock_application, lock_edition
from training.validators import media_type_of, validate_upload

MOST_REQUESTS, MESSAGES_A_DAY = 10, 10
# Until the school has given a seat the person may still bring or change a document.
TAKING_DOCUMENTS = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WAITLISTED)


@transaction.atomic
def requested_document_create(*, edition: Edition, facts: dict[str, Any], by: User) -> RequestedDocument:
    """Ask one more document of whoever applies from now on."""
    edition = lock_edition(edition.pk)
    if edition.cancelled_at:
        raise BusinessRuleError(_("Questa edizione è annullata."))
    if edition.requested_documents.count() >= MOST_REQUESTS:
        raise BusinessRuleError(_("Dieci documenti bastano: togline uno prima di chiederne un altro."))
    if edition.requested_documents.filter(name=facts["name"]).exists():
        raise BusinessRuleError(_("Questo documento è già nell'elenco."))
    asked = RequestedDocument(edition=edition, **facts)
    asked.full_clean()
    asked.save()
    record_event(by=by, verb="training.requested_document_created", target=asked)
    return asked


@transaction.atomic
def requested_document_delete(*, asked: RequestedDocument, by: User) -> None:
    """Ask it no more; what somebody has sent already stays where it is."""
    lock_edition(asked.edition_id)
    if asked.answers.exists():
        raise BusinessRuleError(_("Qualcuno ha già mandato questo documento: non si può più togliere dall'elenco."))
    record_event(by=by, verb="training.requested_document_deleted", target=asked)
    asked.delete()


@transaction.atomic
def document_store(*, application: Application, asked: RequestedDocument, file: File, by: User) -> ApplicationDocument:
    """Keep a file privately; a second one for the same request takes the place of the first."""
    application = lock_application(application)
    if application.state not in TAKING_DOCUMENTS:
        raise BusinessRuleError(_("A questa domanda è già stato risposto: non servono altri documenti."))
    if asked.edition_id != application.edition_id:
        raise BusinessRuleError(_("Questo documento è chiesto da un'altra edizione."))
    validate_upload(file)
    file.seek(0)
    content = file.read()
    ApplicationDocument.objects.filter(application=application, request=asked).delete()
    document = ApplicationDocument(
        application=application, request=asked, content=content, media_type=media_type_of(content)
    )
    document.full_clean()
    document.save()
    record_event(by=by, verb="training.document_stored", target=document, after={"media_type": document.media_type})
    if application.submitted_at:
        tell_of_document(document)
    return document


@transaction.atomic
def document_delete(*, document: ApplicationDocument, by: User) -> None:
    """Take a document back, as long as nobody else has read it: before the application is sent."""
    application = lock_application(document.application)
    if application.state != ApplicationState.DRAFT:
        raise BusinessRuleError(_("La domanda è già inviata: puoi sostituire il documento, non toglierlo."))
    record_event(by=by, verb="training.document_deleted", target=document)
    document.delete()


def require_documents(application: Application) -> None:
    """Before it is sent: whatever the school cannot do without."""
    required = application.edition.requested_documents.filter(is_required=True)
    missing = required.exclude(answers__application=application).values_list("name", flat=True)
    if missing:
        raise BusinessRuleError(_("Prima di inviare aggiungi: %(names)s.") % {"names": ", ".join(missing)})


@transaction.atomic
def message_send(*, application: Application, text: str, by: User) -> ApplicationMessage:
    """Write to the other side: the person to the school, the school's people to the person."""
    application = lock_application(application)
    if application.submitted_at is None:
        raise BusinessRuleError(_("Prima invia la domanda: da bozza la scuola non la vede."))
    today = timezone.localdate()
    if application.messages.filter(author=by, created_at__date=today).count() >= MESSAGES_A_DAY:
        raise BusinessRuleError(_("Per oggi hai scritto abbastanza messaggi su questa domanda: riprova domani."))
    message = ApplicationMessage(
        application=application, author=by, text=text, is_from_school=by.pk != application.person_id
    )
    message.full_clean()
    message.save()
    record_event(by=by, verb="training.message_submitted", target=message)
    tell_of_message(message)
    return message
