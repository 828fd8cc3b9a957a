"""`python -m tests.project.terms [-v]`: count terms that are not to be used, in names, docstrings, comments
and docs.

One word has one meaning in this repository: the glossary is in docs/architecture.md. Texts on pages and other
strings are not looked at, nor are demo data. `-v` lists each place.
"""

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
MAX_FOUND = 96  # lower it with every folder that is rewritten; more than this fails
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
# What these terms rightly mean in a few places; taken out of a text before it is searched.
ALLOWED = (
    r"meeting[ _-]rooms?",
    r"rooms?_(?:hours|count|price)",
    r"letters? of (?:the|other|an?) (?:alphabet|scripts?)",
    r"(?:capital|lower[- ]case|upper[- ]case|two|three|first) letters?",
    r"house numbers?",
    r"how[- ]said",
    r"frequently asked questions",
)
# Names and texts that are part of a format, of the database or of a command's output.
ALLOWED_NAMES = frozenset(("hours_said", "HOURS_SAID", "in_house"))
TERM = re.compile(rf"\b(?:{'|'.join(TERMS)})\b", re.IGNORECASE)
ALLOWED_TEXT = re.compile("|".join(ALLOWED), re.IGNORECASE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
TEMPLATE_COMMENT = re.compile(r"\{#(.*?)#\}|\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
TEMPLATE_CODE = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
CODE_BLOCK = re.compile(r"^```.*?^```|^ {4,}\S.*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


class Finding(NamedTuple):
    path: Path
    line: int
    term: str

    @property
    def folder(self) -> str:
        return "/".join(self.path.parts[:2]) if len(self.path.parts) > 2 else self.path.parts[0]


def terms_in(text: str) -> list[tuple[int, str]]:
    """(line of the text, term) of each term in prose."""
    blanked = ALLOWED_TEXT.sub(lambda found: " " * len(found[0]), text)
    return [(text.count("\n", 0, found.start()), found[0].lower()) for found in TERM.finditer(blanked)]


def terms_in_name(name: str) -> list[str]:
    """The terms among the words of an identifier: `told_fields`, `ToldFields`."""
    if name in ALLOWED_NAMES or ALLOWED_TEXT.search(name):
        return []
    return [found[0].lower() for found in TERM.finditer(" ".join(WORD.findall(name)))]


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """(line, term) in the names, comments and docstrings of a module."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield from ((token.start[0], term) for _line, term in terms_in(token.string))
        elif token.type == tokenize.NAME:
            yield from ((token.start[0], term) for term in terms_in_name(token.string))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node, clean=False)
            if text:
                start = node.body[0].lineno
                yield from ((start + line, term) for line, term in terms_in(text))


def in_template(source: str) -> Iterator[tuple[int, str]]:
    """(line, term) in the comments, and in the names that a template uses."""
    for found in TEMPLATE_COMMENT.finditer(source):
        first = source.count("\n", 0, found.start()) + 1
        yield from ((first + line, term) for line, term in terms_in(found[0]))
    code = TEMPLATE_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    translated = re.compile(
        r"\{%-?\s*(?:trans|blocktranslate)\b.*?\{%-?\s*end(?:trans|blocktranslate)\s*-?%\}", re.DOTALL
    )
    code = translated.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), code)
    for found in TEMPLATE_CODE.finditer(code):
        first = code.count("\n", 0, found.start()) + 1
        text = STRING.sub("", found[0])
        yield from ((first, term) for name in re.findall(r"\w+", text) for term in terms_in_name(name))


def in_markdown(source: str) -> Iterator[tuple[int, str]]:
    """(line, term) in the prose of a document."""
    prose = CODE_BLOCK.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    yield from ((line + 1, term) for line, term in terms_in(prose))


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
        for line, term in reader(path.read_text()):
            yield Finding(path.relative_to(root), line, term)


def main(arguments: list[str]) -> int:
    found = list(findings())
    if "-v" in arguments:
        for finding in found:
            print(f"{finding.path}:{finding.line}: {finding.term}")
    if not found:
        return 0
    folders = Counter(finding.folder for finding in found)
    counts = ", ".join(f"{folder} {count}" for folder, count in sorted(folders.items()))
    print(f"{len(found)} terms that are not to be used ({counts}).")
    for term, instead in TERMS.items():
        if count := sum(bool(re.fullmatch(term, finding.term)) for finding in found):
            print(f"  {count} x {term}: write {instead}")
    print("List the places: python -m tests.project.terms -v")
    return int(len(found) > MAX_FOUND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
