"""What the worker does by the clock. Times of Rome; what expires is taken up again at the next beat."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "outbox-relay": {"task": "core.outbox_relay", "schedule": 3.0, "options": {"expires": 3}},
    "worker-heartbeat": {"task": "core.worker_heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "outbox-forget": {"task": "core.outbox_forget", "schedule": crontab(hour=2, minute=40)},
    "course-imports": {"task": "training.course_imports_run", "schedule": 3.0, "options": {"expires": 3}},
    "register-imports": {"task": "partners.register_imports_run", "schedule": 10.0, "options": {"expires": 10}},
    "vocabulary-imports": {"task": "skills.vocabulary_imports_run", "schedule": 5.0, "options": {"expires": 5}},
    "exports-build": {"task": "accounts.exports_build", "schedule": 20.0, "options": {"expires": 20}},
    "list-exports-build": {"task": "core.list_exports_build", "schedule": 5.0, "options": {"expires": 5}},
    "retention-run": {"task": "accounts.retention_run", "schedule": crontab(hour=2, minute=50)},
    "audit-digest": {"task": "core.audit_digest", "schedule": crontab(hour=3, minute=50)},
    "agreements-warn": {"task": "partners.agreements_warn", "schedule": crontab(hour=6, minute=10)},
    "courses-review": {"task": "training.courses_review", "schedule": crontab(hour=6, minute=20)},
    "loose-files-delete": {"task": "partners.loose_files_delete", "schedule": crontab(hour=4, minute=5)},
    "supports-close": {"task": "partners.supports_close", "schedule": crontab(minute="*/10")},
    "leaves-apply": {"task": "partners.leaves_apply", "schedule": crontab(minute=5)},
    "search-words-renew": {"task": "training.search_words_renew", "schedule": crontab(hour=3, minute=5)},
    "waiting-lists-advance": {"task": "training.waiting_lists_advance", "schedule": 60.0, "options": {"expires": 60}},
    "openings-review": {"task": "recruitment.openings_review", "schedule": crontab(hour=6, minute=30)},
    "selections-review": {"task": "recruitment.selections_review", "schedule": crontab(hour=6, minute=20)},
    "placements-review": {"task": "recruitment.placements_review", "schedule": crontab(hour=6, minute=15)},
    "outcomes-review": {"task": "recruitment.outcomes_review", "schedule": crontab(hour=6, minute=25)},
    "empty-searches-forget": {"task": "training.empty_searches_forget", "schedule": crontab(hour=3, minute=10)},
    "saved-searches-alert": {"task": "training.saved_searches_alert", "schedule": crontab(hour=6, minute=40)},
    "rematch-due": {"task": "recruitment.rematch_due", "schedule": 2.0, "options": {"expires": 2}},
    "opening-imports": {"task": "recruitment.opening_imports_run", "schedule": 5.0, "options": {"expires": 5}},
    "cvs-read": {"task": "recruitment.cvs_read", "schedule": 5.0, "options": {"expires": 5}},
    "rematch-all": {"task": "recruitment.rematch_all", "schedule": crontab(hour=3, minute=20)},
}
