"""Settings from environment variables; a wrong one is reported in one sentence that says what to do."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

GEOCODER_FORMATS = ("photon", "nominatim", "addok")
PROJECT_DIR = Path(__file__).resolve().parents[1]


class ConfigurationError(Exception):
    """The site cannot start with this environment; the message is the sentence for whoever starts it.

    Not Django's ImproperlyConfigured, which its command line catches, and then fails later with a traceback.
    """


def flag(name: str, default: bool = False) -> bool:
    """A boolean environment variable: 1, true, yes and on are true."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def comma_separated(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable as a list, without empty items."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def whole_number(name: str, default: int) -> int:
    """An environment variable that is a number of 0 or more; an empty one has the default."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ConfigurationError(f"{name} is {text!r}: set it to a whole number such as {default}.")
    return int(text)


def folder(name: str, default: Path | str) -> Path:
    """A folder from an environment variable, relative to the project's; an empty one has the default."""
    return PROJECT_DIR / (os.environ.get(name) or default)


def var_dir() -> Path:
    """The folder of the database, photos, collected static files and the secret key."""
    return folder("VAR_DIR", "var")


def check_geocoder(url: str, form: str, countries: list[str]) -> None:
    """Raise ConfigurationError if the settings of the geocoder cannot work."""
    if not url:
        return
    if not urlsplit(url).hostname or urlsplit(url).scheme not in ("http", "https"):
        raise ConfigurationError(
            f"GEOCODER_URL is {url!r}: set it to a URL such as https://photon.example.org/api/."
        )
    if form not in GEOCODER_FORMATS:
        raise ConfigurationError(
            f"GEOCODER_FORMAT is {form!r}: set it to what GEOCODER_URL is, {', '.join(GEOCODER_FORMATS)}."
        )
    if form == "addok" and not countries:
        raise ConfigurationError(
            "GEOCODER_COUNTRIES is empty: set it to the countries that this Addok knows, such as fr."
        )


def check_writable(directory: Path, setting: str) -> None:
    """Raise ConfigurationError if no file can be created in the directory that a setting names."""
    try:
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"{directory} cannot be written to ({error.strerror}): create it and let the user who runs the"
            f" site own it, or set {setting} to another place."
        ) from error
