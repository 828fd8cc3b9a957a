"""What `.jinja` templates put out, escaped as plain text.

Jinja2 makes a `Markup` of each value, to be joined with its neighbours at once, which loses it again: making
it costs ten times what escaping does, and a list puts out a thousand of them.
"""

import html
from typing import Any

from django.utils.safestring import SafeString
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

SAFE = (int, float, Markup, SafeString)  # written out, these hold nothing to escape


class PlainOutput(CodeGenerator):
    """Lets compiled templates escape with the `text()` of their environment."""

    def _output_child_pre(self, node, frame, finalize) -> None:
        if finalize.src is not None or frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.text(")


def text(value: Any) -> str:
    """A value as it stands in HTML; what is marked as safe stands as it is."""
    kind = type(value)
    if kind is str:
        return html.escape(value)
    return str(value) if kind in SAFE else str(escape(value))
