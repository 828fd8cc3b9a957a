"""The WSGI application; `.env` in the project's folder is loaded first."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from dotenv import load_dotenv

from coworking.database.urls import shorten_waits
from coworking.database.writing.waiting import bound

load_dotenv(Path(__file__).parent.parent / ".env")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
bound()
application = get_wsgi_application()
shorten_waits(connections.settings)
# Import all views now: before a load balancer considers this process healthy, not in its first request.
get_resolver().url_patterns  # noqa: B018
