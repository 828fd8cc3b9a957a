"""Streaming XML from elsewhere: one record in memory at a time, bounded, entities refused (defusedxml)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from coworking.files.bounded_reader import BoundedReader
from coworking.files.errors import UnreadableFile

MAX_DEPTH = 100
MAX_ELEMENTS = 1_000_000  # in one record (100 MB): a post with 70,000 comments


def local_name(tag: str) -> str:
    """The name of an element without its namespace, which holds the version of WXR."""
    return tag.rpartition("}")[2]


def child_text(element: Element | None, name: str) -> str:
    """The stripped text of the first child with that local name, without NULs; "" where there is none."""
    for child in element if element is not None else ():
        if local_name(child.tag) == name:
            return (child.text or "").replace("\x00", "").strip()
    return ""


def root_tag(path: Path) -> str:
    """The tag of the root element, "{namespace}name". Raises UnreadableFile when the file is no XML."""
    with _opened(path, lambda error: "it is no XML, or is empty") as file:
        for _event, element in iterparse(file, events=("start",)):
            return str(element.tag)
    raise UnreadableFile("it is empty")


def elements(path: Path, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """The elements that are wanted, each discarded after it was used; what is inside of one comes with it.

    `wanted` sees an element as it opens: its name and attributes. Raises UnreadableFile on the way where the
    file is no valid XML, or passes a bound.
    """
    with _opened(path, lambda error: "no valid XML, at line {}, column {}".format(*error.position)) as file:
        yield from _stream(file, wanted)


@contextmanager
def _opened(path: Path, describe: Callable[[ParseError], str]) -> Iterator[BoundedReader]:
    """The open file. What goes wrong while it is read is raised as UnreadableFile."""
    try:
        with path.open("rb") as file:
            yield BoundedReader(file)
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


def _stream(file: BoundedReader, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    open_elements: list[Element] = []
    outermost = 0  # the depth of the wanted element that is open
    number = count = 0
    for event, element in iterparse(file, events=("start", "end")):
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
