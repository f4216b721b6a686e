"""The official ESCO 1.1.1 files, with the defects that they have."""

from pathlib import Path

import pytest
from django.core.management import call_command

from skills.models import Concept, OccupationSkill, SkillCredit, VocabularyImport

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "esco"
ZIPS = [FOLDER / f"ESCO dataset - v1.1.1 - {name} - csv.zip" for name in ("classification - en", "relations")]


@pytest.mark.real_data
@pytest.mark.django_db
@pytest.mark.skipif(not ZIPS[0].exists(), reason="../shared/data/esco is not here")
def test_the_whole_of_esco(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    call_command("import_esco", *map(str, ZIPS))

    assert Concept.objects.skills().count() == 13_896
    assert Concept.objects.occupations().count() == 3_007
    assert OccupationSkill.objects.count() == 123_788
    assert SkillCredit.objects.count() > 50_000
    report = VocabularyImport.objects.get().report
    assert report["read"]["counts"] == {"without_type": 6}
    assert {kind: found["count"] for kind, found in report["dangling"].items()} == {"asks": 67, "parent": 8}
