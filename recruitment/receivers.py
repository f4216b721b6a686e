"""What the apps below tell this one."""

from typing import Any

from django.dispatch import receiver

from recruitment.services import matching
from skills.signals import vocabulary_changed


@receiver(vocabulary_changed)
def rematch(**_kwargs: Any) -> None:
    """Hierarchy and relations decide the credits between skills, so every stored match may be another one."""
    matching.rematch_all()
