"""Which steps show what a verdict says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contract.exchange import Exchange
from contract.steps import Errand, Pause, Step

__all__ = ["CODE", "Given", "asked", "evidence", "given", "leading_to", "used"]

CODE: Final = "[0-9]{4,8}"
"""What a code in the text of a message looks like."""

_STEPS_MAX: Final = 40

# Shorter ones are words of the language, and no ids.
_VALUE_MIN: Final = 4

_NUMBER: Final = re.compile(r"(?:\+|%2B)(\d{7,15})")
_MEMBER: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)
_TEXT: Final = "text"
_FIRST_CODE: Final = re.compile(rf"(?<!\d){CODE}(?!\d)")


@dataclass(frozen=True)
class Given:
    """A value that came with an answer.

    Attributes:
        member: that has it; empty where the answer is no JSON.
        place: of the member among those of its name, from 1 on.
        is_within: whether it is a code within what the member says.
    """

    value: str
    member: str = ""
    place: int = 1
    is_within: bool = False


def evidence(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Put pauses that follow each other into one, and leave out all but the last steps."""
    kept: list[Step] = []
    for one in steps:
        before = kept[-1] if kept else None
        if isinstance(one, Pause) and isinstance(before, Pause):
            kept[-1] = before.and_then(one)
        else:
            kept.append(one)
    return tuple(kept[-_STEPS_MAX:])


def leading_to(exchanges: Sequence[Exchange], steps: Sequence[Step]) -> tuple[Step, ...]:
    """Find those of the steps that some exchanges build upon.

    These are the ones from which their ids and codes came, those that asked the same before, and
    those that were about the same numbers: nobody else has these.

    Args:
        exchanges: what has to be shown, in its order.
        steps: what was done, in its order, the exchanges among it.

    Returns:
        the steps in their order, with the time that passed between them.
    """
    last = max((place for place, step in enumerate(steps) if step in exchanges), default=-1)
    paths = {one.path for one in exchanges if one.method == "GET"}
    found: list[Step] = []
    wanted = ""
    for one in reversed(steps[: last + 1]):
        is_same = one in exchanges or (isinstance(one, Exchange) and one.path in paths)
        is_about = bool(_numbers(asked(one)) & _numbers(wanted))
        if isinstance(one, Pause) or is_same or is_about or _gives(one, wanted):
            found.append(one)
            wanted += f" {asked(one)}"
    while found and isinstance(found[-1], Pause):
        found.pop()
    return tuple(reversed(found))


def _numbers(text: str) -> set[str]:
    """Find the numbers of phones in a text."""
    return set(_NUMBER.findall(text))


def _gives(step: Step, wanted: str) -> bool:
    """Tell whether a text has a value in it that came with an answer."""
    new = (one.value for one in given(step) if not used(one.value, asked(step)))
    return any(used(value, wanted) for value in new)


def asked(step: Step) -> str:
    """Tell all that a step says, as text."""
    match step:
        case Exchange(path=path, body=body):
            return f"{path} {(body or b'').decode(errors='replace')}"
        case Errand(line=line):
            return line
        case Pause():
            return ""


def given(step: Step) -> Iterator[Given]:
    """Tell the values that a step came by, which later steps may use."""
    match step:
        case Exchange():
            yield from _in_document(step.document)
        case Errand(answer=answer):
            yield Given(answer.decode(errors="replace").strip())
        case Pause():
            pass


def _in_document(document: object) -> Iterator[Given]:
    places: dict[str, int] = {}
    for member, value in _members(document):
        places[member] = place = places.get(member, 0) + 1
        # A target may call its members as it likes: what is no word shall never stand in a shell.
        if len(value) >= _VALUE_MIN and _MEMBER.fullmatch(member):
            yield Given(value, member, place)
        if member == _TEXT and (code := _FIRST_CODE.search(value)):
            yield Given(code[0], member, place, is_within=True)


def used(value: str, text: str) -> bool:
    """Tell whether a value stands in a text, and not as a part of a longer one."""
    return value in text and bool(re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", text))


def _members(node: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON may be anything
    """Find all members that are texts, in the order in which they are written."""
    match node:
        case str():
            yield name, node
        case dict():
            for member, item in node.items():
                yield from _members(item, member)
        case list():
            for item in node:
                yield from _members(item, "")
        case _:
            pass
