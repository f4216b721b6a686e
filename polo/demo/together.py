"""Editions that two bodies hold together: agreed, and one that waits for its answer."""

from accounts.models import User
from partners.models import Partner
from polo.demo.clock import moment
from polo.demo.upsert import Row, keep
from training.models import Edition, EditionPartner

# Course, who is asked, what they bring, who said yes.
HELD = (
    ("Allestimento navale: montare tubi e impianti", "cantiere-esempio",
     "due settimane in officina tubi, con chi ci lavora", "impresa@example.org"),
    ("PLC: dal primo programma alla linea", "istituto-esempio", "il laboratorio di automazione",
     "scuola@example.org"),
    ("Isole di saldatura robotizzata", "istituto-esempio", "le cabine di saldatura e chi le segue", ""),
)  # fmt: skip


def together_build(people: dict[str, User], partners: dict[str, Partner], editions: list[Edition]) -> None:
    rows: list[Row] = []
    for title, slug, part, yes in HELD:
        edition = next(edition for edition in editions if edition.course.title == title)
        rows.append(
            {
                "edition_id": edition.pk,
                "partner_id": partners[slug].pk,
                "part": part,
                "agreed_at": moment(-6) if yes else None,
                "agreed_by_id": people[yes].pk if yes else None,
            }
        )
    mine = EditionPartner.objects.filter(edition__is_demo=True)
    keep(among=mine, key=["edition_id", "partner_id"], rows=rows)
