"""Lies about lists and their pages."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward, in_data, in_request, mutant

__all__ = ["MUTANTS"]

_LISTS: Final = {
    "sms.events": ("timelines", "1"),
    "sms.inbound.list": ("replies", "2"),
    "sms.list": ("messages", "3"),
    "sms.sender.list": ("senders", "4"),
    "sms.signature.list": ("signatures", "5"),
    "sms.template.list": ("templates", "6"),
    "sms.suppression.list": ("suppressions", "7"),
}
"""Each list, by what it is of, and the last digit of the rules that guard it."""


def _minds_no_limit(operation: str) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        return await onward(ask.asking(limit=None) if ask.operation == operation else ask)

    return lie


def _minds_no_cursor(operation: str) -> Lie:
    """Show the first page again, however far one has come."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        return await onward(ask.asking(cursor=None) if ask.operation == operation else ask)

    return lie


def _repeats_the_boundary(operation: str) -> Lie:
    """Begin each page with the last item of the one before."""

    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation != operation or not answer.items:
            return answer
        told, cursor = answer.items, ask.parameters.get("cursor")
        last = told[-1]
        if cursor is not None and cursor in notes:
            told[:] = [notes[cursor], *told]
        if answer.data.get("next_cursor"):
            notes[answer.data["next_cursor"]] = last
        return answer

    return lie


def _loses_the_boundary(operation: str) -> Lie:
    """Leave out the first item of each page but the first."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and ask.parameters.get("cursor"):
            answer.items[:1] = []
        return answer

    return lie


def _ends_early(operation: str) -> Lie:
    """Say that the first page is the last."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and answer.is_success:
            answer.data["next_cursor"] = None
        return answer

    return lie


def _mutants() -> Iterator[Mutant]:
    for operation, (things, digit) in _LISTS.items():
        rule, limit = f"GW-LIST-01{digit}", f"GW-LIST-00{digit}"
        yield Mutant(
            f"shows-all-{things}",
            limit,
            f"Shows as many {things} as it likes, whatever the limit.",
            _minds_no_limit(operation),
        )
        yield Mutant(
            f"repeats-{things}",
            rule,
            f"Begins a page of {things} with the last one of the page before.",
            _repeats_the_boundary(operation),
        )
        yield Mutant(
            f"loses-{things}",
            rule,
            f"Leaves {things} out between two pages.",
            _loses_the_boundary(operation),
        )
        yield Mutant(
            f"ends-{things}-early",
            rule,
            f"Says that the first page of {things} is the last.",
            _ends_early(operation),
        )
        yield Mutant(
            f"shows-the-same-{things}",
            rule,
            f"Shows the first page of {things} again and again.",
            _minds_no_cursor(operation),
        )


_CURSOR_LENGTH_MIN: Final = 12
"""Of a cursor that may have been given out."""


@mutant("GW-LIST-023")
async def counts_pages_from_the_top(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Repeats a message where another was sent between two pages."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success:
        notes["sent"] = notes.get("sent", 0) + 1
    if ask.operation == "sms.list" and answer.items:
        last, told = answer.items[-1], answer.items
        before = notes.get(ask.parameters.get("cursor"))
        if before and before[0] != notes.get("sent"):
            told[:] = [before[1], *told]
        notes[answer.data["next_cursor"]] = (notes.get("sent"), last)
    return answer


@in_data("GW-LIST-024", *_LISTS)
def lists_the_oldest_first(data: dict[str, list[object]]) -> None:
    """Lists the oldest first."""
    data["items"].reverse()


@mutant("GW-LIST-025")
async def takes_any_limit(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Takes a limit that makes no sense for none."""
    answer = await onward(ask)
    is_refused = ask.operation in _LISTS and answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    return await onward(ask.asking(limit=None)) if is_refused else answer


@in_request("GW-LIST-025", *_LISTS)
def takes_any_cursor(ask: Ask) -> Ask:
    """Takes a cursor that was never given out for none."""
    return (
        ask.asking(cursor=None)
        if len(ask.parameters.get("cursor", "")) < _CURSOR_LENGTH_MIN
        else ask
    )


MUTANTS: Final[tuple[Mutant, ...]] = (
    *_mutants(),
    counts_pages_from_the_top,
    lists_the_oldest_first,
    takes_any_limit,
    takes_any_cursor,
)
