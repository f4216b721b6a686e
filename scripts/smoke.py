"""Plays the thread over HTTP as its persons, against the real processes: web, worker, beat, PostgreSQL, Valkey, SMTP.

    python scripts/smoke.py

starts a portal of its own with demo data in a temporary folder, as `make run` does, and a mail server that keeps
what it is handed; ends them afterwards. Prints each step; ends with 1 and the reason at the first that fails.
"""

import datetime
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from web_reader import Reader  # noqa: E402  (the path is set just above)

from tests.smtp_sink import SmtpSink  # noqa: E402

PASSWORD = "Prova-il-Polo-2026"  # noqa: S105  (of the demo accounts, printed by make run)
SKILL = "Robotica marina e subacquea"
OWN_SKILL = "Disegno tecnico"
OCCUPATION = "programmatore di robot/programmatrice di robot"
MINUTE = 60
LOG_TAIL = 8000  # characters of the portal's log shown after a failure
ROME = ZoneInfo("Europe/Rome")
POSITIONS, SEATS = 40, 10


def step(words: str) -> None:
    print(f"  ok  {words}", flush=True)


def must(found: bool, words: str) -> None:
    if not found:
        raise RuntimeError(f"not so: {words}")
    step(words)


def day(count: int) -> str:
    return (datetime.datetime.now(ROME).date() + datetime.timedelta(days=count)).isoformat()


