"""The ministry's register of schools, into the sites of the Polo's schools: found by their codes, told row by row."""

from collections.abc import Iterable
from typing import Any

import structlog
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports import queue
from core.imports.states import ImportState
from core.services import record_event
from partners.enums import ACTIVE_STANDINGS
from partners.models import Municipality, Partner, RegisterImport, SchoolCode, Site
from partners.school_register import SchoolRow, register_rows, same_street

log = structlog.get_logger(__name__)
STEP = 2_000
ROWS = 50_000  # about as many as the register has: for the progress only
INTERRUPTED = gettext_lazy(
    "L'importazione si è interrotta e non ha cambiato nulla. Prova a caricare di nuovo il file."
)


@transaction.atomic
def register_import_create(*, by: User | None, file: File) -> RegisterImport:
    """Ask for an import; a file that is not the register is refused at once, with what to bring instead."""
    first = next(iter(register_rows(file)), None)
    if first is None:
        raise BusinessRuleError(_("Nel file non c'è nessuna scuola."))
    file.seek(0)
    run = RegisterImport(requested_by=by, file=file, school_year=first.year[:6])
    run.full_clean()
    run.save()
    record_event(by=by, verb="partners.register_import_asked", target=run, after={"school_year": run.school_year})
    return run


def register_imports_run() -> int:
    """Run what waits, oldest first; what a killed worker left is refused. Returns how many were run."""
    for left in queue.stuck(RegisterImport.objects.all()):
        _end(left, state=ImportState.REFUSED, error=str(INTERRUPTED))
    done = 0
    while not queue.is_busy(RegisterImport.objects.all()) and (run := queue.take(RegisterImport.objects.all())):
        register_import_run(run=run)
        done += 1
    return done


def register_import_run(*, run: RegisterImport) -> RegisterImport:
    """All or nothing; it ends as done with its report or refused with why."""
    try:
        with transaction.atomic(), run.file.open("rb") as source:
            report = _Load(run).load(register_rows(source))
            return _end(run, state=ImportState.DONE, report=report)
    except BusinessRuleError as error:
        return _end(run, state=ImportState.REFUSED, error=str(error))
    except Exception:
        _end(run, state=ImportState.REFUSED, error=str(INTERRUPTED))
        raise


def register_progress(run: RegisterImport) -> int:
    return 100 if run.is_over else int(queue.progress(run) or 0)


class _Load:
    """One reading of the register against the codes and sites of the partners that are in the Polo."""

    def __init__(self, run: RegisterImport) -> None:
        self._run = run
        partners = Partner.objects.filter(standing__in=ACTIVE_STANDINGS)
        codes = SchoolCode.objects.filter(partner__in=partners, valid_to=None).select_related("partner")
        self._codes = {code.code: code for code in codes.order_by("pk")}
        sites = Site.objects.filter(partner__in=partners).exclude(school_code="").select_related("municipality")
        self._sites = {
            site.school_code: site for site in sites.select_for_update(of=("self",), no_key=True).order_by("pk")
        }
        self._towns = {
            town.cadastral_code: town for town in Municipality.objects.exclude(cadastral_code="").order_by("pk")
        }
        self._seen: set[str] = set()
        self._report: dict[str, Any] = {
            "read": 0, "ours": 0, "same": 0, "changed": [], "added": [], "codes": [], "missing": [],
            "unknown_towns": [],
        }  # fmt: skip

    def load(self, rows: Iterable[SchoolRow]) -> dict[str, Any]:
        for row in rows:
            self._report["read"] += 1
            if self._report["read"] % STEP == 0:
                queue.progress_set(self._run, min(95, 100 * self._report["read"] // ROWS))
            if row.code in self._codes or row.code in self._sites or row.institute in self._codes:
                self._row(row)
        if not self._seen:
            raise BusinessRuleError(_("Nel file non c'è nessuna scuola del Polo: è l'anagrafe di un'altra zona?"))
        known = {code: entry.denomination for code, entry in self._codes.items()}
        known |= {code: site.name for code, site in self._sites.items()}
        self._report["missing"] = [[code, name] for code, name in sorted(known.items()) if code not in self._seen]
        return self._report

    def _row(self, row: SchoolRow) -> None:
        self._report["ours"] += 1
        self._seen.add(row.code)
        site, is_new = self._sites.get(row.code), row.code not in self._codes and row.code not in self._sites
        if row.code not in self._codes:
            self._add_code(row)
        if site is not None:
            self._update(site, row)
        elif is_new and not row.is_evening and not row.is_institute:
            self._add_site(row)

    def _add_code(self, row: SchoolRow) -> None:
        site = self._sites.get(row.code)
        partner = site.partner_id if site else self._codes[row.institute].partner_id
        if SchoolCode.objects.filter(code=row.code).exists():
            return  # another partner's, or one that is no longer used: people decide
        code = SchoolCode(partner_id=partner, code=row.code, denomination=row.name[:200])
        code.full_clean()
        code.save()
        self._codes[row.code] = code
        self._report["codes"].append([row.code, row.name])

    def _add_site(self, row: SchoolRow) -> None:
        """A site that nobody had told us of. Evening courses and the institute as such are codes, not places."""
        town = self._town(row)
        if town is None:
            return
        site = Site(
            partner_id=self._codes[row.institute].partner_id, name=row.name[:200], address=row.address[:200],
            postcode=row.postcode, municipality=town, school_code=row.code, is_verified=True,
        )  # fmt: skip
        site.full_clean()
        site.save()
        record_event(
            by=self._run.requested_by, verb="partners.site_added", target=site, after={"school_code": row.code}
        )
        self._report["added"].append([row.code, row.name])

    def _update(self, site: Site, row: SchoolRow) -> None:
        """Street, postcode and town follow the register where it says something; names stay the Polo's."""
        said: dict[str, Any] = {}
        if row.address and not same_street(row.address, site.address):
            said["address"] = row.address[:200]
        if row.postcode and row.postcode != site.postcode:
            said["postcode"] = row.postcode
        town = self._town(row) if row.cadastral_code else None
        if town is not None and town != site.municipality:
            said |= {"municipality": town, "lat": None, "lon": None}
        if not said:
            self._report["same"] += 1
            return
        before = {name: str(getattr(site, name) or "") for name in said}
        for name, value in said.items():
            setattr(site, name, value)
        site.full_clean()
        site.save(update_fields=list(said))
        after = {name: str(getattr(site, name) or "") for name in said}
        record_event(by=self._run.requested_by, verb="partners.site_updated", target=site, before=before, after=after)
        for name in said:
            if name not in {"lat", "lon"}:
                what = str(Site._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                self._report["changed"].append([row.code, site.name, what, before[name], after[name]])

    def _town(self, row: SchoolRow) -> Municipality | None:
        town = self._towns.get(row.cadastral_code)
        if town is None:
            self._report["unknown_towns"].append([row.code, row.town])
        return town


@transaction.atomic
def _end(
    run: RegisterImport, *, state: ImportState, report: dict[str, Any] | None = None, error: str = ""
) -> RegisterImport:
    run.state, run.finished_at, run.report, run.error = state, timezone.now(), report or {}, error[:500]
    run.save(update_fields=["state", "finished_at", "report", "error"])
    record_event(by=run.requested_by, verb=f"partners.register_import_{state.value}", target=run)
    log.info("register_import", state=state.value)
    return run
