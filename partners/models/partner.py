from urllib.parse import quote

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.choices import known_choice
from core.models import TimestampedModel
from partners.enums import (
    ACTIVE_STANDINGS,
    PERMISSION_CATEGORIES,
    ROLE_PERMISSIONS,
    Category,
    JoinRequestState,
    MissingFact,
    NameChange,
    Role,
    Standing,
)
from partners.models.terms import Days
from partners.models.territory import Filiera, Municipality


class PartnerQuerySet(models.QuerySet):
    def members(self):
        return self.filter(standing=Standing.MEMBER)

    def supporters(self):
        return self.filter(standing=Standing.SUPPORTER)

    def public(self):
        return self.filter(standing__in=[Standing.MEMBER, Standing.SUPPORTER])

    def with_page(self):
        """Those with a page of their own: the public ones, and the invented ones that demo courses and jobs name."""
        return self.filter(standing__in=ACTIVE_STANDINGS)

    def permitting(self, user, permission):
        """Partners for which `user` holds `permission` now (for the acting partner only, inside a request).

        Who has left the Polo permits nothing more, who asks to come in nothing yet.
        """
        if not user.is_authenticated:
            return self.none()
        roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
        partners = self.filter(
            standing__in=ACTIVE_STANDINGS,
            memberships__user=user,
            memberships__ended_at=None,
            memberships__role__in=roles,
        )
        if user.acting_partner_id is not None:
            partners = partners.filter(pk=user.acting_partner_id)
        if categories := PERMISSION_CATEGORIES.get(permission):
            partners = partners.filter(category__in=categories)
        return partners.distinct()

    def unmanaged(self):
        """In the Polo, with nobody who could look after its people today. Who asks to come in gets a manager then."""
        managed = Q(memberships__ended_at=None, memberships__role=Role.MANAGER, memberships__user__is_active=True)
        here = self.exclude(standing__in=[Standing.FORMER, Standing.APPLICANT])
        return here.exclude(pk__in=Partner.objects.filter(managed).values("pk"))

    def with_open_doors(self):
        """`had_manager`: somebody has been its manager before; `asking`: how many wait to be let in;
        `invited_manager`: an invitation to be its manager waits for an answer.
        """
        return self.annotate(
            had_manager=Exists(Partner.objects.filter(pk=OuterRef("pk"), memberships__role=Role.MANAGER)),
            asking=Count("join_requests", filter=Q(join_requests__state=JoinRequestState.OPEN), distinct=True),
            invited_manager=Exists(
                Partner.objects.filter(
                    pk=OuterRef("pk"),
                    invitations__role=Role.MANAGER,
                    invitations__accepted_at=None,
                    invitations__revoked_at=None,
                    invitations__declined_at=None,
                    invitations__expires_at__gt=Now(),
                )
            ),
        )

    def with_facts(self):
        """Everything that the public pages show of a partner, in a fixed number of queries."""
        return self.prefetch_related("names", "filiere", "school_codes", "sites__municipality")


