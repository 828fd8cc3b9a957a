"""Evaluate calls with constant arguments when a template is compiled.

Each language has an environment of its own, so `_("Filters")`, `icon("x")`, `static("img/mark.svg")` and
the text of `{% trans %}` around its variables become plain text in the compiled template. A page of 24
cards would make several hundred of these calls. Measured on the page of a city: without this, rendering
takes 49 % more Python calls.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import escape

PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")  # in the message of a {% trans %}


class FoldConstants(NodeTransformer):
    """Replaces calls with constant arguments by their results.

    `functions` are those that always return the same for the same arguments, by their names in templates;
    templates must not assign these names. `gettext` translates messages.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]], gettext: Callable[[str], str]) -> None:
        self.functions, self.gettext = functions, gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Replace the call of a known function by its escaped result."""
        self.generic_visit(node)
        if _function_name(node) not in self.functions or node.kwargs or not _are_constant(node.args):
            return node
        value = self.functions[_function_name(node)](*[arg.as_const() for arg in node.args])
        return nodes.MarkSafe(nodes.Const(str(escape(value)), lineno=node.lineno), lineno=node.lineno)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Replace each `{% trans %}` by the translated text and its variables."""
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in self._split_message(child)]
        return node

    def _split_message(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """Yield the texts and variables of a `{% trans %}`, which the i18n extension made a call."""
        if not (isinstance(node, nodes.Call) and _function_name(node) == "gettext"):
            yield node
            return
        message, end = self.gettext(node.args[0].as_const()), 0
        values = {pair.key: pair.value for pair in node.kwargs}
        for match in PLACEHOLDER.finditer(message):
            yield nodes.TemplateData(message[end : match.start()], lineno=node.lineno)
            name, end = match.group(1), match.end()
            yield values[name] if name else nodes.TemplateData("%", lineno=node.lineno)
        yield nodes.TemplateData(message[end:], lineno=node.lineno)


def _function_name(node: nodes.Call) -> str:
    """Return the name of the called function; empty for the call of anything but a name."""
    return node.node.name if isinstance(node.node, nodes.Name) else ""


def _are_constant(args: list[nodes.Expr]) -> bool:
    return all(isinstance(arg, nodes.Const | nodes.MarkSafe) for arg in args)
