"""Remove the indentation of Jinja2 templates when they are compiled.

Templates are written with one element a line; pages are sent without the line breaks and indentation. The
rule is that of JSX:

- a line break, with the white space around it, is removed;
- between two lines of text it becomes one space, and so it does between two attributes of a tag;
- white space within a line is preserved.

So `<b>a</b> <i>b</i>` on one line keeps its space, and a space at the end of a line is written `{{ " " }}`.
The contents of `<pre>`, `<textarea>`, `<script>` and `<style>` and the text of `{% trans %}` are left
alone; Jinja2 itself trims the latter (policy `ext.i18n.trimmed`).
"""

import re
from collections.abc import Iterator

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

PRESERVED = ("pre", "textarea", "script", "style")
TOKENS = re.compile(r"<!--.*?-->|</?[a-zA-Z][\w:-]*|/?>|[\"']|\s*\n\s*|[^<>\"'\s]+|.", re.DOTALL)


class RemoveIndentation(Extension):
    """Jinja2 extension that collapses the white space of template data, see the module's docstring."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.policies["ext.i18n.trimmed"] = True

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, with the white space of its data collapsed."""
        collapse = Collapser()
        is_translated = starts_block = False
        for token in stream:
            if starts_block and token.value in ("trans", "endtrans"):
                is_translated = token.value == "trans"
            starts_block = token.type == "block_begin"
            if token.type == "data" and not is_translated:
                token = Token(token.lineno, token.type, collapse(token.value))
            yield token


class Collapser:
    """Collapses pieces of HTML one after the other, of which Jinja2's expressions and blocks were cut out.

    It remembers between two pieces whether it is inside a tag, a quoted attribute or an element such as
    `<pre>`.
    """

    def __init__(self) -> None:
        self.tag = ""  # name of the tag it is in: "<a" or "</a"
        self.quote = ""  # of the attribute it is in
        self.preserved = ""  # name of the element whose text is copied unchanged

    def __call__(self, data: str) -> str:
        """Return the next piece of a template without its indentation."""
        tokens = ["", *TOKENS.findall(data), ""]
        return "".join(
            self._replace(before, token, after)
            for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        )

    def _replace(self, before: str, token: str, after: str) -> str:
        """Return what stands for one token, given its neighbours (empty at an end of the piece)."""
        if "\n" in token and not token.strip():
            return self._line_break(before, token, after)
        self._follow(token)
        return token

    def _line_break(self, before: str, token: str, after: str) -> str:
        if self.quote:
            return "" if self.quote in (before, after) else " "
        if self.tag:
            return "" if after.startswith((">", "/>")) else " "
        if self.preserved:
            return token
        is_between_text = before and after and not before.endswith(">") and not after.startswith("<")
        return " " if is_between_text else ""

    def _follow(self, token: str) -> None:
        """Note what the token opens or closes."""
        if self.quote:
            self.quote = "" if token == self.quote else self.quote
        elif self.tag:
            if token in "\"'":
                self.quote = token
            elif token.endswith(">"):
                self._close_tag()
        elif token.startswith("<") and len(token) > 1 and not token.startswith("<!--"):
            name = token.lstrip("</").lower()
            if not self.preserved or (token.startswith("</") and name == self.preserved):
                self.tag = token.lower()

    def _close_tag(self) -> None:
        name = self.tag.lstrip("</")
        if self.tag.startswith("</"):
            self.preserved = "" if name == self.preserved else self.preserved
        elif name in PRESERVED:
            self.preserved = name
        self.tag = ""
