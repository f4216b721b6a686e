"""What the apps below tell this one."""

from typing import Any

from django.dispatch import receiver

from skills.signals import vocabulary_changed
from training import services
from training.models import Course


@receiver(vocabulary_changed)
def reindex_courses(**_kwargs: Any) -> None:
    """Courses are found by the names of their skills and occupations: new names, new index."""
    services.courses_index(courses=Course.objects.all())
