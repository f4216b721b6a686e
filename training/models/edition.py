import datetime

import pgtrigger
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from partners.enums import ACTIVE_STANDINGS, Permission
from partners.models import Partner, Site
from training.enums import SEATED_APPLICATION_STATES, EditionState, Enrolment, Mode
from training.models.course import Course

# Changes of these are a new plan: calendars that hold the edition must take it over (`revision`). What they show of
# the course, its partner and the place moves `around_changed_at` (migration 0029).
PLANNED = (
    "starts_on", "ends_on", "site_id", "mode", "timetable", "enrolment", "applications_close_on", "cancelled_at",
    "is_demo", "around_changed_at",
)  # fmt: skip
COUNT_REVISIONS = pgtrigger.Trigger(
    name="count_revisions",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="NEW.revision := OLD.revision + (({new}) IS DISTINCT FROM ({old}))::int; RETURN NEW;".format(
        new=", ".join(f"NEW.{name}" for name in PLANNED), old=", ".join(f"OLD.{name}" for name in PLANNED)
    ),
)


class EditionQuerySet(models.QuerySet):
    def with_page(self):
        """Of courses that everybody may read by their address, hidden from the catalogue or not."""
        return self.filter(course__published_at__isnull=False, course__partner__standing__in=ACTIVE_STANDINGS)

    def published(self):
        return self.with_page().filter(course__hidden_at__isnull=True)

    def with_taken(self):
        """Adds `taken`: seats given (accepted or completed applications)."""
        return self.annotate(
            taken=Count("applications", filter=Q(applications__state__in=SEATED_APPLICATION_STATES), distinct=True)
        )

    def open_on(self, day):
        """Sign-up on this portal is possible on that day as far as dates go (seats are another matter)."""
        return self.filter(
            Q(applications_open_on=None) | Q(applications_open_on__lte=day),
            enrolment=Enrolment.PORTAL,
            cancelled_at=None,
            applications_close_on__gte=day,
        )

    def announced_on(self, day):
        """Sign-up on this portal has a first day, and it is still to come."""
        return self.filter(enrolment=Enrolment.PORTAL, cancelled_at=None, applications_open_on__gt=day)

    def starting_between(self, first, last):
        return self.filter(cancelled_at=None, starts_on__gte=first, starts_on__lt=last)

    def owned_by(self, user):
        """Of the courses of the partner for which the person acts: whom it admits and whether it is held."""
        return self.filter(course__partner__in=Partner.objects.permitting(user, Permission.EDIT_COURSES))

    def editable_by(self, user):
        """Dates, place and timetable: also of those that another partner holds together with theirs."""
        permitted = Partner.objects.permitting(user, Permission.EDIT_COURSES)
        shared = Edition.objects.filter(together__partner__in=permitted, together__agreed_at__isnull=False)
        return self.filter(Q(course__partner__in=permitted) | Q(pk__in=shared.values("pk")))

    def with_queue(self):
        """Adds `takes_when_full`: one may ask for a place also when all are given."""
        return self.annotate(takes_when_full=Coalesce("admission__takes_when_full", False))

    def with_state(self, day):
        """Adds `state_code`: `Edition.state_on` in SQL, with `taken` and `takes_when_full`."""
        in_window = Q(applications_close_on__gte=day)
        is_full, elsewhere = Q(seats__lte=F("taken")), Q(enrolment=Enrolment.EXTERNAL)
        return (
            self.with_taken()
            .with_queue()
            .annotate(
                state_code=Case(
                    When(cancelled_at__isnull=False, then=Value(EditionState.CANCELLED)),
                    When(ends_on__lt=day, then=Value(EditionState.FINISHED)),
                    When(applications_open_on__gt=day, then=Value(EditionState.UPCOMING)),
                    When(in_window & is_full & Q(takes_when_full=True), then=Value(EditionState.WAITING)),
                    When(in_window & is_full, then=Value(EditionState.FULL)),
                    When(in_window, then=Value(EditionState.OPEN)),
                    When(starts_on__lte=day, then=Value(EditionState.RUNNING)),
                    When(elsewhere, applications_close_on=None, then=Value(EditionState.ELSEWHERE)),
                    When(~elsewhere, min_enrolment__gt=F("taken"), then=Value(EditionState.TO_CONFIRM)),
                    default=Value(EditionState.CLOSED),
                    output_field=models.CharField(),
                )
            )
        )


