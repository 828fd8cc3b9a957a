"""How much memory uploads of photos take: `python -m tests.bench.photos` prints a table.

Two workers of gunicorn on a database of their own receive twenty photos at once, each from another manager
and each as large as its format may be; a reader asks for a page all the while. Memory is the sum of what all
processes of the server have (Pss: shared pages are divided among those who share them), every 10 ms.
"""

import http.client
import io
import os
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pillow_heif
from PIL import Image

from tests.bench.client import Client
from tests.bench.database import manage
from tests.bench.server import serving

AT_ONCE = 20
PORT = 8078
ALLOWED_MB = 300
TOKEN = "0123456789abcdef0123456789abcdef"
MAKE = """
from pathlib import Path
from django.test import Client
from tests.factories import make_manager, make_space
keys = []
for number in range({at_once}):
    client = Client()
    client.force_login(make_manager(make_space(slug=f"the-mill-{{number}}"), f"Manager {{number}}"))
    keys.append(client.cookies["sessionid"].value)
Path({out!r}).write_text("\\n".join(keys))
"""


def photos() -> dict[str, bytes]:
    """Pictures of the most pixels that are allowed, by what they are; and one that has too many."""
    pillow_heif.register_heif_opener()
    return {
        "JPEG, 50 MP": _picture("JPEG", (8160, 6120)),
        "progressive JPEG, 30 MP": _picture("JPEG", (6700, 4470), progressive=True, subsampling=0),
        "PNG, 40 MP": _picture("PNG", (8000, 5000)),
        "PNG with transparency, 40 MP": _picture("PNG", (8000, 5000), "RGBA"),
        "HEIC, 25 MP": _picture("HEIF", (5820, 4290)),
        "AVIF, 16 MP": _picture("AVIF", (4900, 3260), speed=10),
        "WebP, 12.5 MP": _picture("WEBP", (4160, 3000)),
        "PNG, 50 MP (refused)": _picture("PNG", (8160, 6120)),
    }


def _picture(format: str, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, format, **options)
    return out.getvalue()


def processes(master: int) -> list[int]:
    """The process and all that descend from it."""
    found = [master]
    for process in found:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in _text(task).split()]
    return found


def memory_mb(master: int) -> float:
    """What the processes have together, in MB."""
    lines = [
        line for one in processes(master) for line in _text(Path(f"/proc/{one}/smaps_rollup")).splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _text(path: Path) -> str:
    """A file of /proc; empty when its process has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def upload(number: int, key: str, data: bytes) -> int:
    """Send a photo of one of the spaces; returns the status."""
    fields = (("csrfmiddlewaretoken", TOKEN), ("alt", "Desks"), ("credit", ""))
    form = [
        f'--{TOKEN}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields
    ]
    form.append(f'--{TOKEN}\r\nContent-Disposition: form-data; name="file"; filename="desk"\r\n\r\n')
    body = "\r\n".join(form).encode() + data + f"\r\n--{TOKEN}--\r\n".encode()
    headers = {
        "Cookie": f"sessionid={key}; csrftoken={TOKEN}",
        "Content-Type": f"multipart/form-data; boundary={TOKEN}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("POST", f"/en/spaces/the-mill-{number}/keep/photos/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def measure(master: int, keys: list[str], data: bytes) -> tuple[float, list[int], list[float]]:
    """Upload at once; returns the most memory in MB, the statuses, and the seconds of pages in between."""
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda *sent: statuses.append(upload(*sent)), args=[number, key, data])
        for number, key in enumerate(keys)
    ]
    seconds: list[float] = []
    reader = threading.Thread(target=_read, args=[threads, seconds])
    for thread in (*threads, reader):
        thread.start()
    most = 0.0
    while reader.is_alive():
        most = max(most, memory_mb(master))
        time.sleep(0.01)
    return most, statuses, seconds


def _warm(number: int, key: str) -> None:
    """Let the workers load what they load for their first photo and their first page."""
    upload(number, key, b"no picture")
    Client(PORT).get("/en/spaces/the-mill-0/")


def _read(until_ended: list[threading.Thread], seconds: list[float]) -> None:
    while any(thread.is_alive() for thread in until_ended):
        client = Client(PORT)
        seconds.append(client.get("/en/spaces/the-mill-0/").seconds)
        client.close()
        time.sleep(0.1)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'db.sqlite3'}"
        environment = {"VAR_DIR": name, "DATABASE_URL": url, "CACHE_URL": "", "MEDIA_ROOT": f"{name}/media"}
        os.environ |= environment
        manage(url, "migrate", "--verbosity", "0", folder=folder)
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", folder=folder)
        code = MAKE.format(at_once=AT_ONCE, out=str(folder / "keys"))
        manage(url, "shell", "-v", "0", "-c", code, folder=folder)
        keys = (folder / "keys").read_text().split()
        with serving(PORT, folder / "gunicorn.log") as master:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(_warm, range(AT_ONCE), keys))
            idle = memory_mb(master)
            print(f"Idle: {idle:.0f} MB. {AT_ONCE} uploads at once; allowed above idle: {ALLOWED_MB} MB.\n")
            print("| photo | kB | MB above idle | stored | refused | busy | page, median s | slowest s |")
            print("|---|---|---|---|---|---|---|---|")
            for label, data in photos().items():
                most, statuses, seconds = measure(master, keys, data)
                counts = " | ".join(str(statuses.count(status)) for status in (302, 200, 503))
                times = f"{statistics.median(seconds):.2f} | {max(seconds):.2f}"
                print(
                    f"| {label} | {len(data) // 1000} | {most - idle:.0f} | {counts} | {times} |", flush=True
                )
            print(f"\nIdle afterwards: {memory_mb(master):.0f} MB.")


if __name__ == "__main__":
    main()
