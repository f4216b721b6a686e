from skills.services.classifications import classification_load, correspondences_load
from skills.services.credits import credits_rebuild
from skills.services.vocabulary_imports import (
    import_progress,
    release_check,
    vocabulary_import_create,
    vocabulary_import_run,
    vocabulary_imports_run,
)

__all__ = [
    "classification_load", "correspondences_load", "credits_rebuild", "import_progress", "release_check",
    "vocabulary_import_create", "vocabulary_import_run", "vocabulary_imports_run",
]  # fmt: skip
