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
    Account("referente@example.org", "Marina", "Referente", "the Polo's referent", office=Office.REFERENT),
    Account("segreteria@example.org", "Sandro", "Segreteria", "the Polo's secretariat", office=Office.SECRETARIAT),
    Account("admin@example.org", "Ada", "Amministra", "technical administration", is_staff=True, is_superuser=True),
    Account(
        "scuola@example.org", "Teresa", "Scuola", "manages and writes for an example school",
        roles=(("istituto-esempio", Role.MANAGER), ("istituto-esempio", Role.EDITOR)),
    ),
    Account(
        "ente@example.org", "Omar", "Ente", "writes for an example training body",
        roles=(("centro-formazione-esempio", Role.EDITOR),),
    ),
    Account(
        "its@example.org", "Chiara", "Accademia", "writes for an example ITS academy",
        roles=(("its-esempio", Role.EDITOR),),
    ),
    Account(
        "impresa@example.org", "Irina", "Impresa", "manages an example shipyard",
        roles=(("cantiere-esempio", Role.MANAGER),),
    ),
    Account(
        "azienda2@example.org", "Paolo", "Concorrente", "manages a second example firm",
        roles=(("officine-esempio", Role.MANAGER),),
    ),
    Account(
        "docente@example.org", "Dario", "Docente", "teaches at an example school", age=52,
        roles=(("istituto-esempio", Role.TEACHER),),
    ),
    Account(
        "orientatore@example.org", "Olga", "Orienta", "counsels at an example training body", age=38,
        roles=(("centro-formazione-esempio", Role.COUNSELLOR),),
    ),
    Account("ingresso@example.org", "Candida", "Ingresso", "asks for an example firm to enter the Polo", age=44),
    Account("persona@example.org", "Pietra", "Persona", "young person looking for a job, with a profile", age=24),
    Account("studente@example.org", "Samir", "Studente", "student aged 19", age=19),
    Account("minorenne@example.org", "Mina", "Minorenne", "student aged 16, waiting for a parent's consent", age=16),
    Account("sedicenne@example.org", "Selma", "Sedicenne", "student aged 16 with a parent's consent", age=16),
    Account("ritorno@example.org", "Rita", "Ritorno", "comes back and is asked to read the new terms", age=29),
)  # fmt: skip


def sheet() -> str:
    """What `make run` prints: who can sign in, and the password."""
    width = max(len(account.email) for account in ACCOUNTS)
    lines = [f"  {account.email:<{width}}  {account.says}" for account in ACCOUNTS]
    second = "  Managers, referent, secretariat and admin are asked for a code too: the page shows it (demo only)."
    return "\n".join([f"  Demo accounts, one password for all: {PASSWORD}", *lines, second, ""])
