"""YAML, of which only what JSON has is anything else than text.

YAML 1.1, which Python's parser speaks, takes `off` for false, `17:00` for a thousand and twenty and
`+14155550123` for a number. A scenario is full of these, so only what JSON would take for something
else than text is anything else (YAML 1.2.2, 10.2: the JSON schema).
"""

import re
from typing import Any, Final, NoReturn

import yaml

from simulator.domain.refusals import Invalid

__all__ = ["load"]

_DEPTH_MAX: Final = 50

# YAML 1.2.2, 10.2.2: "tag resolution", with what a plain scalar must look like to be no text.
_SCALARS: Final = (
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]{0,18})", list("-0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"-?(?:0|[1-9][0-9]{0,18})\.[0-9]{1,18}",
        list("-0123456789"),
    ),
)


class _Loader(yaml.SafeLoader):
    """Takes plain documents only, each member once."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the parser wants it

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - untyped in the parser
        # What stands once and is meant many times may be a billion times as large as it looks.
        if self.check_event(yaml.AliasEvent):
            _refuse("has an alias, which scenarios do without", self._mark())
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            _refuse("is nested too deeply", self._mark())
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _mark(self) -> Any:  # noqa: ANN401 - as above
        return self.peek_event().start_mark  # type: ignore[no-untyped-call] # untyped there

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as above
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        for position, name in enumerate(names):
            if not isinstance(name, str):
                _refuse(f"has a member whose name is no text: {name!a}", node.start_mark)
            if name in names[:position]:
                _refuse(f"names {name!a} twice", node.start_mark)
        return super().construct_mapping(node, deep)


for _tag, _spelling, _first in _SCALARS:
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_spelling})\Z"), _first)


def load(text: str) -> dict[str, Any]:
    """Read an object, as `parse_yaml`.

    Raises:
        Invalid: it is none; the message names the line.
    """
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a SafeLoader
    except yaml.MarkedYAMLError as error:
        _refuse(f"is not YAML: {error.problem or error.context}", error.problem_mark)
    except (yaml.YAMLError, ValueError):
        _refuse("is not YAML: it holds what no text may hold", None)
    if not isinstance(document, dict):
        raise Invalid.field("body", "should be an object: one `name: value` to a line")
    return document


def _refuse(what: str, mark: Any) -> NoReturn:  # noqa: ANN401 - untyped in the parser
    where = "" if mark is None else f" (line {mark.line + 1})"
    raise Invalid.field("body", what + where)
