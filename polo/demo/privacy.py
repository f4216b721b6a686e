"""What a demo person finds on the page of their own data: a copy ready to be downloaded, and a consent taken back."""

from accounts.archive import archive_of
from accounts.models import Consent, DataExport, ExportState, Purpose, User
from polo.demo.clock import moment

WHO = "persona@example.org"


def privacy_build(people: dict[str, User]) -> None:
    """A fresh copy when the last one has run out; the consent in force was written with the profile."""
    person = people[WHO]
    _consents(person)
    exports = DataExport.objects.filter(person=person)
    if exports.downloadable().exists() or exports.filter(state=ExportState.REQUESTED).exists():
        return
    exports.run_out().update(state=ExportState.EXPIRED, archive=None)
    archive, ready = archive_of(person), moment(-1, 10)
    DataExport.objects.create(
        person=person,
        state=ExportState.READY,
        archive=archive,
        size=len(archive),
        requested_at=ready,
        ready_at=ready,
        expires_at=ready + DataExport.LIFETIME,
    )


def _consents(person: User) -> None:
    """An earlier yes, taken back after a month."""
    if not Consent.objects.filter(person=person, withdrawn_at__isnull=False).exists():
        Consent.objects.create(
            person=person, purpose=Purpose.MATCHING, given_at=moment(-200, 9), withdrawn_at=moment(-170, 9)
        )
