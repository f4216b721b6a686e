"""By which words a file may name a site of a partner."""

from collections import defaultdict
from collections.abc import Iterable

from core.imports.cells import folded
from partners.models import Site


def site_words(sites: Iterable[Site]) -> dict[str, set[int]]:
    """A name or a code says more than a town: it wins where it stands for one site only."""
    exact: dict[str, set[int]] = defaultdict(set)
    towns: dict[str, set[int]] = defaultdict(set)
    for site in sites:
        for word in filter(None, (site.name, site.school_code, site.address, str(site))):
            exact[folded(word)].add(site.pk)
        towns[folded(site.municipality.name)].add(site.pk)
    return {**towns, **exact}
