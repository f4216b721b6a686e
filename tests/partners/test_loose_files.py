"""PDFs without a row: they go after a day, and nothing else does."""

import os
import time
from pathlib import Path

import pytest

from partners.models.document import FOLDER
from partners.services import loose_files_delete
from tests.partners.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / FOLDER


def loose(folder: Path, name: str, *, days: float) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(b"%PDF-1.7")
    long_ago = time.time() - days * 86_400
    os.utime(file, (long_ago, long_ago))
    return file


def test_only_old_files_without_a_document_go(folder):
    held = Path(DocumentFactory().file.path)
    os.utime(held, (0, 0))
    old, fresh = loose(folder, "old.pdf", days=2), loose(folder, "fresh.pdf", days=0.5)
    elsewhere = loose(folder.parent / "vocabulary", "esco.zip", days=9)

    assert (loose_files_delete(), loose_files_delete()) == (1, 0)
    assert [file.exists() for file in (held, old, fresh, elsewhere)] == [True, False, True, True]


def test_nothing_was_ever_uploaded(folder):
    assert loose_files_delete() == 0


def test_a_file_that_cannot_go_waits_for_tomorrow(folder, monkeypatch):
    loose(folder, "a.pdf", days=2), loose(folder, "b.pdf", days=2)
    remove = os.remove

    def stubborn(path, *args, **kwargs):
        if str(path).endswith("a.pdf"):
            raise PermissionError(path)
        return remove(path, *args, **kwargs)

    monkeypatch.setattr(os, "remove", stubborn)

    assert loose_files_delete() == 1
    assert (folder / "a.pdf").exists()
