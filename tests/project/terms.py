"""`python -m tests.project.terms`: list terms that are not to be used in names, docstrings, comments, docs.

One word has one meaning in this repository: the glossary is in docs/architecture.md. Texts on pages and other
strings are not checked, nor are demo data. A name that is right in some files is listed in `ALLOWED_NAMES`
with the reason; an entry there that nothing needs any more is reported as well.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# {term (a regular expression): what to write}
TERMS = {
    r"acts?": "log entry, audit log",
    r"anew": "again",
    r"figures?": "analytics, vote counts, price",
    r"held|holding": "memoised; pending moderation",
    r"house": "our",
    r"kept": "stored, preserved",
    r"letters?": "e-mail, notification; character",
    r"questions?": "query",
    r"resting|letting rest": "deferring triggers",
    r"rooms?": "app, package",
    r"said": "stated, reported",
    r"spilled|spilling": "spooled",
    r"standing|stands once": "search rank; current; canonical; existing",
    r"story|life stor(?:y|ies)": "history",
    r"tell|tells|told|telling": "provenance; report, describe",
    r"traits?": "facet terms",
    r"(?:is|are|was|were) asked for": "is requested",
    r"what becomes of": "outcome",
}
# Phrases in which these terms are right, everywhere.
ALLOWED_PHRASES = (
    r"(?:meeting|quiet)[ _-]rooms?",
    r"rooms?_(?:hours|count|price)",
    r"letters? of (?:the|other|an?) (?:alphabet|scripts?)",
)


class Allowance(NamedTuple):
    """A name that may be used in the files that one of `paths` begins."""

    name: str
    paths: tuple[str, ...]
    reason: str


ALLOWED_NAMES = (
    Allowance(
        "rooms",
        ("spaces/directory/", "spaces/benchmark_data/generator.py"),
        "the number of meeting rooms: a column of Space, and of imports and exports",
    ),
    Allowance(
        "room",
        ("spaces/search/usage.py", "spaces/search/filters/filterset.py"),
        "the parameter of URLs for hours of a meeting room, which is the name of the form's field",
    ),
)
TERM = re.compile(rf"\b(?:{'|'.join(TERMS)})\b", re.IGNORECASE)
ALLOWED_TEXT = re.compile("|".join(ALLOWED_PHRASES), re.IGNORECASE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
TEMPLATE_COMMENT = re.compile(r"\{#(.*?)#\}|\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
CODE_BLOCK = re.compile(r"^```.*?^```|^ {4,}\S.*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


class Finding(NamedTuple):
    path: Path
    line: int
    term: str
    name: str = ""  # the identifier that has the term; empty in prose

    def __str__(self) -> str:
        instead = next(text for term, text in TERMS.items() if re.fullmatch(term, self.term))
        return f"{self.path}:{self.line}: {self.name or self.term}: write {instead}"


def terms_in(text: str) -> list[tuple[int, str]]:
    """(line of the text, term) of each term in prose."""
    blanked = ALLOWED_TEXT.sub(lambda found: " " * len(found[0]), text)
    return [(text.count("\n", 0, found.start()), found[0].lower()) for found in TERM.finditer(blanked)]


def terms_in_name(name: str) -> list[str]:
    """The terms among the words of an identifier: `told_fields`, `ToldFields`."""
    if ALLOWED_TEXT.search(name):
        return []
    return [found[0].lower() for found in TERM.finditer(" ".join(WORD.findall(name)))]


def in_python(source: str) -> Iterator[tuple[int, str, str]]:
    """(line, term, name) in the names, comments and docstrings of a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield from ((token.start[0], term, "") for _line, term in terms_in(token.string))
        elif token.type == tokenize.NAME:
            yield from ((token.start[0], term, token.string) for term in terms_in_name(token.string))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text:
                start = node.body[0].lineno
                yield from ((start + line, term, "") for line, term in terms_in(text))


def in_template(source: str) -> Iterator[tuple[int, str, str]]:
    """(line, term, name) in the comments, and in the names that a template uses."""
    for found in TEMPLATE_COMMENT.finditer(source):
        first = source.count("\n", 0, found.start()) + 1
        yield from ((first + line, term, "") for line, term in terms_in(found[0]))
    code = TEMPLATE_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    translated = re.compile(
        r"\{%-?\s*(?:trans|blocktranslate)\b.*?\{%-?\s*end(?:trans|blocktranslate)\s*-?%\}", re.DOTALL
    )
    code = translated.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), code)
    for found in TEMPLATE_CODE.finditer(code):
        first = code.count("\n", 0, found.start()) + 1
        text = STRING.sub("", found[0])
        yield from ((first, term, name) for name in re.findall(r"\w+", text) for term in terms_in_name(name))


def in_markdown(source: str) -> Iterator[tuple[int, str, str]]:
    """(line, term, "") in the prose of a document."""
    prose = CODE_BLOCK.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    yield from ((line + 1, term, "") for line, term in terms_in(prose))


READERS = {".py": in_python, ".html": in_template, ".jinja": in_template, ".txt": in_template}
READERS[".md"] = in_markdown


def findings(root: Path = ROOT) -> Iterator[Finding]:
    """All places of the repository where a term is used."""
    folders = ("coworking", "spaces", "reviews", "templates", "tests", "docs")
    paths = [path for folder in folders for path in sorted((root / folder).rglob("*"))]
    for path in (*paths, *sorted(root.glob("*.md"))):
        reader = READERS.get(path.suffix)
        if reader is None or "migrations" in path.parts or path == Path(__file__) or not path.is_file():
            continue
        if "data" in path.parts or path.name in ("permissions.txt", "admin_permissions.txt"):
            continue
        for line, term, name in reader(path.read_text()):
            yield Finding(path.relative_to(root), line, term, name)


def allowance_for(finding: Finding) -> Allowance | None:
    """The allowance that covers a finding."""
    path = finding.path.as_posix()
    return next(
        (one for one in ALLOWED_NAMES if one.name == finding.name and path.startswith(one.paths)), None
    )


def problems(found: Iterable[Finding]) -> list[str]:
    """A line for each finding that is not allowed, and for each path of an allowance that covers none."""
    lines, used = [], set()
    for finding in found:
        allowance = allowance_for(finding)
        if allowance is None:
            lines.append(str(finding))
        else:
            used |= {
                (allowance, path) for path in allowance.paths if finding.path.as_posix().startswith(path)
            }
    return lines + [
        f"ALLOWED_NAMES: {allowance.name!r} is not used in {path}: remove it"
        for allowance in ALLOWED_NAMES
        for path in allowance.paths
        if (allowance, path) not in used
    ]


def main() -> int:
    found = problems(findings())
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
