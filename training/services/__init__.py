from training.services.admission import admission_update
from training.services.application_parts import (
    document_delete,
    document_store,
    message_send,
    requested_document_create,
    requested_document_delete,
)
from training.services.applications import (
    application_accept,
    application_draft,
    application_refuse,
    application_send,
    application_submit,
    application_update,
    application_withdraw,
)
from training.services.course_ends import application_complete, application_not_complete
from training.services.courses import course_clone, course_restore
from training.services.courses_index import course_index, courses_index
from training.services.partner_left import partner_editions_close
from training.services.publication import course_draft_discard, course_publish, course_unpublish
from training.services.review import course_confirm, courses_review
from training.services.search_words import synonyms_changed, words_renew
from training.services.waiting_list import (
    application_confirm,
    application_waitlist,
    waiting_list_advance,
    waiting_lists_advance,
)

__all__ = [
    "admission_update", "application_accept", "application_complete", "application_confirm", "application_draft",
    "application_not_complete", "application_refuse", "application_send", "application_submit", "application_update",
    "application_waitlist", "application_withdraw", "course_clone", "course_confirm", "course_draft_discard",
    "course_index", "course_publish", "course_restore", "course_unpublish", "courses_index", "courses_review",
    "document_delete", "document_store", "message_send", "partner_editions_close", "requested_document_create",
    "requested_document_delete", "synonyms_changed", "waiting_list_advance", "waiting_lists_advance", "words_renew",
]  # fmt: skip
