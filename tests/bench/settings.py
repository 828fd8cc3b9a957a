"""The site's own settings, and beside them what only a benchmark needs."""

from coworking.settings import *  # noqa: F403
from coworking.settings import ACCOUNT_RATE_LIMITS, MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.count_queries", *MIDDLEWARE]
# One machine posts what many people would.
ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS | {"comment": "6000/m/user,40000/h/user,120000/h/ip"}
