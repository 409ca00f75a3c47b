"""All that can be done to a module by one small edit of its syntax tree."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

__all__ = ["Edit", "edited", "edits"]

T = TypeVar("T")
Change = Callable[[], object]

_OTHER_COMPARISON: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OTHER_OPERATOR: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Edit:
    """An edit of a module.

    Attributes:
        number: which of the module's.
        line: where.
        what: what is done there.
    """

    number: int
    line: int
    what: str


def edits(source: str) -> list[Edit]:
    """Tell all edits of a module, in the order of its lines."""
    found = _possible(ast.parse(source))
    return [Edit(number, line, what) for number, (line, what, _) in enumerate(found)]


def edited(source: str, number: int) -> ast.Module:
    """Do one of the edits."""
    tree = ast.parse(source)
    _possible(tree)[number][2]()
    return ast.fix_missing_locations(tree)


def _possible(tree: ast.Module) -> list[tuple[int, str, Change]]:
    left_alone = set(_left_alone(tree))
    found = [
        (getattr(node, "lineno", 0), what, change)
        for node in ast.walk(tree)
        if id(node) not in left_alone
        for what, change in _changes(node)
    ]
    return sorted(found, key=lambda one: one[0])


def _left_alone(tree: ast.Module) -> Iterator[int]:
    """Find what no behaviour hangs on, what is said to people, and what would be edited twice."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if " " in text:
                yield id(node)
            case ast.Expr(value=ast.Constant() as docstring):
                yield id(docstring)
            case ast.Assign(targets=[ast.Name(id="__all__")], value=offers):
                yield from (id(one) for one in ast.walk(offers))
            case ast.Call(func=ast.Name(id="_example")):
                yield from (id(one) for one in ast.walk(node))
            case ast.Dict(keys=keys):
                yield from (id(key) for key in keys)
            case ast.If(test=ast.Compare()) | ast.IfExp(test=ast.Compare()):
                yield id(node)
            case _:
                pass


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Tell what can be done to a node."""
    match node:
        case ast.Constant():
            yield from _of_constant(node)
        case ast.Compare(ops=[operator]):
            other = _OTHER_COMPARISON[type(operator)]
            yield (
                f"{type(operator).__name__} becomes {other.__name__}",
                _put(node, "ops", [other()]),
            )
        case ast.BinOp(op=operator) if type(operator) in _OTHER_OPERATOR:
            other_operator = _OTHER_OPERATOR[type(operator)]
            name = type(operator).__name__
            yield f"{name} becomes {other_operator.__name__}", _put(node, "op", other_operator())
        case ast.BoolOp(op=ast.And()):
            yield "and becomes or", _put(node, "op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield "or becomes and", _put(node, "op", ast.And())
        case ast.UnaryOp(op=ast.Not()):
            doubly = ast.UnaryOp(op=ast.Not(), operand=node.operand)
            yield "not becomes not not", _put(node, "operand", doubly)
        case _:
            yield from _of_structure(node)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    match node.value:
        case bool(told):
            yield f"{told} becomes {not told}", _put(node, "value", not told)
        case int(number):
            yield f"{number} becomes {number + 1}", _put(node, "value", number + 1)
            yield f"{number} becomes {number - 1}", _put(node, "value", number - 1)
        case str(text) if text:
            yield f"{text!r} gets an X", _put(node, "value", f"{text}X")
            yield f"{text!r} becomes empty", _put(node, "value", "")
        case _:
            pass


def _of_structure(node: ast.AST) -> Iterator[tuple[str, Change]]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "the condition is turned round", _put(node, "test", _negated(test))
            yield "the condition is always true", _put(node, "test", ast.Constant(value=True))
            yield "the condition is never true", _put(node, "test", ast.Constant(value=False))
        case ast.Return(value=value) if value is not None:
            nothing = ast.Constant(value=None)
            yield f"returns None, not {ast.unparse(value)[:60]}", _put(node, "value", nothing)
        case ast.Dict(keys=keys, values=values):
            for index, key in enumerate(keys):
                name = "**" if key is None else ast.unparse(key)
                yield f"{name} is left out", _drop(index, keys, values)
                if key is not None:
                    yield f"{name} is null", _replace(index, values, ast.Constant(value=None))
        case ast.Call(args=args, keywords=keywords):
            yield from _of_call(args, keywords)
        case _:
            pass


def _of_call(args: list[ast.expr], keywords: list[ast.keyword]) -> Iterator[tuple[str, Change]]:
    for index, keyword in enumerate(keywords):
        yield f"{keyword.arg or '**'} is not passed", _drop(index, keywords)
    if len(args) > 1:
        last = ast.unparse(args[-1])[:60]
        yield f"the last argument {last} is not passed", _drop(-1, args)
        first, second = (ast.unparse(one)[:30] for one in args[:2])
        yield f"{first} and {second} are exchanged", lambda: args.insert(0, args.pop(1))


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(op=ast.Not(), operand=test)


def _put(node: ast.AST, name: str, value: object) -> Change:
    return lambda: setattr(node, name, value)


def _replace(index: int, values: list[ast.expr], other: ast.expr) -> Change:
    return lambda: values.__setitem__(index, other)


def _drop(index: int, *lists: list[T] | list[ast.expr]) -> Change:
    """Leave out what stands at a place in one list, or in several."""

    def drop() -> None:
        for one in lists:
            del one[index]

    return drop
