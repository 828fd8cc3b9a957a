"""`python -m tests.project.coverage REPORT`: fail when a module of the product is covered too little.

REPORT is the JSON report of coverage.py. One number for the whole project would hide a module without tests
behind the others.
"""

import json
import sys
from pathlib import Path

MIN_PERCENT = 85
# The tests run these as processes of their own, in which nothing is measured.
RUN_AS_PROCESSES = {
    "coworking/management/commands/restore.py",
    "coworking/server/startup_message.py",
    "coworking/wsgi.py",
}


def below(report: dict, min_percent: float = MIN_PERCENT) -> dict[str, float]:
    """{path: percent} of the modules whose statements and branches are covered less than that."""
    percents = {
        path: entry["summary"]["percent_covered"]
        for path, entry in report["files"].items()
        if path not in RUN_AS_PROCESSES
    }
    return {path: percent for path, percent in sorted(percents.items()) if percent < min_percent}


def main(path: str) -> int:
    found = below(json.loads(Path(path).read_text()))
    for module, percent in found.items():
        print(f"{module}: {percent:.0f} % of its statements and branches are covered, not {MIN_PERCENT} %")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
