"""The accounts with which one looks around: one password for all, plainly a demo one."""

from dataclasses import dataclass, field

from partners.enums import Office, Role

PASSWORD = "Prova-il-Polo-2026"


@dataclass(frozen=True)
class Account:
    email: str
    first_name: str
    last_name: str
    says: str
    age: int = 45
    roles: tuple[tuple[str, Role], ...] = field(default=())
    office: Office | None = None
    is_staff: bool = False
    is_superuser: bool = False


ACCOUNTS = (
    Account("referente@example.org", "Marina", "Referente", "referente del Polo", office=Office.REFERENT),
    Account(
        "segreteria@example.org", "Sandro", "Segreteria", "segreteria del Polo", office=Office.SECRETARIAT,
        is_staff=True,
    ),
    Account("admin@example.org", "Ada", "Amministra", "amministrazione tecnica", is_staff=True, is_superuser=True),
    Account(
        "scuola@example.org", "Teresa", "Scuola", "responsabile e redazione di una scuola di esempio",
        roles=(("istituto-esempio", Role.MANAGER), ("istituto-esempio", Role.EDITOR)),
    ),
    Account(
        "ente@example.org", "Omar", "Ente", "redazione di un ente di formazione di esempio",
        roles=(("centro-formazione-esempio", Role.EDITOR),),
    ),
    Account(
        "its@example.org", "Chiara", "Accademia", "redazione di un ITS di esempio",
        roles=(("its-esempio", Role.EDITOR),),
    ),
    Account(
        "impresa@example.org", "Irina", "Impresa", "responsabile di un cantiere di esempio",
        roles=(("cantiere-esempio", Role.MANAGER),),
    ),
    Account(
        "azienda2@example.org", "Paolo", "Concorrente", "responsabile di una seconda impresa di esempio",
        roles=(("officine-esempio", Role.MANAGER),),
    ),
    Account(
        "docente@example.org", "Dario", "Docente", "docente di una scuola di esempio", age=52,
        roles=(("istituto-esempio", Role.TEACHER),),
    ),
    Account(
        "orientatore@example.org", "Olga", "Orienta", "orientamento in un ente di formazione di esempio", age=38,
        roles=(("centro-formazione-esempio", Role.COUNSELLOR),),
    ),
    Account("persona@example.org", "Pietra", "Persona", "giovane in cerca di lavoro, con profilo", age=24),
    Account("studente@example.org", "Samir", "Studente", "studente di 19 anni", age=19),
    Account("minorenne@example.org", "Mina", "Minorenne", "studentessa di 16 anni, senza abbinamento", age=16),
)  # fmt: skip


def sheet() -> str:
    """What `make run` prints: who can sign in, and the password."""
    width = max(len(account.email) for account in ACCOUNTS)
    lines = [f"  {account.email:<{width}}  {account.says}" for account in ACCOUNTS]
    return "\n".join([f"  Account di prova, password per tutti: {PASSWORD}", *lines, ""])
