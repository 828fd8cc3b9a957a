"""The machines of a larger site, as processes of this one, on loopback and in a folder that goes away."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = {"balancer": 8118, "one": 8108, "two": 8109, "primary": 5433, "replica": 5434, "redis": 6390}
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # it refuses to run as root

BALANCER = """
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout check 5s
    option redispatch
    retries 3
    # What only reads may be asked again of the other machine; what writes never is.
    retry-on conn-failure empty-response
frontend site
    bind 127.0.0.1:{balancer}
    http-request set-header X-Forwarded-Proto https
    http-request disable-l7-retry if METH_POST
    default_backend machines
backend machines
    option httpchk GET /healthz
    default-server check inter 1s fall 2 rise 1
    server one 127.0.0.1:{one}
    server two 127.0.0.1:{two}
"""


def wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if time.monotonic() > end:
            raise TimeoutError(f"nothing listens on port {port}")
        time.sleep(0.1)


class Process:
    """A server in a process group of its own, which dies whole."""

    def __init__(self, name: str, command: list[str], folder: Path, env: dict[str, str] | None = None):
        self.name, self.command, self.env = name, command, {**os.environ, **(env or {})}
        self.log = folder / f"{name}.log"
        self.running: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(PORTS[self.name])

    def kill(self) -> None:
        if self.running and self.running.poll() is None:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


class PostgreSQL:
    """One server of a primary and its streaming replica."""

    def __init__(self, name: str, folder: Path):
        self.name, self.data, self.port = name, folder / name, PORTS[name]
        found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()
        self.programs = found if (Path(found) / "initdb").exists() else newest_programs()

    def run(self, program: str, *options: str) -> None:
        command = [*AS_POSTGRES, f"{self.programs}/{program}", *options]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def make(self) -> None:
        self.run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust")

    def copy(self, primary: "PostgreSQL") -> None:
        where = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres")
        self.run("pg_basebackup", *where, "-D", str(self.data), "-R", "-X", "stream")

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c wal_keep_size=256"
        )
        log = str(self.data / "log")
        self.run("pg_ctl", "-D", str(self.data), "-l", log, "-o", options, "-w", "start")

    def kill(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"


def newest_programs() -> str:
    """Debian keeps PostgreSQL's programs beside each other, one folder a version."""
    return str(max(Path("/usr/lib/postgresql").glob("*/bin")))


def environment(folder: Path, primary: PostgreSQL, replica: PostgreSQL) -> dict[str, str]:
    return {
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": primary.url,
        "DATABASE_REPLICA_URLS": replica.url,
        "CACHE_URL": f"redis://127.0.0.1:{PORTS['redis']}/0",
        "ALLOWED_HOSTS": "spaces.example.org",
        "HTTPS": "1",
    }


@contextlib.contextmanager
def folder_of_all(folder: Path) -> Iterator[Path]:
    folder.chmod(0o755)
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    yield folder


def gunicorn(name: str, folder: Path, env: dict[str, str]) -> Process:
    command = [sys.executable, "-m", "gunicorn"]
    return Process(name, command, folder, {**env, "PORT": str(PORTS[name])})


def redis(folder: Path) -> Process:
    return Process("redis", ["redis-server", "--port", str(PORTS["redis"]), "--save", ""], folder)


def balancer(folder: Path) -> Process:
    file = folder / "haproxy.cfg"
    file.write_text(BALANCER.format(**PORTS))
    return Process("balancer", [shutil.which("haproxy") or "/usr/sbin/haproxy", "-f", str(file)], folder)
