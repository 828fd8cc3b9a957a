"""The site's own settings, and beside them what only a benchmark needs."""

from coworking.settings import *  # noqa: F403
from coworking.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.count_queries", *MIDDLEWARE]
