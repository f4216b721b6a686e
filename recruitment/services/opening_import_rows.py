"""One row of a vacancy feed, written through the services of openings, or put back."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BusinessRuleError
from core.imports.file_states import RowAction, RowOutcome
from core.services import record_event
from partners.models import Site
from recruitment.enums import DemandState
from recruitment.imports.facts import Facts, fill, opening_facts
from recruitment.models import Opening, OpeningCode, OpeningImportRow, OpeningSkill
from recruitment.services import demand, openings


def row_write(row: OpeningImportRow, by: User) -> None:
    """Write what the row says: new openings are drafts, public ones keep what publication asked for."""
    opening = _opening_of(row)
    if row.action == RowAction.WITHDRAWN:
        _pause(opening, by)
    else:
        opening = _written(row, opening, by)
        _write_code(row, opening)
        row.opening = opening
        row.after |= {"opening": opening_facts(_fresh(opening))}
    row.outcome = RowOutcome.DONE


def row_put_back(row: OpeningImportRow, by: User) -> None:
    """Put back what the row changed, unless somebody changed it since."""
    opening = _opening_of(row)
    if row.action == RowAction.WITHDRAWN:
        _take_up(opening, by)
    elif opening is not None:
        if opening_facts(opening) != row.after["opening"]:
            raise BusinessRuleError(_("L'offerta è stata cambiata dopo l'importazione: resta com'è."))
        if row.action == RowAction.NEW:
            _remove(row, opening, by)
        else:
            _restore(row, opening, by)
    row.outcome = RowOutcome.UNDONE


def _opening_of(row: OpeningImportRow) -> Opening | None:
    """The opening as it is now, locked; none where somebody took it away."""
    found = Opening.objects.filter(pk=row.opening_id or 0, partner=row.run.partner_id)
    return found.select_for_update(of=("self",), no_key=True).select_related("partner").first()


def _written(row: OpeningImportRow, opening: Opening | None, by: User) -> Opening:
    if row.action == RowAction.NEW:
        return _save(Opening(partner=row.run.partner), row.content or {}, row, by)
    if opening is None or opening_facts(opening) != row.before["opening"]:
        raise BusinessRuleError(_("L'offerta è cambiata dopo l'anteprima: ripeti l'importazione."))
    return _save(opening, row.content, row, by) if row.content is not None else opening


def _save(opening: Opening, facts: Facts, row: OpeningImportRow, by: User) -> Opening:
    if facts["site"] and not Site.objects.filter(pk=facts["site"], partner=row.run.partner_id).exists():
        raise BusinessRuleError(_("La sede non c'è più: ripeti l'importazione."))
    fill(opening, facts)
    return demand.opening_save(opening=opening, skills=_skills(opening, facts["skills"]), by=by)


def _skills(opening: Opening, wanted: Iterable[int]) -> list[OpeningSkill]:
    """Those that are asked for already keep their level and what else people said of them."""
    known = {row.skill_id: row for row in opening.asked.select_related("skill")} if opening.pk else {}
    return [known.get(skill) or OpeningSkill(skill_id=skill) for skill in wanted]


def _write_code(row: OpeningImportRow, opening: Opening) -> None:
    if not row.code:
        return
    code, is_new = OpeningCode.objects.get_or_create(
        opening=opening, defaults={"partner_id": row.run.partner_id, "code": row.code, "said": row.said}
    )
    row.after["code_given"] = is_new
    if not is_new:
        code.said |= row.said
        code.save(update_fields=["said"])


def _pause(opening: Opening | None, by: User) -> None:
    if opening is None:
        raise BusinessRuleError(_("L'offerta non è più pubblicata."))
    openings.opening_pause(opening=opening, by=by)


def _take_up(opening: Opening | None, by: User) -> None:
    if opening is not None and opening.state == DemandState.PAUSED:
        openings.opening_confirm(opening=opening, by=by)


def _remove(row: OpeningImportRow, opening: Opening, by: User) -> None:
    """A draft that the import made goes away; what somebody published is theirs."""
    if opening.state != DemandState.DRAFT:
        raise BusinessRuleError(_("L'offerta è già stata pubblicata: resta com'è, puoi chiuderla dalla sua pagina."))
    record_event(by=by, verb="recruitment.opening_deleted", target=opening, before={"title": opening.title})
    row.opening = None
    opening.delete()


def _restore(row: OpeningImportRow, opening: Opening, by: User) -> None:
    if row.content is not None:
        opening = _save(opening, row.before["opening"], row, by)
    code = OpeningCode.objects.filter(opening=opening)
    if row.after.get("code_given"):
        code.delete()
    else:
        code.update(said=row.before["said"])


def _fresh(opening: Opening) -> Opening:
    return Opening.objects.get(pk=opening.pk)
