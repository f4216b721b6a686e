"""Feeds of ten job boards, as they come: read, written as drafts, read again without doubles, taken back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.imports.file_states import ImportState
from recruitment.enums import DemandState
from recruitment.models import Opening
from tests.recruitment.feed_files import confirmed, preview, undone
from tests.skills.factories import ConceptFactory

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "vacancies" / "partner_feeds_fr"
# Rows that become drafts, rows that say what is wrong, with the columns as guessed and a profession chosen for all.
FEEDS = {
    "decathlon.test.input.json": (3, 0),
    "engagementJeunes.test.input.json": (2, 0),
    "import-apec.test.input.xml": (4, 1),  # one says both permanent and apprenticeship
    "import-edf.test.input.xml": (2, 1),  # one offers a service abroad, no contract of ours
    "import-france-travail-cegid.test.input.json": (3, 1),  # one is there twice
    "import-hello-work.test.input.xml": (5, 0),
    "import-jobteaser.test.input.xml": (2, 0),
    "import-kelio.test.input.xml": (2, 0),
    "import-laposte.test.input.xml": (2, 0),
    "import-leboncoin.test.input.csv": (2, 0),
}
TAGS = ("<p>", "<br", "<li", "&nbsp;", "CDATA")


@pytest.mark.real_data
@pytest.mark.django_db
@pytest.mark.skipif(not FOLDER.exists(), reason="../shared/data/vacancies is not here")
@pytest.mark.parametrize("name", FEEDS)
def test_a_real_feed_becomes_drafts_and_goes_again(firm, name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    trade, (read, wrong) = ConceptFactory(occupation=True), FEEDS[name]

    def offered():
        file = SimpleUploadedFile(name, (FOLDER / name).read_bytes())
        return preview(firm, file=file, occupation=trade)

    run = offered()
    assert (run.state, run.counts["new"], run.counts.get("error", 0)) == (ImportState.DONE, read, wrong)
    confirmed(firm, run)

    openings = list(Opening.objects.all())
    assert (len(openings), {opening.state for opening in openings}) == (read, {DemandState.DRAFT})
    assert all(opening.title and opening.description for opening in openings)
    assert [tag for tag in TAGS for opening in openings if tag in opening.description] == []
    assert offered().counts["same"] == read
    undone(firm, run)
    assert not Opening.objects.exists()
