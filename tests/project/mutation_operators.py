"""The changes that a mutation run makes to a module, one at a time: each is one that some test should notice.

Strings are left as they are: most are texts, or names without which everything fails.
"""

import ast
import difflib
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALCULATIONS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
# Methods of querysets whose call is left out; other calls lose one keyword argument at a time.
NARROWING = {"filter", "exclude", "distinct", "order_by", "select_for_update", "using"}
TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# Types are for mypy, which `make lint` runs.
ANNOTATIONS = {"annotation", "returns", "type_params"}


class Mutant(NamedTuple):
    """A module with one change."""

    lines: range  # of the changed statement, up to the change
    in_function: bool  # in the body of a function; the rest runs once, when the module is imported
    diff: str
    code: CodeType


def mutants_of(source: str, path: str) -> Iterator[Mutant]:
    """Every mutant of the module with this source, in the order of its lines."""
    tree = ast.parse(source)
    before = ast.unparse(tree).splitlines()
    for put, node, statement, in_function in _places(tree, None, False):
        for changed in _changes(node, statement):
            put(ast.copy_location(changed, node))
            after = ast.unparse(tree).splitlines()
            diff = "\n".join(list(difflib.unified_diff(before, after, lineterm="", n=1))[3:])
            end = node.end_lineno if isinstance(node, ast.expr) else statement.lineno
            code = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
            yield Mutant(range(statement.lineno, end + 1), in_function, diff, code)
        put(node)


def _places(parent: ast.AST, statement: ast.stmt | None, in_function: bool) -> Iterator[tuple]:
    """(a function that puts a node there, the node, its statement, whether in a function) of places below."""
    for field, value in ast.iter_fields(parent):
        if field in ANNOTATIONS:
            continue
        inside = in_function or (isinstance(parent, ast.FunctionDef | ast.Lambda) and field == "body")
        for index, node in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(node, ast.AST):
                continue

            def put(new: ast.AST, *, field: str = field, value: object = value, index: int = index) -> None:
                if isinstance(value, list):
                    value[index] = new
                else:
                    setattr(parent, field, new)

            own = node if isinstance(node, ast.stmt) else statement
            yield put, node, own, inside
            yield from _places(node, own, inside)


def _changes(node: ast.AST, statement: ast.stmt) -> Iterator[ast.AST]:
    """What may stand in place of the node."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(value=ast.Constant(None))
        case ast.With(body=body):
            yield ast.If(test=ast.Constant(True), body=body, orelse=[])
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare | ast.UnaryOp):  # these have changes of their own
                yield _like(node, test=ast.UnaryOp(op=ast.Not(), operand=test))
        case ast.FunctionDef(decorator_list=decorators):
            yield from (_like(node, decorator_list=rest) for rest in _without_one(decorators))
        case ast.comprehension(ifs=conditions):
            yield from (_like(node, ifs=rest) for rest in _without_one(conditions))
        case ast.Compare(ops=operators):
            for index, operator in enumerate(operators):
                changed = COMPARISONS[type(operator)]()
                yield _like(node, ops=[*operators[:index], changed, *operators[index + 1 :]])
        case ast.BoolOp(op=operator, values=values):
            yield _like(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
            for rest in _without_one(values):
                yield _like(node, values=rest) if len(rest) > 1 else rest[0]
        case ast.BinOp(op=operator) if type(operator) in CALCULATIONS:
            yield _like(node, op=CALCULATIONS[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=function, keywords=keywords):
            if isinstance(function, ast.Attribute) and function.attr in NARROWING:
                yield function.value
            if getattr(function, "id", "") not in TRANSLATING:
                yield from (_like(node, keywords=rest) for rest in _without_one(keywords))
        case (
            ast.Tuple(elts=parts, ctx=ast.Load()) | ast.List(elts=parts, ctx=ast.Load()) | ast.Set(elts=parts)
        ):
            unpacked = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple)
            if len(parts) > 1 and not unpacked:
                yield from (_like(node, elts=rest) for rest in _without_one(parts))
        case ast.Dict(keys=keys, values=values):
            for left_keys, left_values in zip(_without_one(keys), _without_one(values), strict=True):
                yield ast.Dict(keys=left_keys, values=left_values)
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield ast.JoinedStr(values=[other for other in parts if other is not part])


def _like(node: ast.AST, **fields: object) -> ast.AST:
    """A copy of the node with other values in some fields."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def _without_one(parts: list) -> Iterator[list]:
    return (parts[:index] + parts[index + 1 :] for index in range(len(parts)))
