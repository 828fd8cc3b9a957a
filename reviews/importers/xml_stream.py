"""Streaming XML from strangers: one post or comment in memory at a time, entities refused (defusedxml)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from coworking.files.errors import UnreadableFile


def local_name(tag: str) -> str:
    """The name of an element without its namespace, which holds the version of WXR."""
    return tag.rpartition("}")[2]


def child_text(element: Element | None, name: str) -> str:
    """The stripped text of the first child with that local name, without NULs; "" where there is none."""
    for child in element if element is not None else ():
        if local_name(child.tag) == name:
            return (child.text or "").replace("\x00", "").strip()
    return ""


def root_name(path: Path) -> str:
    """The local name of the root element. Raises UnreadableFile when the file is no XML."""
    with _opened(path, lambda error: "it is no XML, or is empty") as file:
        for _event, element in iterparse(file, events=("start",)):
            return local_name(element.tag)
    raise UnreadableFile("it is empty")


def elements(path: Path, wanted: Callable[[str], bool]) -> Iterator[Element]:
    """The elements whose local name is wanted, each discarded after it was used.

    Raises UnreadableFile on the way where the file is no valid XML.
    """
    with _opened(path, lambda error: "no valid XML, at line {}, column {}".format(*error.position)) as file:
        yield from _stream(file, wanted)


@contextmanager
def _opened(path: Path, describe: Callable[[ParseError], str]) -> Iterator[IO[bytes]]:
    """The open file. What goes wrong while it is read is raised as UnreadableFile."""
    try:
        with path.open("rb") as file:
            yield file
    except ParseError as error:
        raise UnreadableFile(describe(error)) from error
    except DefusedXmlException as error:
        raise UnreadableFile("it declares entities, which no honest export does") from error
    except (OSError, UnicodeError, LookupError, ValueError) as error:
        raise UnreadableFile(f"it cannot be read ({error})") from error


def _stream(file: IO[bytes], wanted: Callable[[str], bool]) -> Iterator[Element]:
    open_elements: list[Element] = []
    depth_of_wanted = 0
    for event, element in iterparse(file, events=("start", "end")):
        name = local_name(element.tag)
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
            # No element above needs it any more: memory stays bounded by one post.
            open_elements[-1].remove(element)
