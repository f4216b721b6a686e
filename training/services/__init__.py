from training.services.applications import (
    application_accept,
    application_complete,
    application_refuse,
    application_submit,
    application_withdraw,
)
from training.services.courses_index import course_index, courses_index

__all__ = [
    "application_accept", "application_complete", "application_refuse", "application_submit", "application_withdraw",
    "course_index", "courses_index",
]  # fmt: skip
