"""WSGI entry point: `gunicorn coworking.wsgi`. A `.env` in the project's folder is read first."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from dotenv import load_dotenv

load_dotenv(Path(__file__).parent.parent / ".env")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
application = get_wsgi_application()
# The views are loaded before a balancer hears that this process is well, not under its first visitor.
get_resolver().url_patterns  # noqa: B018
