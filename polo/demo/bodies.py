"""Invented schools, bodies and firms: real partners must not be shown saying invented things."""

from dataclasses import dataclass

from partners.enums import Category, Standing
from partners.models import Filiera, Partner, Site
from polo.demo.upsert import keep, link

NOTE_IT = "Esempio dimostrativo: non esiste e non fa parte del Polo"
NOTE_EN = "Invented example: it does not exist and is no part of the Polo"
SOURCE = "dato dimostrativo"
SUMMARY_IT = "Ente inventato per mostrare come funziona il portale."
SUMMARY_EN = "An invented body that shows how the portal works."


@dataclass(frozen=True)
class Body:
    slug: str
    name: str
    category: Category
    towns: tuple[str, ...]  # ISTAT codes, the main site first
    filiere: tuple[str, ...]
    does_it: str
    does_en: str


BODIES = (
    Body(
        "istituto-esempio", "Istituto Esempio Navalmeccanico (esempio)", Category.SCHOOL, ("011015",),
        ("navalmeccanica", "meccanica"), "Saldatura, macchine utensili e impianti di bordo.",
        "Welding, machine tools and ship systems.",
    ),
    Body(
        "scuola-esempio", "Scuola Esempio di Meccanica (esempio)", Category.SCHOOL, ("011027",),
        ("meccanica", "automazione"), "Disegno, CNC e misure.", "Drawing, CNC and measurement.",
    ),
    Body(
        "centro-formazione-esempio", "Centro Formazione Esempio (esempio)", Category.TRAINING_BODY,
        ("011015", "011027"), ("meccanica", "navalmeccanica", "automazione"),
        "Corsi per chi cerca lavoro e per chi lavora, e orientamento.", "Courses for all ages, and guidance.",
    ),
    Body(
        "mestieri-esempio", "Laboratorio Mestieri Esempio (esempio)", Category.TRAINING_BODY, ("045010",),
        ("meccanica", "navalmeccanica"), "Mestieri della carpenteria e della nautica.", "Metalwork and yacht trades.",
    ),
    Body(
        "its-esempio", "ITS Esempio Mare e Robotica (esempio)", Category.ITS, ("011015",),
        ("navalmeccanica", "automazione"), "Percorsi biennali dopo il diploma.", "Two-year courses after school.",
    ),
    Body(
        "ateneo-esempio", "Ateneo Esempio (esempio)", Category.INSTITUTION, ("010025",),
        ("navalmeccanica", "automazione"), "Corsi brevi universitari.", "Short university courses.",
    ),
    Body(
        "cantiere-esempio", "Cantiere Esempio del Levante (esempio)", Category.FIRM, ("011015", "011001"),
        ("navalmeccanica",), "Costruzione e allestimento di navi.", "Shipbuilding and outfitting.",
    ),
    Body(
        "officine-esempio", "Officine Dimostrative Golfo (esempio)", Category.FIRM, ("011026",),
        ("meccanica", "navalmeccanica"), "Lavorazioni meccaniche per il mare.", "Machining for the sea.",
    ),
    Body(
        "automazioni-esempio", "Automazioni Esempio (esempio)", Category.FIRM, ("011027",),
        ("automazione",), "Celle robotizzate e quadri elettrici.", "Robot cells and control panels.",
    ),
    Body(
        "impianti-esempio", "Impianti Modello Apuani (esempio)", Category.FIRM, ("045010",),
        ("meccanica", "automazione"), "Macchine e manutenzione.", "Machinery and maintenance.",
    ),
    Body(
        "meccanica-esempio", "Meccanica Campione Parma (esempio)", Category.FIRM, ("034027",),
        ("meccanica", "automazione"), "Macchine per l'industria.", "Machines for industry.",
    ),
    Body(
        "nautica-esempio", "Nautica di Prova Genova (esempio)", Category.FIRM, ("010025",),
        ("navalmeccanica",), "Refit e manutenzione di yacht.", "Refit and care of yachts.",
    ),
)  # fmt: skip


def bodies_build() -> dict[str, Partner]:
    """By slug, with their sites and filiere; `standing` DEMO keeps them out of every count of the Polo."""
    rows = [
        {
            "slug": body.slug,
            "name": body.name,
            "category": body.category,
            "standing": Standing.DEMO,
            "kind_note_it": NOTE_IT,
            "kind_note_en": NOTE_EN,
            "summary_it": f"{SUMMARY_IT} {body.does_it}",
            "summary_en": f"{SUMMARY_EN} {body.does_en}",
            "source": SOURCE,
        }
        for body in BODIES
    ]
    demo = Partner.objects.filter(standing=Standing.DEMO)
    partners = {partner.slug: partner for partner in keep(among=demo, key=["slug"], rows=rows)}
    keep(
        among=Site.objects.filter(partner__standing=Standing.DEMO),
        key=["partner_id", "municipality_id"],
        rows=[
            {
                "partner_id": partners[body.slug].pk,
                "municipality_id": town,
                "name": "Sede di esempio" if place == 0 else "Seconda sede di esempio",
                "is_main": place == 0,
            }
            for body in BODIES
            for place, town in enumerate(body.towns)
        ],
    )
    filiere = dict(Filiera.objects.values_list("slug", "pk"))
    pairs = {(partners[body.slug].pk, filiere[slug]) for body in BODIES for slug in body.filiere}
    link(through=Partner.filiere.through, owner="partner_id", other="filiera_id", pairs=pairs)
    return partners


def main_sites() -> dict[int, Site]:
    """The main site of each demo body, by partner key."""
    sites = Site.objects.filter(partner__standing=Standing.DEMO, is_main=True)
    return {site.partner_id: site for site in sites.select_related("municipality")}
