from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, Lower, Upper
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.ages import ADULT, OLDEST, OWN_CONSENT, born_by, not_in_the_future
from accounts.models.guardian import GuardianRequest
from core.choices import known_choice
from core.privacy import Anonymise, Retention

# The address of an account that has been erased: unique, and of a domain that will never exist (RFC 2606).
NAMELESS = Concat(Value("persona-"), Cast("pk", models.CharField()), Value("@cancellata.invalid"))


class Language(models.TextChoices):
    ITALIAN = "it", _("italiano")
    ENGLISH = "en", _("inglese")


class UserQuerySet(models.QuerySet):
    def able_to_take_part(self):
        """The query form of `policies.may_take_part`: adults, and minors of 14 or more with a yes in force."""
        confirmed = GuardianRequest.objects.in_force().filter(minor=OuterRef("pk"))
        adult, old_enough = Q(birth_date__lte=born_by(ADULT)), Q(birth_date__lte=born_by(OWN_CONSENT))
        return self.filter(adult | old_enough & Exists(confirmed))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail. Nothing more is needed to apply, book or be matched.

    What somebody may do for a partner stands in `partners.Membership`, for the Polo in `partners.Mandate`.
    """

    # The partner for whom the person acts in this request; set by partners.middleware, None outside a request.
    acting_partner_id: int | None = None
    # Who looks at the portal as this person in this request, to help; set by partners.support.
    supported_by: "User | None" = None
    # Read with the person at each request (partners.second_factor); None: not asked yet.
    must_use_mfa: bool | None = None
    has_second_factor: bool | None = None
    enters_admin: bool | None = None
    unread_notices: int | None = None

    email = models.EmailField(_("indirizzo e-mail"), unique=True)
    first_name = models.CharField(_("nome"), max_length=80, blank=True)
    last_name = models.CharField(_("cognome"), max_length=80, blank=True)
    # Unknown of whoever came by invitation or through another identity: asked before enrolment and matching.
    birth_date = models.DateField(_("data di nascita"), null=True, blank=True, validators=[not_in_the_future])
    language = models.CharField(_("lingua dei messaggi"), max_length=2, choices=Language, default=Language.ITALIAN)
    is_active = models.BooleanField(_("attivo"), default=True)
    is_staff = models.BooleanField(_("entra nell'amministrazione"), default=False)
    date_joined = models.DateTimeField(_("registrato il"), default=timezone.now)
    # Where a second account of the same person went: closed and nameless, its rows are about the other's owner.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", editable=False,
        verbose_name=_("unito a"),
    )  # fmt: skip

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Privacy:
        personal = {"email", "first_name", "last_name", "birth_date", "password", "merged_into"}
        plain = {
            "id", "last_login", "is_superuser", "groups", "user_permissions", "language", "is_active", "is_staff",
            "date_joined",
        }  # fmt: skip
        subject = ("pk",)
        title = _("il tuo account")
        purpose = _("farti entrare nel portale e sapere come chiamarti")
        erasure = Anonymise(
            {
                "email": NAMELESS, "first_name": "", "last_name": "", "birth_date": None, "password": "!",
                "last_login": None, "is_active": False, "is_staff": False, "is_superuser": False,
            }
        )  # fmt: skip
        retention = Retention(
            _("un account che nessuno usa da due anni non serve più: se è aperto, ti scriviamo un mese prima"),
            months=24,
            after="last_login",
        )
        withheld = {"password": _("La tua password non è in questa copia: il portale ne ha solo un'impronta")}

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("persone")
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            models.Index(fields=["last_name", "first_name", "id"], name="accounts_user_by_name"),
            GinIndex(OpClass(Upper("email"), name="gin_trgm_ops"), name="accounts_user_email_search"),
            GinIndex(OpClass(Upper("first_name"), name="gin_trgm_ops"), name="accounts_user_first_search"),
            GinIndex(OpClass(Upper("last_name"), name="gin_trgm_ops"), name="accounts_user_last_search"),
        ]
        constraints = [
            known_choice("language", Language),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message=_("C'è già una persona registrata con questo indirizzo."),
            ),
            models.CheckConstraint(
                name="accounts_user_birth_date_plausible",
                condition=Q(birth_date=None) | Q(birth_date__isnull=False, birth_date__gte=OLDEST),
                violation_error_message=_("Controlla la data di nascita: l'anno ha quattro cifre, per esempio 2004."),
            ),
            models.CheckConstraint(
                name="accounts_user_merged_is_closed",
                condition=Q(merged_into=None) | (Q(is_active=False) & ~Q(merged_into=F("pk"))),
                violation_error_message=_("Un account unito a un altro è chiuso."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    @cached_property
    def keys(self) -> list[int]:
        """Its number, and those of the accounts that were merged into it: the rows of all are about this person."""
        return [self.pk, *User.objects.filter(merged_into=self.pk).order_by("pk").values_list("pk", flat=True)]

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name or self.email
