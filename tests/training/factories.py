import datetime

import factory
from django.utils import timezone

from accounts.enums import GuardianEnd
from core.imports.file_states import RowAction
from tests.accounts.factories import GuardianRequestFactory, UserFactory
from tests.partners.factories import PDF, PartnerFactory
from tests.skills.factories import ConceptFactory
from training.enums import (
    AdmissionOrder,
    ApplicationState,
    Audience,
    Enrolment,
    RefusalReason,
    TemplateState,
    TermList,
)
from training.models import (
    Admission,
    Application,
    ApplicationDocument,
    ApplicationMessage,
    Bookmark,
    Course,
    CourseCode,
    CourseDraft,
    CourseImport,
    CourseImportRow,
    CourseSkill,
    CourseVersion,
    Edition,
    EditionPartner,
    EmptySearch,
    GuardianApproval,
    OfferKind,
    OfferTemplate,
    Ranking,
    RankingCriterion,
    RankingPlace,
    RankingPoints,
    RequestedDocument,
    SavedSearch,
    SynonymGroup,
    TemplateCopy,
    TemplateVersion,
    Term,
)
from training.selectors.course_content import content_of
from training.selectors.empty_searches import week_of
from training.selectors.templates import template_content, template_drawn
from training.validators import MediaType


def days(count: int):
    """Lazily: the day `count` days from today in Rome."""
    return factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=count))


class OfferKindFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferKind
        django_get_or_create = ("code",)

    code = "LIB"
    name_it = factory.LazyAttribute(lambda o: f"Percorso {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Path {o.code}")


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    collection = TermList.FIGURE
    code = factory.Sequence(lambda n: f"figura-{n}")
    name_it = factory.Sequence(lambda n: f"Figura {n}")


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))
        teachers = factory.Trait(audience=Audience.TEACHERS)

    partner = factory.SubFactory(PartnerFactory)
    kind = factory.SubFactory(OfferKindFactory)
    title = factory.Sequence(lambda n: f"Corso {n:03}")
    slug = factory.Sequence(lambda n: f"corso-{n}")


class CourseSkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseSkill

    course = factory.SubFactory(CourseFactory, published=True)
    skill = factory.SubFactory(ConceptFactory)


class CourseDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseDraft

    course = factory.SubFactory(CourseFactory, published=True)
    changes = factory.LazyFunction(lambda: {"summary": "Una frase nuova, non ancora pubblicata."})


class CourseVersionFactory(factory.django.DjangoModelFactory):
    """What the course says now, as it was published."""

    class Meta:
        model = CourseVersion

    course = factory.SubFactory(CourseFactory, published=True)
    number = factory.Sequence(lambda n: n + 1)
    content = factory.LazyAttribute(lambda o: content_of(o.course))


def template_says(**fields):
    """What a template says: nothing but its title and kind, unless `fields` say more."""
    kind = fields.pop("kind", None) or OfferKindFactory().pk
    return template_content(content_of(template_drawn({"kind": kind})) | {"title": "Saldatura TIG"} | fields)


class OfferTemplateFactory(factory.django.DjangoModelFactory):
    """In force, at its first version, written by the Polo."""

    class Meta:
        model = OfferTemplate

    class Params:
        offered = factory.Trait(
            state=TemplateState.PROPOSED,
            number=0,
            content=factory.LazyFunction(dict),
            partner=factory.SubFactory(PartnerFactory),
            proposed=factory.LazyAttribute(lambda o: template_says(title=o.title)),
        )
        withdrawn = factory.Trait(state=TemplateState.WITHDRAWN, answer="Non serve più.")

    title = factory.Sequence(lambda n: f"Modello {n:03}")
    number = 1
    content = factory.LazyAttribute(lambda o: template_says(title=o.title))


class TemplateVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TemplateVersion

    template = factory.SubFactory(OfferTemplateFactory)
    number = factory.SelfAttribute("template.number")
    content = factory.SelfAttribute("template.content")


class TemplateCopyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TemplateCopy

    course = factory.SubFactory(CourseFactory)
    template = factory.SubFactory(OfferTemplateFactory)
    number = factory.SelfAttribute("template.number")
    content = factory.SelfAttribute("template.content")


class EditionFactory(factory.django.DjangoModelFactory):
    """Sign-up not open yet, unless a trait says otherwise."""

    class Meta:
        model = Edition

    class Params:
        open = factory.Trait(applications_open_on=days(-5))
        closed = factory.Trait(applications_open_on=days(-20), applications_close_on=days(-1))
        running = factory.Trait(
            applications_open_on=days(-60), applications_close_on=days(-40), starts_on=days(-10), ends_on=days(30)
        )
        finished = factory.Trait(
            applications_open_on=days(-90), applications_close_on=days(-70), starts_on=days(-60), ends_on=days(-1)
        )
        cancelled = factory.Trait(cancelled_at=factory.LazyFunction(timezone.now))
        external = factory.Trait(
            enrolment=Enrolment.EXTERNAL, enrolment_note="Ci si iscrive presso la segreteria della scuola."
        )

    course = factory.SubFactory(CourseFactory, published=True)
    starts_on = days(40)
    ends_on = days(100)
    seats = 20
    applications_open_on = days(10)
    applications_close_on = days(30)


class EditionPartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditionPartner

    class Params:
        agreed = factory.Trait(agreed_at=factory.LazyFunction(timezone.now), agreed_by=factory.SubFactory(UserFactory))

    edition = factory.SubFactory(EditionFactory)
    partner = factory.SubFactory(PartnerFactory)


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    class Params:
        decided = factory.Trait(
            decided_at=factory.LazyFunction(timezone.now), decided_by=factory.SubFactory(UserFactory)
        )
        accepted = factory.Trait(decided=True, state=ApplicationState.ACCEPTED)
        completed = factory.Trait(decided=True, state=ApplicationState.COMPLETED)
        refused = factory.Trait(
            decided=True, state=ApplicationState.REFUSED, refusal_reason=RefusalReason.REQUIREMENTS
        )
        withdrawn = factory.Trait(state=ApplicationState.WITHDRAWN)
        awaiting = factory.Trait(state=ApplicationState.AWAITING, submitted_at=None)
        draft = factory.Trait(state=ApplicationState.DRAFT, submitted_at=None)
        waitlisted = factory.Trait(decided=True, state=ApplicationState.WAITLISTED)
        offered = factory.Trait(
            decided=True,
            state=ApplicationState.OFFERED,
            offer_until=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(hours=48)),
        )
        confirmed = factory.Trait(decided=True, state=ApplicationState.CONFIRMED)

    person = factory.SubFactory(UserFactory)
    edition = factory.SubFactory(EditionFactory, open=True)
    motivation = "Voglio imparare a saldare."
    submitted_at = factory.LazyFunction(timezone.now)


class GuardianApprovalFactory(factory.django.DjangoModelFactory):
    """Sent and waiting, unless a trait says how it went on; `token` is what stands in the link."""

    class Meta:
        model = GuardianApproval

    class Params:
        token = factory.Sequence(lambda n: f"collegamento-{n}")
        expired = factory.Trait(sent_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=15)))
        replaced = factory.Trait(end=GuardianEnd.REPLACED, ended_at=factory.LazyFunction(timezone.now))

    guardian = factory.SubFactory(GuardianRequestFactory, confirmed=True, token=factory.SelfAttribute("..token"))
    application = factory.SubFactory(
        ApplicationFactory, awaiting=True, person=factory.SelfAttribute("..guardian.minor")
    )
    token_hash = factory.LazyAttribute(lambda row: GuardianApproval.hash_of(row.token))
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda row: row.sent_at + GuardianApproval.LIFETIME)


class RequestedDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RequestedDocument

    edition = factory.SubFactory(EditionFactory, open=True)
    name = factory.Sequence(lambda n: f"Documento {n}")


class ApplicationDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationDocument

    application = factory.SubFactory(ApplicationFactory)
    request = factory.SubFactory(RequestedDocumentFactory, edition=factory.SelfAttribute("..application.edition"))
    content = PDF
    media_type = MediaType.PDF


class ApplicationMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApplicationMessage

    application = factory.SubFactory(ApplicationFactory)
    author = factory.SelfAttribute("application.person")
    is_from_school = False
    text = "A che ora si comincia?"


class AdmissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Admission

    class Params:
        ranked = factory.Trait(
            ordering=AdmissionOrder.RANKING, criteria_published_at=factory.LazyFunction(timezone.now)
        )

    edition = factory.SubFactory(EditionFactory, open=True)


class RankingCriterionFactory(factory.django.DjangoModelFactory):
    """Before anybody applies: afterwards the database takes none."""

    class Meta:
        model = RankingCriterion

    edition = factory.SubFactory(EditionFactory, open=True)
    name = factory.Sequence(lambda n: f"Criterio {n:03}")
    note = "Un punto per ogni mese di esperienza."
    max_points = 10


class RankingPointsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RankingPoints

    criterion = factory.SubFactory(RankingCriterionFactory)
    application = factory.SubFactory(ApplicationFactory, edition=factory.SelfAttribute("..criterion.edition"))
    points = 5
    note = "Cinque mesi in officina."
    given_by = factory.SubFactory(UserFactory)


class RankingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ranking

    edition = factory.SubFactory(EditionFactory, closed=True)
    number = 1
    published_at = factory.LazyFunction(timezone.now)
    published_by = factory.SubFactory(UserFactory)


class RankingPlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RankingPlace

    application = factory.SubFactory(ApplicationFactory)
    ranking = factory.SubFactory(RankingFactory, edition=factory.SelfAttribute("..application.edition"))
    position = 1
    total = 5


class SynonymGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SynonymGroup

    words = factory.Sequence(lambda n: f"parola {n}\naltra parola {n}")


class CourseImportFactory(factory.django.DjangoModelFactory):
    """A file whose columns wait to be matched."""

    class Meta:
        model = CourseImport

    partner = factory.SubFactory(PartnerFactory)
    requested_by = factory.SubFactory(UserFactory)
    file = factory.django.FileField(filename="corsi.csv", data=b"titolo,ore\nSaldatura,40\n")
    file_name = "corsi.csv"
    headers = factory.LazyFunction(lambda: ["titolo", "ore"])
    sample = factory.LazyFunction(lambda: [["Saldatura", "40"]])
    mapping = factory.LazyFunction(lambda: {"titolo": "title", "ore": "hours"})


class CourseImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseImportRow

    run = factory.SubFactory(CourseImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    head = factory.SelfAttribute("number")
    action = RowAction.NEW
    title = "Saldatura"
    changes = factory.LazyFunction(lambda: [["title", None, "Saldatura"]])


class CourseCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseCode

    course = factory.SubFactory(CourseFactory)
    partner = factory.SelfAttribute("course.partner")
    code = factory.Sequence(lambda n: f"C{n}")


class BookmarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bookmark

    person = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory, published=True)


class SavedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSearch

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Ricerca {n}")
    address = factory.Sequence(lambda n: f"?q=saldatura{n}")


class EmptySearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmptySearch

    text = factory.Sequence(lambda n: f"parola {n}")
    week = factory.LazyFunction(lambda: week_of(timezone.localdate()))
    count = 3
