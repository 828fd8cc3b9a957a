"""What a `.jinja` template says with constants alone is worked out once, when it is compiled.

There is an environment for each language, so its words can stand in the compiled template as plain text:
`_("Filters")`, `icon("x")`, `static("img/mark.svg")`, and the words of `{% trans %}` around its variables.
A page of 24 cards would call for several hundred of them each time.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import escape

PLACE = re.compile(r"%\((\w+)\)s|%%")  # in the text of a {% trans %}


class Constants(NodeTransformer):
    """Puts what calls with constants give in their place.

    `functions` are those whose answer to the same arguments never changes, by their names in templates, which
    no template gives to anything else; `gettext` translates.
    """

    def __init__(self, functions: Mapping[str, Callable], gettext: Callable[[str], str]):
        self.functions, self.gettext = functions, gettext

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        if _called(node) not in self.functions or node.kwargs or not _are_constant(node.args):
            return node
        value = self.functions[_called(node)](*[arg.as_const() for arg in node.args])
        return nodes.MarkSafe(nodes.Const(str(escape(value)), lineno=node.lineno), lineno=node.lineno)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [part for child in node.nodes for part in self._parts(child)]
        return node

    def _parts(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        """What `{% trans %}` was read as, cut at its variables; anything else as it is."""
        if not (isinstance(node, nodes.Call) and _called(node) == "gettext"):
            yield node
            return
        text, end = self.gettext(node.args[0].as_const()), 0
        values = {pair.key: pair.value for pair in node.kwargs}
        for place in PLACE.finditer(text):
            yield nodes.TemplateData(text[end : place.start()], lineno=node.lineno)
            name, end = place.group(1), place.end()
            yield values[name] if name else nodes.TemplateData("%", lineno=node.lineno)
        yield nodes.TemplateData(text[end:], lineno=node.lineno)


def _called(node: nodes.Call) -> str:
    return node.node.name if isinstance(node.node, nodes.Name) else ""


def _are_constant(args: list[nodes.Expr]) -> bool:
    return all(isinstance(arg, nodes.Const | nodes.MarkSafe) for arg in args)
