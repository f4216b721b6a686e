from django.contrib.staticfiles.finders import BaseFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage


class WheelFinder(BaseFinder):
    """Placeholder until the frontend lands."""

    def find(self, path, find_all=False, **kwargs):
        return [] if find_all else None

    def list(self, ignore_patterns):
        return []


class PoloStaticFilesStorage(CompressedManifestStaticFilesStorage):
    pass
