import pytest
from django.urls import reverse

from dashboards.charts import WHOLE, coverage_chart
from partners.enums import Office, Role
from planning.selectors import Coverage
from recruitment.enums import Confidentiality
from tests.accounts.factories import UserFactory
from tests.partners.factories import FilieraFactory, MandateFactory, MembershipFactory
from tests.planning.test_selectors import claim, edition, need, opening
from tests.skills.factories import ConceptFactory

pytestmark = pytest.mark.django_db
PAGES = ["coverage", "coverage_skill", "coverage_filiera"]


def page(name):
    arguments = {"coverage_skill": ConceptFactory, "coverage_filiera": FilieraFactory}
    row = arguments[name]() if name in arguments else None
    key = {"coverage_skill": "pk", "coverage_filiera": "slug"}.get(name)
    return reverse(f"dashboards:{name}", args=[getattr(row, key)] if row else [])


@pytest.fixture
def referent(client):
    user = MandateFactory(office=Office.REFERENT).user
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", PAGES)
def test_coverage_is_for_the_polo_only(client, name):
    url = page(name)
    assert client.get(url).status_code == 302

    for stranger in (UserFactory(), MembershipFactory(role=Role.MANAGER).user):
        client.force_login(stranger)
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("office", Office)
def test_coverage_opens_for_the_offices_of_the_polo(client, name, office):
    client.force_login(MandateFactory(office=office).user)

    assert client.get(page(name)).status_code == 200


def test_coverage_shows_gaps_first_and_links_each_figure(client, referent):
    short, enough = ConceptFactory(label_it="Saldare TIG"), ConceptFactory(label_it="Leggere un disegno")
    need(short, head_count=9, confidentiality=Confidentiality.REFERENT)
    need(enough, head_count=2)
    edition(enough, seats=20)

    response = client.get(reverse("dashboards:coverage"))

    body = response.content.decode()
    assert [row.row for row in response.context["page"]] == [short, enough]
    assert [bar.row.row for bar in response.context["chart"]] == [short]
    assert reverse("dashboards:coverage_skill", args=[short.pk]) in body
    totals = response.context["totals"]
    assert (totals.asked, totals.seats, totals.short_skills, totals.untaught_skills) == (11, 20, 1, 1)


def test_coverage_without_data_says_what_to_wait_for(client, referent):
    response = client.get(reverse("dashboards:coverage"))

    assert "Ancora nessun dato" in response.content.decode()
    assert response.context["chart"] == []


@pytest.mark.parametrize(("asked", "months"), [("24", 24), ("36", 36), ("7", 12), ("mille", 12), ("", 12)])
def test_coverage_period(client, referent, asked, months):
    response = client.get(reverse("dashboards:coverage"), {"mesi": asked, "filiera": "non-esiste", "page": "x"})

    assert response.context["months"] == months
    assert response.context["filiera"] is None


def test_coverage_of_one_filiera(client, referent):
    skill, filiera = ConceptFactory(), FilieraFactory()
    skill.filiere.add(filiera)
    need(skill)
    need(ConceptFactory())

    response = client.get(reverse("dashboards:coverage"), {"filiera": filiera.slug})

    assert [row.row for row in response.context["page"]] == [skill]


def test_coverage_hides_a_handful_of_people(client, referent):
    skill = ConceptFactory()
    need(skill)
    claim(skill)

    assert "meno di 5" in client.get(reverse("dashboards:coverage")).content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_coverage_query_count(client, referent, django_assert_num_queries, items):
    for _ in range(items):
        skill = ConceptFactory()
        need(skill, filiera=FilieraFactory())
        edition(skill)
        opening(skill)

    with django_assert_num_queries(17):
        client.get(reverse("dashboards:coverage"))


def test_coverage_skill_shows_the_rows_behind(client, referent):
    skill = ConceptFactory()
    asked, job, taught = need(skill, title="Tubisti"), opening(skill, title="Saldatrice"), edition(skill)

    body = client.get(reverse("dashboards:coverage_skill", args=[skill.pk])).content.decode()

    for text in ("Tubisti", asked.partner.name, "Saldatrice", job.partner.name, taught.course.title):
        assert text in body


def test_coverage_skill_without_rows(client, referent):
    body = client.get(page("coverage_skill")).content.decode()

    assert "Nessuna impresa la chiede" in body
    assert "un vuoto da colmare" in body


def test_coverage_skill_of_an_occupation_is_404(client, referent):
    occupation = ConceptFactory(occupation=True)

    assert client.get(reverse("dashboards:coverage_skill", args=[occupation.pk])).status_code == 404


def test_coverage_filiera_shows_the_rows_behind(client, referent):
    filiera = FilieraFactory()
    need(ConceptFactory(), title="Tubisti", filiera=filiera)
    taught = edition(ConceptFactory())
    taught.course.filiere.add(filiera)

    body = client.get(reverse("dashboards:coverage_filiera", args=[filiera.slug])).content.decode()

    assert "Tubisti" in body
    assert taught.course.title in body


@pytest.mark.parametrize("name", ["coverage_skill", "coverage_filiera"])
def test_what_was_said_to_the_referent_alone_is_read_by_the_referent_alone(client, referent, name):
    skill, filiera = ConceptFactory(), FilieraFactory()
    told = need(
        skill, title="Canarino", filiera=filiera, head_count=6, confidentiality=Confidentiality.REFERENT,
    )  # fmt: skip
    need(skill, title="Ai partner", filiera=filiera)
    url = reverse(f"dashboards:{name}", args=[skill.pk if name == "coverage_skill" else filiera.slug])
    sum_of_the_rest = "6 persone in fabbisogni riservati al referente"

    body = client.get(url).content.decode()

    assert told.title in body
    assert told.partner.name in body
    assert sum_of_the_rest not in body
    for other in (MandateFactory(office=Office.SECRETARIAT).user, UserFactory(superuser=True)):
        client.force_login(other)
        body = client.get(url).content.decode()
        assert told.title not in body
        assert told.partner.name not in body
        assert sum_of_the_rest in body
        assert "Ai partner" in body


def test_reserved_people_alone_are_summed_too(client):
    client.force_login(MandateFactory(office=Office.SECRETARIAT).user)
    skill = ConceptFactory()
    need(skill, title="Canarino", head_count=1, confidentiality=Confidentiality.REFERENT)

    body = client.get(reverse("dashboards:coverage_skill", args=[skill.pk])).content.decode()

    assert "1 persona in fabbisogni riservati al referente" in body
    assert "Nessuna impresa la chiede" not in body


def test_chart_scales_to_the_largest_figure():
    rows = [Coverage(row=ConceptFactory(), asked=40, seats=10), Coverage(row=ConceptFactory(), asked=20, seats=0)]

    assert [(bar.asked_width, bar.seats_width) for bar in coverage_chart(rows)] == [
        (WHOLE, WHOLE // 4),
        (WHOLE // 2, 0),
    ]


def test_chart_of_nothing():
    assert coverage_chart([]) == []