class Edition(TimestampedModel):
    """When and where a course is taught: dates, seats, window for applications. Its state is computed."""

    taken: int  # seats given: set by `with_taken()`
    takes_when_full = False  # set by `with_queue()`

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="editions", verbose_name=_("corso"))
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="editions", verbose_name=_("sede")
    )
    starts_on = models.DateField(_("inizio"))
    ends_on = models.DateField(_("fine"))
    seats = models.PositiveSmallIntegerField(_("posti"), null=True, blank=True)
    min_enrolment = models.PositiveSmallIntegerField(_("iscrizioni minime per partire"), null=True, blank=True)
    mode = models.CharField(_("modalità"), max_length=10, choices=Mode, default=Mode.ONSITE)
    enrolment = models.CharField(_("dove ci si iscrive"), max_length=10, choices=Enrolment, default=Enrolment.PORTAL)
    enrolment_note = models.CharField(_("come ci si iscrive"), max_length=300, blank=True)
    applications_open_on = models.DateField(_("iscrizioni dal"), null=True, blank=True)
    applications_close_on = models.DateField(_("iscrizioni fino al"), null=True, blank=True)
    timetable = models.CharField(_("orario"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(_("annullata il"), null=True, blank=True)
    is_demo = models.BooleanField(_("dato dimostrativo"), default=False)
    # Counted by the database whoever writes: the SEQUENCE of the edition in people's calendars.
    revision = models.PositiveIntegerField(_("cambiamenti di programma"), default=0, editable=False)

    around_changed_at = models.DateTimeField(_("cambiati corso, partner o sede"), null=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "course", "site", "starts_on", "ends_on", "seats", "min_enrolment",
            "mode", "enrolment", "enrolment_note", "applications_open_on", "applications_close_on", "timetable",
            "cancelled_at", "is_demo", "revision", "around_changed_at",
        }  # fmt: skip

    class Meta:
        verbose_name = _("edizione")
        verbose_name_plural = _("edizioni")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["starts_on", "id"], name="training_edition_by_start")]
        triggers = [COUNT_REVISIONS]
        constraints = [
            known_choice("mode", Mode),
            known_choice("enrolment", Enrolment),
            models.CheckConstraint(
                name="training_edition_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("La fine non può venire prima dell'inizio."),
            ),
            models.CheckConstraint(
                name="training_edition_window_in_order",
                condition=Q(applications_open_on=None)
                | Q(applications_close_on=None)
                | Q(applications_close_on__gte=F("applications_open_on")),
                violation_error_message=_("Le iscrizioni non possono chiudere prima di aprire."),
            ),
            models.CheckConstraint(
                name="training_edition_portal_has_window",
                condition=Q(enrolment=Enrolment.EXTERNAL)
                | Q(applications_close_on__isnull=False, seats__isnull=False),
                violation_error_message=_(
                    "Per iscriversi sul portale servono il numero di posti e l'ultimo giorno per le iscrizioni."
                ),
            ),
            models.CheckConstraint(
                name="training_edition_minimum_within_seats",
                condition=Q(min_enrolment=None) | Q(seats=None) | Q(min_enrolment__lte=F("seats")),
                violation_error_message=_("Le iscrizioni minime non possono superare i posti."),
            ),
        ]

    def __str__(self):
        return f"{self.course.title} · {self.starts_on:%d/%m/%Y}"

    def seats_left(self, taken: int) -> int | None:
        """Free seats given the number of taken ones; None when the number of seats is not declared."""
        return None if self.seats is None else max(0, self.seats - taken)

    def seats_left_told(self, taken: int) -> int | None:
        """What readers are told: nothing of seats that the school gives elsewhere, which nobody counts here."""
        return None if self.enrolment == Enrolment.EXTERNAL else self.seats_left(taken)

    def state_on(self, day: datetime.date, taken: int) -> EditionState:
        """The state that dates and seats give on `day`, `taken` being the seats already given.

        The same in SQL is `with_state()`; whether there is a waiting list is known after `with_queue()` only.
        """
        if self.cancelled_at:
            return EditionState.CANCELLED
        if day > self.ends_on:
            return EditionState.FINISHED
        if self.applications_open_on and day < self.applications_open_on:
            return EditionState.UPCOMING
        if self.applications_close_on and day <= self.applications_close_on:
            return self._state_in_window(taken)
        if day >= self.starts_on:
            return EditionState.RUNNING
        return self._state_before_start(taken)

    def _state_before_start(self, taken: int) -> EditionState:
        """Of who signs up at the school nothing is known here: neither how many they are nor, without a last day,
        that it is too late."""
        if self.enrolment == Enrolment.EXTERNAL:
            return EditionState.CLOSED if self.applications_close_on else EditionState.ELSEWHERE
        return EditionState.TO_CONFIRM if taken < (self.min_enrolment or 0) else EditionState.CLOSED

    def _state_in_window(self, taken: int) -> EditionState:
        if self.seats_left(taken) != 0:
            return EditionState.OPEN
        return EditionState.WAITING if self.takes_when_full else EditionState.FULL

    @property
    def state(self) -> EditionState:
        """Today's state; needs the annotation of `with_taken()`."""
        return self.state_on(timezone.localdate(), self.taken)
