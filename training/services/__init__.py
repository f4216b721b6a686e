from training.services.applications import (
    application_accept,
    application_complete,
    application_refuse,
    application_submit,
    application_withdraw,
)
from training.services.courses import course_clone
from training.services.courses_index import course_index, courses_index
from training.services.partner_left import partner_editions_close
from training.services.publication import course_draft_discard, course_publish, course_unpublish
from training.services.review import course_confirm, courses_review
from training.services.search_words import synonyms_changed, words_renew

__all__ = [
    "application_accept", "application_complete", "application_refuse", "application_submit", "application_withdraw",
    "course_clone", "course_confirm", "course_draft_discard", "course_index", "course_publish", "course_unpublish",
    "courses_index", "courses_review", "partner_editions_close", "synonyms_changed", "words_renew",
]  # fmt: skip