class Partner(TimestampedModel):
    """An organisation of the Polo or one of its supporters. What is unknown stays empty: nothing is invented."""

    slug = models.SlugField(_("fine dell'indirizzo"), max_length=80, unique=True)
    name = models.CharField(_("nome"), max_length=200)
    category = models.CharField(_("categoria"), max_length=20, choices=Category)
    standing = models.CharField(_("posizione nel Polo"), max_length=20, choices=Standing, default=Standing.MEMBER)
    kind_note_it = models.CharField(_("tipo di ente"), max_length=200, blank=True)
    kind_note_en = models.CharField(_("tipo di ente in inglese"), max_length=200, blank=True)
    summary_it = models.TextField(_("presentazione"), blank=True)
    summary_en = models.TextField(_("presentazione in inglese"), blank=True)
    website = models.URLField(_("sito web"), blank=True)
    pec = models.EmailField(_("PEC"), blank=True)
    tax_code = models.CharField(_("codice fiscale dell'ente"), max_length=16, blank=True)
    legal_form_code = models.CharField(_("forma giuridica"), max_length=10, blank=True)
    ateco = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("codici ATECO"))
    ateco_classification = models.CharField(
        _("classificazione ATECO"),
        max_length=20,
        default="ATECO 2025",
        help_text=_("Il 2007 e il 2025 non coincidono."),
    )
    staff_size_class = models.CharField(_("classe di addetti"), max_length=10, blank=True)
    is_its_founder = models.BooleanField(_("ha fondato l'ITS"), default=False)
    filiere = models.ManyToManyField(Filiera, related_name="partners", blank=True, verbose_name=_("filiere"))
    source = models.CharField(_("fonte dei dati"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("dati verificati"), default=False)
    missing = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("dati da completare")
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="doubles",
        verbose_name=_("unito a"),
    )  # fmt: skip
    seeded = models.JSONField(_("fatti scritti all'avvio"), default=dict, blank=True, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Privacy:
        plain = {
            "id", "created_at", "updated_at", "slug", "name", "category", "standing", "kind_note_it", "kind_note_en",
            "summary_it", "summary_en", "website", "pec", "tax_code", "legal_form_code", "ateco",
            "ateco_classification", "staff_size_class", "is_its_founder", "filiere", "source", "is_verified",
            "missing", "merged_into", "seeded",
        }  # fmt: skip

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partner")
        ordering = ["name", "pk"]
        constraints = [
            known_choice("category", Category),
            known_choice("standing", Standing),
            models.CheckConstraint(
                name="partners_partner_merged_is_former",
                condition=Q(merged_into=None)
                | Q(merged_into__isnull=False, standing=Standing.FORMER) & ~Q(merged_into=F("id")),
                violation_error_message=_("Chi è stato unito a un altro partner è uscito dal Polo."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partners:partner_detail", args=[self.slug])

    @property
    def signed_name(self) -> str:
        """The name in the founding agreement, empty when it is today's (uses the prefetched rows)."""
        signed = next((row.name for row in self.names.all() if row.change == NameChange.AS_SIGNED), "")
        return "" if signed == self.name else signed

    @property
    def former_names(self) -> list[str]:
        """Names left behind by a merger, a sale or a renaming, in order of time (uses the prefetched rows)."""
        rows = [row for row in self.names.all() if row.change != NameChange.DUPLICATE]
        return [row.name for row in rows[:-1]] if rows and rows[-1].change != NameChange.AS_SIGNED else []

    @property
    def has_name_history(self) -> bool:
        """Whether the names have more to tell than how the partner signed (uses the prefetched rows)."""
        return bool(self.former_names) or any(
            row.note_it or row.change == NameChange.DUPLICATE for row in self.names.all()
        )

    @property
    def facts_to_complete(self) -> list[MissingFact]:
        """What is listed as missing and still is: filling a field in takes it off (uses the prefetched rows)."""
        sites = self.sites.all()
        known = {
            MissingFact.SITE: bool(sites),
            MissingFact.ADDRESS: bool(sites) and all(site.address for site in sites),
            MissingFact.FILIERE: bool(self.filiere.all()),
            MissingFact.SUMMARY: bool(self.summary_it),
        }
        listed = [fact for fact in MissingFact if fact.value in self.missing]
        return [fact for fact in listed if not (known[fact] if fact in known else getattr(self, fact.value))]


class PartnerName(models.Model):
    """A name a partner had or has, with its dates: who signed as OTO Melara is Leonardo today."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="names", verbose_name=_("partner"))
    name = models.CharField(_("nome"), max_length=200)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    since = models.CharField(
        _("anno o mese"), max_length=7, blank=True, help_text=_("Quando il giorno non è noto: 2024 oppure 2022-04.")
    )
    change = models.CharField(_("tipo"), max_length=20, choices=NameChange)
    note_it = models.CharField(_("nota"), max_length=400, blank=True)
    note_en = models.CharField(_("nota in inglese"), max_length=400, blank=True)

    class Privacy:
        plain = {"id", "partner", "name", "valid_from", "valid_to", "since", "change", "note_it", "note_en"}

    class Meta:
        verbose_name = _("nome del partner")
        verbose_name_plural = _("nomi del partner")
        ordering = ["pk"]
        constraints = [
            known_choice("change", NameChange),
            models.CheckConstraint(
                name="partners_partnername_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("La data di fine non può venire prima di quella d'inizio."),
            ),
            ExclusionConstraint(
                name="partners_partnername_one_at_a_time",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                # Names of which no day is known stand in their order and cannot contradict one another.
                condition=Q(valid_from__isnull=False) | Q(valid_to__isnull=False),
                violation_error_message=_("In quei giorni il partner aveva un altro nome: controlla le date."),
            ),
            models.CheckConstraint(
                name="partners_partnername_since_form",
                condition=Q(since="") | Q(since__regex=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"),
                violation_error_message=_("Scrivi l'anno (2024) oppure l'anno e il mese (2022-04)."),
            ),
        ]

    def __str__(self):
        return self.name


class SchoolCode(models.Model):
    """A codice meccanografico of an institute or site, as printed in the ministry's register."""

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="school_codes", verbose_name=_("partner")
    )
    code = models.CharField(_("codice meccanografico"), max_length=10, unique=True)
    denomination = models.CharField(_("denominazione"), max_length=200, blank=True)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)

    class Privacy:
        plain = {"id", "partner", "code", "denomination", "valid_from", "valid_to"}

    class Meta:
        verbose_name = _("codice di scuola")
        verbose_name_plural = _("codici di scuola")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="partners_schoolcode_form",
                condition=Q(code__regex=r"^[A-Z]{4}[0-9A-Z]{6}$"),
                violation_error_message=_("Il codice meccanografico ha quattro lettere e sei tra cifre e lettere."),
            ),
            models.CheckConstraint(
                name="partners_schoolcode_dates_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("La data di fine non può venire prima di quella d'inizio."),
            ),
        ]

    def __str__(self):
        return self.code


