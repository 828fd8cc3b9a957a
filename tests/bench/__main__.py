"""`make bench`: response times of pages, as ratios to a trivial view in the same run. Prints one table.

The load is bounded. Absolute times depend on what else runs on the machine, ratios less so.
"""

import argparse
import json
import os
import platform

from tests.bench import beside
from tests.bench.database import FOLDER, fill, manage, postgres_url, sqlite_url

HEAD = (
    "| page | database | median ms | p95 ms | ratio (aim) | p95 ratio (aim) "
    "| requests/s | queries | kB | kB gzip |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    options = _options()
    if options.beside:
        beside.main(options.count, options.beside, options.port)
        return
    urls = {"SQLite": sqlite_url(options.count), "PostgreSQL": postgres_url(options.postgres, options.count)}
    if urls["PostgreSQL"] is None:
        print(f"==> PostgreSQL does not answer at {options.postgres}: SQLite only")
    found = {}
    for database, url in urls.items():
        if url and database.lower() in options.on:
            print(f"==> {database}: {options.count} spaces", flush=True)
            fill(url, options.count)
            found[database] = _measure(database, url, options.port)
    print(table(found, options.count))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--port", type=int, default=8077)
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    default = "postgres://postgres@127.0.0.1:5432/postgres"
    parser.add_argument("--postgres", default=os.environ.get("TEST_DATABASE_URL", default))
    parser.add_argument(
        "--beside", type=int, metavar="ROWS", help="measure readers and commenters beside an import instead"
    )
    return parser.parse_args()


def _measure(database: str, url: str, port: int) -> dict:
    out = FOLDER / f"{database.lower()}.json"
    code = f"from tests.bench.measure import main; main({str(out)!r}, {port})"
    manage(url, "shell", "-v", "0", "-c", code)
    return json.loads(out.read_text())


def table(found: dict[str, dict], count: int) -> str:
    """The result as Markdown: a line a page and database, the trivial view and the memory below."""
    names = [row["name"] for row in next(iter(found.values()))["rows"]]
    lines = [
        f"\n{count} spaces; {os.cpu_count()} cores, Python {platform.python_version()}, 2 workers\n",
        HEAD,
    ]
    for number, _name in enumerate(names):
        lines += [_line(database, result["rows"][number]) for database, result in found.items()]
    for database, result in found.items():
        trivial = sorted(row["trivial"] for row in result["rows"])[len(names) // 2]
        rate = max(row["trivial_rate"] for row in result["rows"])
        memory = f"{result['memory']:.0f} MB" if result["memory"] else "not known"
        lines.append(
            f"\n{database}: trivial view {trivial * 1000:.2f} ms, {rate:.0f}/s; "
            f"largest worker {memory} of its own"
        )
    for database, result in found.items():
        lines += _after_changes(database, result)
    return "\n".join(lines)


def _after_changes(database: str, result: dict) -> list[str]:
    """Processor time of pages after changes, and answers a second beside one change a second."""
    kinds = ("comment", "edit", "batch")
    lines = [
        f"\n{database}: processor time, ms, without the page cache; and times that after a change\n",
        f"| page | again | {' | '.join(f'after one {kind}' for kind in kinds)} |",
        "|---|---|---|---|---|",
    ]
    for row in result["after"]:
        times = " | ".join(f"{row[kind] / row['again']:.2f}" for kind in kinds)
        lines.append(f"| {row['name']} | {row['again']:.1f} | {times} |")
    idle = result["rates"]["idle"]
    lines += [
        f"\n{database}: answers a second to mixed traffic out of the page cache, with one write a second\n",
        "| write | answers a second | share of idle |",
        "|---|---|---|",
    ]
    lines += [f"| {kind} | {rate:.0f} | {rate / idle:.0%} |" for kind, rate in result["rates"].items()]
    return lines


def _line(database: str, row: dict) -> str:
    ratio, late = row["median"] / row["trivial"], row["p95"] / row["trivial"]
    median_aim, p95_aim = ("" if aim is None else f" ({aim:g})" for aim in row["aims"])
    cells = (
        row["name"],
        database,
        f"{row['median'] * 1000:.2f}",
        f"{row['p95'] * 1000:.2f}",
        f"{ratio:.1f}{median_aim}",
        f"{late:.1f}{p95_aim}",
        f"{row['rate']:.0f}",
        str(row["queries"]),
        f"{row['raw'] / 1000:.1f}",
        f"{row['gzip'] / 1000:.1f}",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
