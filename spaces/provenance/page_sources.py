"""What a page says once about where its facts come from, and which facts differ and carry a mark.

A page has sections, and a section has facts. What most facts of a section come from (a source, a date)
stands beside its heading, unless the same stands on top of the page. A fact has a mark of its own only if it
differs from its section, or if another source states another value.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from spaces.provenance.models import Basis, Sourced
from spaces.provenance.queries import Provenance

FACTS = "facts"  # the section whose facts the page is introduced by: name, address, contacts


@dataclass(frozen=True)
class SectionSources:
    """Where the facts of a section come from.

    `main` is what most of them come from, and `mark` the same where it differs from the page's; `marks` are
    those of single facts, by name.
    """

    main: Provenance | None = None
    mark: Provenance | None = None
    marks: Mapping[Hashable, Provenance] = field(default_factory=dict)


@dataclass(frozen=True)
class PageSources:
    """Where the facts of a page come from: `main` stands on top, and is all there is if `is_single`.

    `apart` are the names of the sections that come from elsewhere; they are all older if `apart_is_older`.
    """

    main: Provenance | None
    is_single: bool
    sections: Mapping[str, SectionSources]
    apart: tuple[str, ...] = ()
    apart_is_older: bool = False

    def section(self, name: str) -> SectionSources:
        """Return the sources of a section; of one without known sources, an empty one."""
        return self.sections.get(name, SectionSources())


def page_sources(sections: Mapping[str, Mapping[Hashable, Provenance]]) -> PageSources:
    """Return where the facts of a page come from, of {section: {fact: provenance}}."""
    mains = {name: main for name, facts in sections.items() if (main := _main(facts.values()))}
    page = mains.get(FACTS) or _newest(mains.values())
    found = {
        name: SectionSources(
            main=main,
            mark=main if page and _key(main) != _key(page) else None,
            marks={
                fact: one for fact, one in sections[name].items() if _key(one) != _key(main) or one.conflicts
            },
        )
        for name, main in mains.items()
    }
    apart = tuple(name for name, section in found.items() if section.mark)
    is_single = not apart and all(
        _key(one) == _key(page) for facts in sections.values() for one in facts.values() if page
    )
    return PageSources(
        page,
        is_single,
        found,
        apart,
        bool(page and apart and all(_is_older(mains[name].origin, page.origin) for name in apart)),
    )


def agreeing_sources(facts: Iterable[Provenance], main: Provenance | None) -> list[Sourced]:
    """Return the other rows that state some of the facts as well, one of each source and date."""
    shown = {_source_and_date(main.origin)} if main else set()
    found: dict[tuple[int, str], Sourced] = {}
    for one in facts:
        for row in one.agreeing:
            found.setdefault(_source_and_date(row), row)
    rows = [row for key, row in found.items() if key not in shown]
    return sorted(rows, key=lambda row: row.as_of, reverse=True)


def _key(one: Provenance) -> tuple[int, str, str, str]:
    """Return what two facts have in common that need only one mark."""
    row = one.origin
    return row.source_id, row.as_of, row.as_of_basis, one.freshness.key


def _source_and_date(row: Sourced) -> tuple[int, str]:
    return row.source_id, row.as_of


def _main(facts: Iterable[Provenance]) -> Provenance | None:
    """Return what most facts come from; of several, the newest. A geocoder only if there is nothing else."""
    rows = list(facts)
    counts = Counter(map(_key, rows))

    def rank(one: Provenance) -> tuple[bool, int, str]:
        return one.origin.as_of_basis != Basis.PLACED, counts[_key(one)], one.origin.as_of

    return max(rows, key=rank, default=None)


def _newest(mains: Iterable[Provenance]) -> Provenance | None:
    return max(mains, key=lambda one: one.origin.as_of, default=None)


def _is_older(row: Sourced, than: Sourced) -> bool:
    return bool(row.as_of and than.as_of) and row.as_of < than.as_of
