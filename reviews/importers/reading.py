"""XML from strangers, streamed: one post or comment in memory at a time, entities refused (defusedxml)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from reviews.importers.record import UnreadableFile

FORMATS = ("auto", "wxr", "disqus")


def local(tag: str) -> str:
    """The name of an element without its namespace: WXR's version stands in it."""
    return tag.rpartition("}")[2]


def elements(path: Path, wanted: Callable[[str], bool]) -> Iterator[Element]:
    """Every whole element whose local name is wanted, each forgotten once it was seen."""
    try:
        with path.open("rb") as file:
            yield from _stream(file, wanted)
    except ParseError as error:
        line, column = error.position
        raise UnreadableFile(f"no valid XML, at line {line}, column {column}") from error
    except DefusedXmlException as error:
        raise UnreadableFile("it declares entities, which no honest export does") from error
    except (OSError, UnicodeError, LookupError, ValueError) as error:
        raise UnreadableFile(f"it cannot be read ({error})") from error


def _stream(file: IO[bytes], wanted: Callable[[str], bool]) -> Iterator[Element]:
    open_elements: list[Element] = []
    depth_of_wanted = 0
    for event, element in iterparse(file, events=("start", "end")):
        name = local(element.tag)
        if event == "start":
            open_elements.append(element)
            depth_of_wanted += wanted(name)
            continue
        open_elements.pop()
        if wanted(name):
            depth_of_wanted -= 1
            if not depth_of_wanted:
                yield element
        if not depth_of_wanted and open_elements:
            # Nothing above needs it any more: memory stays bounded by one post.
            open_elements[-1].remove(element)


def root_name(path: Path) -> str:
    """The local name of the outermost element."""
    try:
        with path.open("rb") as file:
            for _event, element in iterparse(file, events=("start",)):
                return local(element.tag)
    except ParseError as error:
        raise UnreadableFile("it is no XML, or is empty") from error
    except DefusedXmlException as error:
        raise UnreadableFile("it declares entities, which no honest export does") from error
    except (OSError, UnicodeError, LookupError, ValueError) as error:
        raise UnreadableFile(f"it cannot be read ({error})") from error
    raise UnreadableFile("it is empty")


def detect(path: Path, asked: str) -> str:
    """The format of the file, by its outermost element."""
    found = {"rss": "wxr", "disqus": "disqus"}.get(root_name(path), "")
    if asked not in ("auto", found):
        raise UnreadableFile(f"this is no {asked} file")
    if not found:
        raise UnreadableFile("it is neither a WordPress export (WXR) nor a Disqus export")
    return found


def text_of(element: Element | None, name: str) -> str:
    """The text of the first child with that local name, without NULs and blanks around."""
    for child in element if element is not None else ():
        if local(child.tag) == name:
            return (child.text or "").replace("\x00", "").strip()
    return ""
