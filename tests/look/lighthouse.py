"""Lighthouse on pages that search engines see: the median of a few runs, on a phone and on a desk."""

import json
import os
import shutil
import statistics
import subprocess

from tests.browser.chromium import CHROMIUM

RUNS = 5
PAGES = ("home", "search", "city", "country", "space", "space with hours", "about", "programme")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = ["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"]


def table(port: int, pages: dict[str, list[str]]) -> list[str]:
    """Lines of a table with the scores; one line that says why there is none, if so."""
    command = _command()
    if command is None:
        return ["", "Lighthouse was not run: npx does not find it."]
    lines = [
        "",
        f"| page | form | {' | '.join(CATEGORIES)} | LCP s | CLS |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in filter(pages.__contains__, PAGES):
        for form in ([], ["--preset=desktop"]):
            runs = [
                _run([*command, f"http://127.0.0.1:{port}{pages[name][1]}", *FLAGS, *form])
                for _ in range(RUNS)
            ]
            scores = [
                statistics.median(run["categories"][key]["score"] for run in runs) for key in CATEGORIES
            ]
            lcp, shift = (
                statistics.median(run["audits"][key]["numericValue"] for run in runs)
                for key in ("largest-contentful-paint", "cumulative-layout-shift")
            )
            shown = " | ".join(f"{100 * score:.0f}" for score in scores)
            lines.append(
                f"| {name} | {'desk' if form else 'phone'} | {shown} | {lcp / 1000:.1f} | {shift:.3f} |"
            )
    return lines


def _command() -> list[str] | None:
    if shutil.which("lighthouse"):
        return ["lighthouse"]
    npx = shutil.which("npx")
    if not npx or subprocess.run([npx, "--yes", "lighthouse", "--version"], capture_output=True).returncode:
        return None
    return [npx, "--yes", "lighthouse"]


def _run(command: list[str]) -> dict:
    environment = os.environ | {"CHROME_PATH": CHROMIUM or ""}
    answer = subprocess.run(command, capture_output=True, check=True, env=environment)
    return json.loads(answer.stdout)
