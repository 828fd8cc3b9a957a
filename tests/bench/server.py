"""The real gunicorn on a port of its own, with the benchmark's settings."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.client import TRIVIAL, Client

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
PATIENCE_SECONDS = 60


@contextmanager
def serving(port: int, log: Path, **environment: str) -> Iterator[int]:
    """Run gunicorn while the block runs; gives the process id of its master."""
    settings = {"PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), "DEBUG": "0", "HTTPS": "0"}
    with log.open("ab") as file:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "gunicorn", "tests.bench.wsgi"],
            cwd=ROOT,
            env=os.environ | settings | environment,
            stdout=file,
            stderr=file,
        )
        try:
            _wait(port, process, log)
            yield process.pid
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Client(port).get(TRIVIAL).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"gunicorn does not answer on port {port}: see {log}")


def memory_mb(master: int) -> float | None:
    """The private memory of the largest worker in MB; None without /proc.

    The file of the database, which all workers map, is not counted: the kernel caches it once for all.
    """
    try:
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        sizes = [_own_kb(int(child)) for child in children]
    except OSError:
        return None
    return max(sizes) / 1024 if sizes else None


def _own_kb(process: int) -> int:
    """0 for a child that runs something else than gunicorn."""
    if b"gunicorn" not in Path(f"/proc/{process}/cmdline").read_bytes():
        return 0
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))
