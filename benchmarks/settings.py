"""Settings of the servers of a benchmark: those of the tests, the plain ORM's page too, pages kept or not."""

import os

from polo.settings.test import *  # noqa: F403  (as the settings of the tests take those of the portal)

ROOT_URLCONF = "benchmarks.urls"
CATALOGUE_CACHE_SECONDS = int(os.environ.get("POLO_BENCH_KEPT", "0"))
