"""The site with the benchmark's settings. The trivial view is served bare, without the site's middleware."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from coworking.wsgi import application as site
from tests.bench.client import TRIVIAL

with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ, start_response):
    handler = bare if environ["PATH_INFO"] == TRIVIAL else site
    return handler(environ, start_response)