def until(check, words: str, seconds: int = 40) -> None:
    """Wait for what a worker does."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {seconds} s in vain: {words}")
        time.sleep(0.5)
    step(words)


class Thread:
    """The steps in order; each person keeps a browser of their own."""

    def __init__(self, address: str, sink: SmtpSink):
        self.address, self.sink = address, sink
        self.referent = self.login("referente@example.org")
        self.tag = f"{int(time.time()) % 1_000_000:06}"
        self.opening, self.course = f"Tecnica o tecnico di robotica {self.tag}", f"Robot sottomarini {self.tag}"
        self.email, self.surname = f"prova{self.tag}@example.org", f"Provetti{self.tag}"

    def login(self, email: str, password: str = PASSWORD) -> Reader:
        reader = Reader(self.address).open("/accesso/login/")
        reader.submit(reader.form("password"), login=email, password=password)
        for _attempt in range(3):  # the code may change while it is typed
            code = re.search(r"il codice adesso è (\d{6})", reader.text)
            if code:
                reader.submit(reader.form("code"), code=code[1])
        must("/accesso/" not in reader.url, f"{email} signs in")
        return reader

    def play(self) -> None:
        self.firm_posts_an_opening()
        self.referent_sees_the_gap()
        self.school_publishes_a_course()
        self.person_signs_up()
        self.person_finds_and_applies()
        self.school_accepts()
        self.person_is_told()
        self.person_makes_a_profile()
        self.firm_meets_the_person()

    def firm_posts_an_opening(self) -> None:
        self.firm = self.login("impresa@example.org").open("/area/offerte/nuova/")
        form = self.firm.form("closes_on")
        skill = {f"skills-{n}-skill_text": words for n, words in enumerate((SKILL, OWN_SKILL))}
        self.firm.submit(
            form, title=self.opening, occupation_text=OCCUPATION, positions=str(POSITIONS),
            site=form.choose("site", "Sede di esempio"), ccnl="metalmeccanica industria", pay_from="26000",
            pay_to="32000", closes_on=day(40), **skill,
        )  # fmt: skip
        self.firm.submit(self.firm.form_to("/pubblica/"))
        self.opening_id = re.search(
            r"/area/offerte/(\d+)/", self.firm.open("/area/offerte/").link_near(self.opening, "/candidature/")
        )[1]
        must(self.opening in Reader(self.address).open("/lavoro/").text, "a firm posts an opening, anybody reads it")

    def figures(self) -> list[int]:
        """People asked for, seats and people missing, as the dashboard's table shows them for the skill."""
        row = re.search(rf"{SKILL} (\d+) (\d+) (\d+)", self.referent.open("/area/cruscotto/").text)
        return [int(number) for number in row.groups()] if row else [0, 0, 0]

    def referent_sees_the_gap(self) -> None:
        asked, seats, missing = self.before = self.figures()
        must(
            asked >= POSITIONS and missing == asked - seats > 0, f"the dashboard shows {missing} missing for «{SKILL}»"
        )

    def school_publishes_a_course(self) -> None:
        self.school = self.login("scuola@example.org").open("/area/corsi/nuovo/")
        form = self.school.form("summary")
        self.school.submit(
            form, title=self.course, kind=form.choose("kind", "libero"), audience="UNEMPLOYED",
            summary="Si impara a guidare e a riparare piccoli robot che lavorano sott'acqua.",
            certification="attestato di frequenza", site=form.choose("site", "Sede"), hours="120",
            **{"skills-0-skill_text": SKILL},
        )  # fmt: skip
        course_id = re.search(
            r"/area/corsi/(\d+)/", self.school.open("/area/corsi/").link_near(self.course, r"/area/corsi/\d")
        )[1]
        self.school.open(f"/area/corsi/{course_id}/edizioni/nuova/")
        self.school.submit(
            self.school.form("starts_on"), starts_on=day(60), ends_on=day(120), seats=str(SEATS), enrolment="PORTAL",
            applications_close_on=day(50),
        )  # fmt: skip
        self.school.open("/area/corsi/")
        self.school.submit(self.school.form_to(f"/{course_id}/pubblica/"))
        must(
            self.course in Reader(self.address).open("/formazione/").submit_search(self.tag).text, "a school publishes"
        )
        asked, seats, missing = self.before
        must(self.figures() == [asked, seats + SEATS, missing - SEATS], f"the gap is {SEATS} seats smaller")

    def person_signs_up(self) -> None:
        self.person = Reader(self.address).open("/accesso/signup/")
        long_password = f"una frase lunga {self.tag}"
        self.person.submit(
            self.person.form("password1"), email=self.email, first_name="Prova", last_name=self.surname,
            birth_date_day="7", birth_date_month="3", birth_date_year="2001", accepts="on",
            password1=long_password, password2=long_password,
        )  # fmt: skip
        until(self.mails, "the worker sends the code by mail")
        code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", self.mails()[-1], re.MULTILINE)
        self.person.submit(self.person.form("code"), code=code[1])
        must("/accesso/" not in self.person.url, "a person signs up and confirms the address with the code")

    def mails(self) -> list[str]:
        """The texts that the mail server took for the new person."""
        mine = [mail for mail in self.sink.mails if mail["To"] == self.email]
        return [mail.get_body(("plain",)).get_content() for mail in mine]

    def person_finds_and_applies(self) -> None:
        self.person.open("/formazione/").submit_search("robotica marina")
        self.person.open(self.person.link_near(self.course))
        self.person.open(self.person.link("/iscrizione/"))
        self.person.submit(self.person.form("motivation"), motivation="Mi piacciono i robot.")
        must(self.course in self.person.open("/area/iscrizioni/").text, "the person finds the course and applies")

    def school_accepts(self) -> None:
        self.school.open("/area/corsi/domande/")
        self.school.open(self.school.link_near(self.course, "/accogli/"))
        self.school.submit(self.school.form("message"), message="Ti aspettiamo!")
        answered = re.search(rf"{self.course} .{{0,90}} accolta", self.person.open("/area/iscrizioni/").text)
        must(bool(answered), "the school accepts")

    def person_is_told(self) -> None:
        must(self.course in self.person.open("/area/notifiche/").text, "the person reads the notice in the portal")
        until(lambda: any(self.course in text for text in self.mails()), "and the mail, sent by the worker")

    def person_makes_a_profile(self) -> None:
        self.person.open("/area/profilo/modifica/")
        form = self.person.form("max_km")
        town = form.choose("municipality", "La Spezia (SP)")
        self.person.submit(form, headline=f"Mi chiamo {self.surname}", municipality=town, max_km="80", consent="on")
        self.person.open("/area/profilo/competenze/nuova/")
        form = self.person.form("level")
        self.person.submit(form, skill_text=OWN_SKILL, level="3")
        until(
            lambda: self.opening in self.person.open("/area/abbinamenti/").text,
            "the opening is matched to the person, by the worker",
        )

    def firm_meets_the_person(self) -> None:
        self.firm.open(f"/area/offerte/{self.opening_id}/candidature/")
        must(self.surname not in self.firm.body and self.email not in self.firm.body, "the firm sees anonymous cards")
        match = self.person.open("/area/abbinamenti/").link_near(self.opening)
        self.firm.open(match)
        must(
            SKILL in self.firm.text and self.course in self.firm.text,
            "the explanation names what is missing and who teaches it",
        )
        must(self.surname not in self.firm.body and self.email not in self.firm.body, "and no name")
        self.firm.open(match.rstrip("/") + "/richiesta/")
        self.firm.submit(self.firm.form("message"), message="Ci piacerebbe parlarti.")
        self.person.open("/area/richieste/")
        self.person.submit(self.person.form_to("/risposta/"), answer="YES")
        self.firm.open(match)
        must(self.email in self.firm.body, "both said yes: the firm sees name and address")
        must(self.surname in self.firm.body, f"it is {self.surname}")


@contextmanager
def own_portal():
    """`make run`'s launcher on a free port with a folder of its own and a mail server that keeps what it gets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="polo-smoke-") as var, SmtpSink() as sink, tempfile.TemporaryFile() as log:
        environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"POLO_VAR": var, "PORT": str(port), "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.port)}
        launcher = [sys.executable, "-m", "polo.launch"]
        with subprocess.Popen(launcher, cwd=ROOT, env=environment, stdout=log, stderr=log) as process:
            try:
                wait_for(f"{address}/salute/", process)
                yield address, sink
            except BaseException:
                log.seek(0)
                print(log.read().decode()[-LOG_TAIL:])
                raise
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(MINUTE)


def wait_for(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 3 * MINUTE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own address)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise RuntimeError(f"{url} was never served")


def main() -> int:
    try:
        with own_portal() as (address, sink):
            Thread(address, sink).play()
            ready = Reader(address)
            until(lambda: '"worker": "ok"' in ready.open("/salute/pronto/").body, "the worker's heart beats")
    except (RuntimeError, LookupError) as error:
        print(f"FAILED  {error}", flush=True)
        return 1
    print("The whole thread holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
