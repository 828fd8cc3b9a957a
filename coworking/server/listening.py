"""Whether gunicorn can listen at its addresses, before it tries for five seconds."""

import os
import socket
from collections.abc import Iterable
from typing import Any

from coworking.environment import ConfigurationError


def check_free(addresses: Iterable[Any]) -> None:
    """Raise ConfigurationError if something else listens at one of gunicorn's addresses, or it is not ours.

    Unix sockets are left to gunicorn, and so are sockets that it inherits: from systemd, or from itself when
    it is upgraded.
    """
    if "GUNICORN_FD" in os.environ or "LISTEN_FDS" in os.environ:
        return
    for address in addresses:
        if isinstance(address, tuple):
            _check_free(*address[:2])


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            raise ConfigurationError(
                f"Cannot listen on {host}:{port} ({error.strerror}): stop the program that does, or choose"
                f" another port, such as PORT={port + 1 if port < 65_535 else 8001}."
            ) from error
