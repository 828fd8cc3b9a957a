"""What is measured on one page: accessibility, layout, weight, and what is wrong on the console."""

import gzip
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

SCRIPT = (Path(__file__).parent / "checks.js").read_text()
# Levels A and AA of WCAG 2.2 with the size of targets, and axe's own good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without `preload`, for which axe would copy style sheets into the page, against its security policy.
AXE_OPTIONS = {"preload": False, "runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
WATCH_SHIFTS = """
window.shiftSeen = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shiftSeen += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
MOST_SHIFT = 0.005  # of the screen; less is a rounding of the browser
MOST_EXAMPLES = 3


@dataclass
class Weight:
    """Bytes of a page by type, as they are and packed; scripts and styles of the live map stand apart."""

    raw: dict[str, int] = field(default_factory=dict)
    packed: dict[str, int] = field(default_factory=dict)

    def add(self, response: Response) -> None:
        """Count a response, if it is a page, a script or a style of this site."""
        kind = response.request.resource_type
        if kind not in ("document", "script", "stylesheet") or not response.ok:
            return
        if re.search(r"/leaflet/|/map\.", response.url):
            kind = "map"
        try:
            body = response.body()
        except Exception:  # a page that has been left meanwhile
            return
        self.raw[kind] = self.raw.get(kind, 0) + len(body)
        self.packed[kind] = self.packed.get(kind, 0) + len(gzip.compress(body, 6))


def axe_violations(page: Page) -> list[str]:
    """What axe finds: "rule (impact), number of elements: where", the elements of a rule together."""
    page.evaluate(AXE_SCRIPT)
    answer: dict[str, Any] = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"axe {found['id']} ({found['impact']}), {len(found['nodes'])}: "
        + "; ".join(" ".join(map(str, node["target"])) for node in found["nodes"][:MOST_EXAMPLES])
        for found in answer["violations"]
    ]


def layout_faults(page: Page) -> list[str]:
    """What our own rules find: a page wider than the screen, faint edges of fields, what moves."""
    seen = page.evaluate(SCRIPT)
    faults = [f"edge of a field below 3:1: {one}" for one in seen["faint"]]
    if seen["wider"] > 0:
        faults.append(f"wider than the screen by {seen['wider']} px")
    if seen["shift"] > MOST_SHIFT:
        faults.append(f"moved while it came: {seen['shift']:.3f}")
    return faults


def tab_stops(page: Page) -> tuple[int, int]:
    """Stops of the Tab key on the page, and those before its content."""
    seen = page.evaluate(SCRIPT)
    return seen["tabs"], seen["tabsToMain"]
