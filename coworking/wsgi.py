"""WSGI entry point: `gunicorn coworking.wsgi`. A `.env` in the project's folder is read first."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application
from dotenv import load_dotenv

load_dotenv(Path(__file__).parent.parent / ".env")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
application = get_wsgi_application()
