"""Ages in whole years, the way the law counts them: complete on the birthday, for 29 February on 1 March."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# Digital consent of one's own (art. 2-quinquies of the Codice privacy, art. 8 GDPR) and coming of age.
OWN_CONSENT, ADULT = 14, 18
OLDEST = datetime.date(1900, 1, 1)


def age_of(birth_date: datetime.date, *, on: datetime.date | None = None) -> int:
    day = on or timezone.localdate()
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def born_by(age: int, *, on: datetime.date | None = None) -> datetime.date:
    """The last birth date of whoever is at least `age` years old: the twin of `age_of` for queries."""
    day = on or timezone.localdate()
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # today is 29 February, that year had none
        return datetime.date(day.year - age, 2, 28)


def not_in_the_future(day: datetime.date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("La data è nel futuro: controlla l'anno."), code="future")
