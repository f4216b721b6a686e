"""Where static files come from: the Bootstrap Italia wheel through an allow-list, then hashed names and gzip."""

import importlib.metadata
import importlib.util
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join
from whitenoise.storage import CompressedManifestStaticFilesStorage

from polo.wheel_css import polish

PACKAGE, DISTRIBUTION, PREFIX = "bootstrap_italia_template", "design-django-theme", "bootstrap-italia"
STYLESHEET = "css/bootstrap-italia.min.css"
FONTS = "fonts/Titillium_Web"
ALLOWED = [
    STYLESHEET,
    f"{FONTS}/OFL.txt",
    *(f"{FONTS}/titillium-web-v10-latin-ext_latin-{weight}.woff2" for weight in ("regular", "600", "700")),
]


class WheelStorage(FileSystemStorage):
    prefix = PREFIX


class WheelFinder(BaseFinder):
    """Finds the few files of the wheel that the portal serves.

    They are copied once per version of the wheel to `var/wheel/` with the stylesheet made ours (polo.wheel_css), so
    that `find()`, which hands out paths, and `collectstatic` give the same bytes.
    """

    def __init__(self, *_args, **_kwargs):
        version = importlib.metadata.version(DISTRIBUTION)
        recipe = Path(__file__).with_name("wheel_css.py").stat().st_mtime_ns
        self.storage = WheelStorage(settings.VAR_DIR / "wheel" / f"{version}-{recipe}")

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        name = path.removeprefix(f"{PREFIX}/")
        if name == path or name not in ALLOWED:
            return [] if find_all else None
        self._prepare(name)
        found = safe_join(self.storage.location, name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in ALLOWED:
            if not matches_patterns(name, ignore_patterns or []):
                self._prepare(name)
                yield name, self.storage

    def check(self, **_kwargs):
        return []

    def _prepare(self, name: str) -> None:
        target = Path(self.storage.location) / name
        if target.exists():
            return
        content = (_wheel_static() / name).read_bytes()
        if name == STYLESHEET:
            content = polish(content.decode("utf-8-sig")).encode()
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may prepare at once: each writes its own file, the last rename wins with the same bytes.
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)


def _wheel_static() -> Path:
    """The wheel is not an installed app: its templates and its other 400 files stay out."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise ImproperlyConfigured(f"{DISTRIBUTION} is not installed: see requirements.txt")
    return Path(package.origin).parent / "static"


class PoloStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and gzip; brotli would take four times as long for a tenth of the weight."""

    def create_compressor(self, **kwargs):
        return super().create_compressor(**{**kwargs, "use_brotli": False})
