"""Lines for a shell that show once more what a verdict says, from the beginning.

What was made for a verdict is gone when somebody reads it, and a key that was used stands for what
it was used for. So no line repeats what was sent to the letter: words that nobody else uses begin
with the name of the run, in whose place comes `$run`, and ids and codes that came with an answer
are read from the answer that comes now. Line after line, bash does as the judge did.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from contract.evidence import CODE, Given, asked, given, used
from contract.exchange import Exchange
from contract.steps import Errand, Pause, Step

__all__ = ["Line", "story"]

_ANSWER: Final = "answer"
_RUN: Final = "run"

# The seconds since 1970 have as many digits as a run's name has letters.
_NEW_RUN: Final = f"{_RUN}=$(date +%s)"


@dataclass(frozen=True)
class Line:
    """A line for a shell, and what it was answered.

    Attributes:
        status: of the answer; 0 where it is none of HTTP.
        headers: of the answer, by their names in small letters.
        answer: its body.
    """

    text: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: bytes = b""


def story(steps: Sequence[Step], url: str, name: str) -> list[Line]:
    """Write the lines that do again what was done.

    Args:
        steps: what was done, in its order.
        url: of the target.
        name: of the run, by which begin all words that nobody else uses.
    """
    teller = _Teller(url, name)
    lines = [teller.line(step, steps[index + 1 :]) for index, step in enumerate(steps)]
    is_new = bool(name) and any(f'"${_RUN}"' in line.text for line in lines)
    return [Line(_NEW_RUN), *lines] if is_new else lines


class _Teller:
    """Writes line after line, and remembers which variables there are."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._variables = {name: _RUN} if name else {}
        self._said = ""

    def line(self, step: Step, rest: Sequence[Step]) -> Line:
        """Write what a step does, and keep what later ones need of its answer."""
        self._said += f" {asked(step)}"
        text = self._written(step)
        kept = list(self._kept(step, " ".join(asked(one) for one in rest)))
        if kept:
            text = "; ".join((f"{_ANSWER}=$({text})", f'echo "${_ANSWER}"', *kept))
        match step:
            case Exchange(status=status, headers=headers, answer=answer):
                return Line(text, status, headers, answer)
            case Errand(answer=answer):
                return Line(text, answer=answer)
            case Pause():
                return Line(text)

    def _written(self, step: Step) -> str:
        match step:
            case Exchange():
                return step.curl(self._url, self._quoted)
            case Errand(line=line):
                return line
            case Pause(seconds=seconds, moved=moved):
                if moved is None:
                    return f"sleep {seconds:.1f}"
                body = f'{{"by": "{seconds:.3f}s"}}'.encode()
                return replace(moved, body=body).curl(self._url)

    def _kept(self, step: Step, needed: str) -> Iterator[str]:
        """Write how to keep those values of an answer that are needed later, and are new in it."""
        for one in given(step):
            is_known = one.value in self._variables or used(one.value, self._said)
            if not is_known and used(one.value, needed):
                yield f"{self._named(one)}=$({_found(one)})"

    def _named(self, one: Given) -> str:
        """Give a value a variable."""
        # Small letters: those in capitals may be the shell's own.
        name = "code" if one.is_within else one.member.lower() or "printed"
        taken = {_ANSWER, _RUN, *self._variables.values()}
        numbered = (name if number == 1 else f"{name}{number}" for number in count(1))
        self._variables[one.value] = next(one for one in numbered if one not in taken)
        return self._variables[one.value]

    def _quoted(self, text: str) -> str:
        """Quote a text for the shell, with variables in the place of their values."""
        if not self._variables:
            return shlex.quote(text)
        pieces = re.split(f"({'|'.join(map(self._pattern, self._variables))})", text)
        return "".join(self._word(piece) for piece in pieces if piece)

    def _pattern(self, value: str) -> str:
        """Find a value where it stands alone; all words of a run begin with its name."""
        is_run = self._variables[value] == _RUN
        return re.escape(value) if is_run else rf"(?<![\w-]){re.escape(value)}(?![\w-])"

    def _word(self, piece: str) -> str:
        is_value = piece in self._variables
        return f'"${self._variables[piece]}"' if is_value else shlex.quote(piece)


def _found(one: Given) -> str:
    """Write how to find a value in an answer."""
    said = f'echo "${_ANSWER}"'
    if not one.member:
        return said
    member = f"""grep -o '"{one.member}" *: *"[^"]*"' | sed -n {one.place}p | cut -d'"' -f4"""
    within = f" | grep -oE '{CODE}' | head -n 1" if one.is_within else ""
    return f"{said} | {member}{within}"
