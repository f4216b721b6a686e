from training.services.applications import (
    application_accept,
    application_complete,
    application_refuse,
    application_submit,
    application_withdraw,
)
from training.services.courses_index import course_index, courses_index
from training.services.partner_left import partner_editions_close

__all__ = [
    "application_accept", "application_complete", "application_refuse", "application_submit", "application_withdraw",
    "course_index", "courses_index", "partner_editions_close",
]  # fmt: skip
