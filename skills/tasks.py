from celery import shared_task


@shared_task(name="skills.vocabulary_imports_run")
def vocabulary_imports_run() -> None:
    """Load the ESCO releases that wait. Safe to run twice: one import at a time, all or nothing."""
    from skills import services  # noqa: PLC0415  (tasks are leaves: imported late)

    services.vocabulary_imports_run()
