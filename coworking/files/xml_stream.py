"""Streaming XML from elsewhere: one record in memory at a time, bounded, entities refused (defusedxml)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from coworking.files.bounded_reader import BoundedReader
from coworking.files.errors import UnreadableFile
from coworking.files.xml_repair import RepairedXml

MAX_DEPTH = 100
MAX_ELEMENTS = 1_000_000  # in one record (100 MB): a post with 70,000 comments


def local_name(tag: str) -> str:
    """The name of an element without its namespace, which holds the version of WXR."""
    return tag.rpartition("}")[2]


def child_text(element: Element | None, name: str) -> str:
    """The stripped text of the first child with that local name, without tags and NULs, or ""."""
    for child in element if element is not None else ():
        if local_name(child.tag) == name:
            return "".join(child.itertext()).replace("\x00", "").strip()
    return ""


def root_tag(path: Path) -> str:
    """The tag of the root element, "{namespace}name". Raises UnreadableFile when the file is no XML."""
    with _opened(path, lambda error: "it is no XML, or is empty") as file:
        for _event, element in _parse(file, ("start",)):
            return str(element.tag)
    raise UnreadableFile("it is empty")


def elements(
    path: Path, wanted: Callable[[Element], bool], repaired: Callable[[int], object] = lambda count: None
) -> Iterator[Element]:
    """The elements that are wanted, each discarded after it was used; what is inside of one comes with it.

    `wanted` sees an element as it opens: its name and attributes. `repaired` is called at the end of a file
    that `RepairedXml` had to repair, with the number of repairs. Raises UnreadableFile on the way where the
    file is no valid XML, or passes a bound.
    """
    with _opened(path, lambda error: "no valid XML, at line {}, column {}".format(*error.position)) as file:
        yield from _stream(file, wanted)
        if file.source.repairs:
            repaired(file.source.repairs)


class _XmlReader(BoundedReader):
    """A repaired XML file in bounded portions."""

    def __init__(self, file: IO[bytes]) -> None:
        self.source = RepairedXml(file)
        super().__init__(self.source)


def _parse(file: _XmlReader, events: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    parser = DefusedXMLParser(target=TreeBuilder(), encoding=file.source.encoding)
    yield from iterparse(file, events=events, parser=parser)


@contextmanager
def _opened(path: Path, describe: Callable[[ParseError], str]) -> Iterator["_XmlReader"]:
    """The open file. What goes wrong while it is read is raised as UnreadableFile."""
    try:
        with path.open("rb") as file:
            yield _XmlReader(file)
    except UnreadableFile:
        raise
    except ParseError as error:
        raise UnreadableFile(describe(error)) from error
    except DefusedXmlException as error:
        raise UnreadableFile("it declares entities, which no honest export does") from error
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened: {error.strerror}") from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise UnreadableFile(f"it cannot be read ({error})") from error


def _stream(file: _XmlReader, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    open_elements: list[Element] = []
    outermost = 0  # the depth of the wanted element that is open
    number = count = 0
    for event, element in _parse(file, ("start", "end")):
        file.found()
        if event == "start":
            open_elements.append(element)
            count += 1
            if not outermost and wanted(element):
                outermost, count = len(open_elements), 1
                number += 1
            where = f"record {number}" if outermost else "it"
            if len(open_elements) > MAX_DEPTH:
                raise UnreadableFile(f"{where} is nested more than {MAX_DEPTH} levels deep")
            if outermost and count > MAX_ELEMENTS:
                raise UnreadableFile(f"{where} has more than {MAX_ELEMENTS} elements")
            continue
        if len(open_elements) == outermost:
            yield element
            outermost = 0
        open_elements.pop()
        if not outermost and open_elements:
            # No element above needs it any more: memory stays bounded by one record.
            open_elements[-1].remove(element)
