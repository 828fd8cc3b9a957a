"""WSGI entry point: `gunicorn coworking.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
application = get_wsgi_application()
