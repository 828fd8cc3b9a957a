#!/usr/bin/env python
"""Entry point of the management commands. A `.env` beside it is read first."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line
from dotenv import load_dotenv

from coworking.environment import ConfigurationError

if __name__ == "__main__":
    load_dotenv(Path(__file__).parent / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coworking.settings")
    try:
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(str(error))
