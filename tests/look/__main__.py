"""`make look`: pages of every kind as pictures, and a list of their faults.

Each is taken at five widths, in both themes and all languages, with no data, some and too much.
Prints a table and writes var/look/report.md; the pictures are beside it. It fails when there are faults.
Lighthouse runs on eight pages with --lighthouse, if npx finds it.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product

from playwright.sync_api import Browser, sync_playwright

from tests.bench.server import serving
from tests.browser.chromium import ARGS, CHROMIUM
from tests.look import lighthouse
from tests.look.checks import WATCH_SHIFTS, Weight, axe_violations, layout_faults, tab_stops
from tests.look.sites import AMOUNTS, FOLDER, make_site

WIDTHS = (320, 390, 768, 1280, 1920)
LANGUAGES = ("en", "fr")
# How a browser is set up, by the name of a look; the first two are checked, all are photographed.
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "print": {"media": "print"},
}
AXE_WIDTHS = (320, 1280)  # axe's findings differ with the layout, and these are its two ends
SESSION = "sessionid"
# Those that stand for their kind; the others are looked at with --all.
USUAL = {
    "home",
    "search",
    "city",
    "country",
    "space",
    "compare",
    "space_comments",
    "report",
    "propose",
    "about",
    "source",
    "contact",
    "content_page",
    "events",
    "event",
    "programmes",
    "programme",
    "account_login",
    "account_signup",
    "manage:index",
    "manage:spaces_space_change",
    "admin:index",
    "admin:spaces_space_changelist",
    "admin:spaces_space_change",
    "admin:login",
}


def main() -> int:
    options = _options()
    if not CHROMIUM:
        raise SystemExit("make look needs Chromium (Debian: apt install chromium)")
    faults: Counter[str] = Counter()
    lines: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for amount in options.data:
            _url, site = make_site(amount)
            pages = dict(_chosen(site["pages"], options))
            print(f"==> {amount}: {len(pages)} pages", flush=True)
            with serving(options.port, FOLDER / "gunicorn.log"):
                for name, (who, path) in pages.items():
                    view = Views(browser, options, amount, name, path, site["cookies"].get(who))
                    lines.append(view.look())
                    faults.update(view.faults)
                    print(lines[-1], *(f"    {fault}" for fault in view.faults), sep="\n", flush=True)
                if options.lighthouse and amount == "some":
                    lines += lighthouse.table(options.port, pages)
        browser.close()
    heads = "| data | page | HTML kB | packed | CSS and JS kB | packed | Tab stops | before the content |"
    report = [heads, "|---|---|---|---|---|---|---|---|", *lines, "", f"{sum(faults.values())} faults", ""]
    report += [f"- {count} × {rule}" for rule, count in _by_rule(faults)]
    report += ["", *(f"- {fault}" for fault in sorted(faults))]
    (FOLDER / "report.md").write_text("\n".join(report) + "\n")
    print(f"\n{sum(faults.values())} faults; the list and the pictures are in {FOLDER}")
    return 1 if faults else 0


def _by_rule(faults: Counter[str]) -> list[tuple[str, int]]:
    """How often each rule was broken, on whatever page."""
    rules = Counter(re.split(r"[,:] ", fault.split("): ", 1)[-1])[0] for fault in faults.elements())
    return rules.most_common()


class Views:
    """One page, looked at in every way that was requested."""

    def __init__(self, browser: Browser, options, amount: str, name: str, path: str, cookie: str | None):
        self.browser, self.options, self.amount, self.name, self.path = browser, options, amount, name, path
        self.cookies = []
        if cookie:
            self.cookies = [{"name": SESSION, "value": cookie, "domain": "127.0.0.1", "path": "/"}]
        self.faults: list[str] = []
        self.weight, self.stops = Weight(), (0, 0)

    def look(self) -> str:
        """Look at it in each language and look; returns its line of the report."""
        for language, look in product(self.options.languages, self.options.looks):
            if language != "en" and not self.path.startswith("/en/"):
                continue
            self._in(language, look)
        raw, packed = self.weight.raw, self.weight.packed
        code = [sum(sizes.get(kind, 0) for kind in ("script", "stylesheet")) for sizes in (raw, packed)]
        kb = [f"{size / 1000:.1f}" for size in (raw.get("document", 0), packed.get("document", 0), *code)]
        return f"| {self.amount} | {self.name} | {' | '.join(kb)} | {self.stops[0]} | {self.stops[1]} |"

    def _in(self, language: str, look: str) -> None:
        setup = dict(LOOKS[look])
        media = setup.pop("media", None)
        context = self.browser.new_context(reduced_motion="reduce", **setup)
        context.add_cookies(self.cookies)
        context.add_init_script(WATCH_SHIFTS)
        page = context.new_page()
        weight = Weight()
        page.on("response", weight.add)
        page.on("pageerror", lambda error: self.faults.append(f"{self.name}: script error: {error}"))
        page.set_viewport_size({"width": self.options.widths[-1], "height": 900})
        path = self.path.replace("/en/", f"/{language}/", 1) if language != "en" else self.path
        response = page.goto(f"http://127.0.0.1:{self.options.port}{path}")
        page.wait_for_load_state("networkidle")
        if response and response.status >= 500:
            self.faults.append(f"{self.name} ({language}): status {response.status}")
        if media:
            page.emulate_media(media=media)
        for width in self.options.widths:
            page.set_viewport_size({"width": width, "height": 900})
            file = re.sub(r"\W+", "-", self.name)
            if self.options.pictures:
                page.screenshot(
                    path=FOLDER / self.amount / f"{file}-{language}-{look}-{width}.png", full_page=True
                )
            if look in ("light", "dark"):
                self._check(page, f"{self.name} ({language}, {look}, {width} px)", width)
        if (language, look) == ("en", "light"):
            self.weight, self.stops = weight, tab_stops(page)
        context.close()

    def _check(self, page, where: str, width: int) -> None:
        found = layout_faults(page)
        if width in AXE_WIDTHS:
            found += axe_violations(page)
        self.faults += [f"{where}: {fault}" for fault in found]


def _chosen(pages: dict, options) -> Iterator[tuple[str, list[str]]]:
    """The pages that were requested: by name, all, or those that stand for their kind."""
    for name, page in pages.items():
        if options.only:
            wanted = re.search(options.only, name)
        else:
            wanted = options.all or name in USUAL or "," in name or " " in name
        if wanted:
            yield name, page


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make look", description=__doc__)
    parser.add_argument("--data", nargs="+", choices=AMOUNTS, default=AMOUNTS)
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    parser.add_argument("--looks", nargs="+", choices=LOOKS, default=tuple(LOOKS))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--only", metavar="REGEX", help="pages whose name matches")
    parser.add_argument("--all", action="store_true", help="every address that answers with a page")
    parser.add_argument("--no-pictures", dest="pictures", action="store_false")
    parser.add_argument("--lighthouse", action="store_true", help="eight pages in Lighthouse, by npx")
    parser.add_argument("--port", type=int, default=8123)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
