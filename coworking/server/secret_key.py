"""The secret key of an installation: generated once, stored outside the repository."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from coworking.environment import ConfigurationError


def load_or_create(path: Path) -> str:
    """Return the key in the file `path`; generate one, readable by its owner only, if there is none.

    Two processes that start at once get the same key: whoever is second reads that of the first.
    Raises ConfigurationError if the file cannot be read or written.
    """
    try:
        return _load_or_create(path)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read or written ({error.strerror}): let the user who runs the site own"
            f" {path.parent}, or set VAR_DIR to another folder."
        ) from error


def _load_or_create(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