class Site(models.Model):
    """A place where a partner works or teaches. Coordinates only where they are better than the town's centre."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sites", verbose_name=_("partner"))
    name = models.CharField(_("nome della sede"), max_length=200, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    postcode = models.CharField(_("CAP"), max_length=5, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="sites", verbose_name=_("comune")
    )
    lat = models.FloatField(_("latitudine"), null=True, blank=True)
    lon = models.FloatField(_("longitudine"), null=True, blank=True)
    position_note_it = models.CharField(_("nota sulla posizione"), max_length=200, blank=True)
    position_note_en = models.CharField(_("nota sulla posizione in inglese"), max_length=200, blank=True)
    school_code = models.CharField(_("codice meccanografico"), max_length=10, blank=True)
    teaches = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("che cosa si insegna")
    )
    students = models.PositiveIntegerField(_("studentesse e studenti"), null=True, blank=True)
    students_year = models.CharField(_("anno del dato"), max_length=9, blank=True)
    is_main = models.BooleanField(_("sede principale"), default=False)
    is_verified = models.BooleanField(_("dati verificati"), default=False)

    class Privacy:
        plain = {
            "id", "partner", "name", "address", "postcode", "municipality", "lat", "lon", "position_note_it",
            "position_note_en", "school_code", "teaches", "students", "students_year", "is_main", "is_verified",
        }  # fmt: skip

    class Meta:
        verbose_name = _("sede")
        verbose_name_plural = _("sedi")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partners_site_coordinates_together",
                # A comparison with NULL is neither true nor false and would let half a position in.
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(35, 48), lon__range=(6, 19)),
                violation_error_message=_("Latitudine e longitudine vanno insieme e devono cadere in Italia."),
            )
        ]

    def __str__(self):
        return self.name or f"{self.address}, {self.municipality.name}".strip(", ")

    @property
    def position(self) -> tuple[float, float]:
        """(latitude, longitude) in degrees: the site's own, else the centre of its town."""
        if self.lat is None or self.lon is None:
            return self.municipality.lat, self.municipality.lon
        return self.lat, self.lon

    @property
    def full_address(self) -> str:
        """Street, postcode and town, as far as they are known."""
        town = " ".join(filter(None, [self.postcode, str(self.municipality)]))
        return f"{self.address}, {town}" if self.address else town

    @property
    def geo_uri(self) -> str:
        """RFC 5870: opens the map programme of the reader's device, so that no third party is asked from here."""
        lat, lon = self.position
        return f"geo:{lat},{lon}?q={quote(self.full_address)}"
