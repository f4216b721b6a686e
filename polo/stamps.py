"""What was done already: a stamp per step holds the hash of the step's inputs, so that a second start skips it."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


class Stamps:
    """A directory with one small file per step."""

    def __init__(self, directory: Path):
        self.directory = directory

    def is_fresh(self, *, step: str, digest: str) -> bool:
        path = self.directory / step
        return path.is_file() and path.read_text() == digest

    def write(self, *, step: str, digest: str) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / step).write_text(digest)


def digest_of(*, files: Iterable[Path] = (), packages: Iterable[str] = (), facts: Iterable[object] = ()) -> str:
    """One hash for the contents of files, the versions of packages and any other facts."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0".encode() + path.read_bytes())
    for package in sorted(packages):
        digest.update(f"{package}=={version(package)}\0".encode())
    for fact in facts:
        digest.update(f"{fact}\0".encode())
    return digest.hexdigest()


def files_below(root: Path, *patterns: str) -> list[Path]:
    """The files of a tree that match, without what Python compiles beside them."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)
