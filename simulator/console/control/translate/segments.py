"""What becomes of a text, in the control API's words."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from simulator.console.control import inspecting as shapes
from simulator.console.control.translate.account import money
from simulator.domain.address import E164
from simulator.domain.encoding import Encoding
from simulator.domain.inspector import Character, Cut, Part, Respelling, label
from simulator.domain.lookalikes import Swap
from simulator.domain.pricing import MicroUsd
from simulator.services.segments import Inspected

__all__ = ["inspected"]

# A sentence names so many characters; the list beside it has all of them.
_NAMED_COUNT_MAX: Final = 5

_UNSEEN: Final = {"": "nothing", " ": "a space", "\n": "a line feed"}


def inspected(found: Inspected, to: E164 | None) -> shapes.InspectedText:
    """Spell what becomes of a text."""
    seen = found.inspection
    return {
        "encoding": "GSM_7" if seen.encoding is Encoding.GSM_7 else "UCS_2",
        "segment_count": seen.segment_count,
        "unit_count": seen.unit_count,
        "units_left": seen.unit_left_count,
        "parts": [_part(one) for one in seen.parts],
        "boundaries": [one.starts_at for one in seen.parts[1:]],
        "characters": [_character(one) for one in seen.characters],
        "forced_by": [_character(one) for one in seen.outside_gsm],
        "hints": [*_hints(found)],
        "to": to,
        "price_usd": _price(found.segment_price, seen.segment_count),
    }


def _part(one: Part) -> shapes.Part:
    return {
        "text": one.text,
        "unit_count": one.unit_count,
        "starts_at": one.starts_at,
        "udh": one.udh.hex() or None,
    }


def _character(one: Character) -> shapes.Character:
    return {
        "character": one.character,
        "code_point": _code_points(one.character),
        "name": label(one.character),
        "units": one.unit_count,
        "count": one.count,
        "first_at": one.first_at,
        "escape": one.is_escaped,
        "forces_ucs2": one.is_outside_gsm,
    }


def _hints(found: Inspected) -> Iterator[shapes.RespellHint | shapes.CutHint]:
    seen = found.inspection
    price = partial(_price, found.segment_price)
    if seen.respelling is not None:
        yield _respell(seen.respelling, seen.segment_count, price(seen.respelling.segment_count))
    if seen.cut is not None:
        yield _cut(seen.cut, seen.segment_count, price(seen.cut.segment_count))


def _respell(one: Respelling, segment_count: int, price_usd: float | None) -> shapes.RespellHint:
    swaps = [f"{_names(swap.found)} as {_shown(swap.lookalike)}" for swap in one.swaps]
    wishes = []
    if swaps:
        wishes.append(f"write {_some(swaps)}")
    if one.left_out:
        wishes.append(f"leave out {_some([_names(character) for character in one.left_out])}")
    outcome = _outcome(one.segment_count, segment_count)
    wish = "; ".join(wishes)
    septets = _counted(one.unit_count, "septet")
    message = f"To keep it in GSM-7, {wish}: then it has {septets} and takes {outcome}."
    return {
        "kind": "respell",
        "message": message,
        "text": one.text,
        "swaps": [_swap(swap) for swap in one.swaps],
        "left_out": list(one.left_out),
        "unit_count": one.unit_count,
        "segment_count": one.segment_count,
        "price_usd": price_usd,
    }


def _cut(one: Cut, segment_count: int, price_usd: float | None) -> shapes.CutHint:
    count = _counted(one.character_count, "character")
    outcome = _outcome(one.segment_count, segment_count)
    return {
        "kind": "cut",
        "message": f"Cut {count} at the end: then it takes {outcome}.",
        "character_count": one.character_count,
        "segment_count": one.segment_count,
        "price_usd": price_usd,
    }


def _swap(one: Swap) -> shapes.ShownSwap:
    return {
        "found": one.found,
        "code_points": _code_points(one.found),
        "lookalike": one.lookalike,
        "count": one.count,
    }


def _outcome(segment_count: int, before_count: int) -> str:
    count = _counted(segment_count, "segment")
    return count if segment_count == before_count else f"{count} instead of {before_count}"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _price(segment_price: MicroUsd | None, segment_count: int) -> float | None:
    return None if segment_price is None else money(MicroUsd(segment_price * segment_count))


def _code_points(text: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in text)


def _names(text: str) -> str:
    """Name characters that a reader may be unable to see, or to tell from others."""
    return f"{_code_points(text)} ({' and '.join(map(label, text))})"


def _shown(lookalike: str) -> str:
    return _UNSEEN.get(lookalike, lookalike)


def _some(named: Sequence[str]) -> str:
    more_count = len(named) - _NAMED_COUNT_MAX
    more = [f"{more_count} more"] if more_count > 0 else []
    return ", ".join([*named[:_NAMED_COUNT_MAX], *more])
