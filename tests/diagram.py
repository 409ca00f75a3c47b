"""The life of a message as a diagram, drawn from its table; `python -m tests.diagram` prints it."""

import sys
from collections.abc import Iterator, Mapping

from simulator.domain.message import FINAL_STATES, TRANSITIONS, State, What

__all__ = ["draw"]


def draw(transitions: Mapping[tuple[State | None, What], State]) -> str:
    """Draw a table of transitions in Mermaid's words, row by row."""
    return "\n".join(["stateDiagram-v2", *_arrows(transitions), *_ends(transitions)])


def _arrows(transitions: Mapping[tuple[State | None, What], State]) -> Iterator[str]:
    for (before, what), after in transitions.items():
        yield f"    {before or '[*]'} --> {after}: {what}"


def _ends(transitions: Mapping[tuple[State | None, What], State]) -> Iterator[str]:
    for state in dict.fromkeys(transitions.values()):
        if state in FINAL_STATES:
            yield f"    {state} --> [*]"


if __name__ == "__main__":
    sys.stdout.write(f"{draw(TRANSITIONS)}\n")
