"""A mutant: an implementation with one lie in it.

Its lie stands between the one who asks and any implementation. Most are told by changing one thing
on the way there or on the way back, and are written as the function that changes it:

    @in_data("GW-SEND-001", "sms.send")
    def answers_another_recipient(data: Data) -> None:
        '''Answers a message to somebody else.'''
        data["to"] = ELSEWHERE
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from contract.mutants.exchange import Answer, Ask, Data

__all__ = ["Lie", "Mutant", "Notes", "Onward", "in_answer", "in_data", "in_request", "mutant"]

Onward = Callable[[Ask], Awaitable[Answer]]
"""Asks the implementation itself."""

Notes = dict[Any, Any]
"""What a mutant remembers, from one call to the next."""

Lie = Callable[[Ask, Onward, Notes], Awaitable[Answer]]


@dataclass(frozen=True)
class Mutant:
    """An implementation with one lie in it.

    Attributes:
        name: for tables and command lines.
        rule: the id of the rule that has to find it out.
        says: what it does wrong.
        answer: how it answers.
        beside: further rules to run, where it takes their calls to show the lie.
    """

    name: str
    rule: str
    says: str
    answer: Lie
    beside: tuple[str, ...] = ()


def mutant(rule: str, *beside: str) -> Callable[[Lie], Mutant]:
    """Make a mutant of a function that answers."""

    def make(lie: Lie) -> Mutant:
        return _named(lie, rule, lie, beside)

    return make


def in_data(rule: str, *operations: str) -> Callable[[Callable[[Data], None]], Mutant]:
    """Make a mutant of a function that writes over what some operations return."""

    def make(change: Callable[[Data], None]) -> Mutant:
        async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
            answer = await onward(ask)
            if ask.operation in operations and answer.is_success:
                change(answer.data)
            return answer

        return _named(change, rule, lie, ())

    return make


def in_answer(rule: str, *beside: str) -> Callable[[Callable[[Answer], None]], Mutant]:
    """Make a mutant of a function that writes over any answer in an envelope."""

    def make(change: Callable[[Answer], None]) -> Mutant:
        async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
            answer = await onward(ask)
            if ask.operation and answer.is_enveloped:
                change(answer)
            return answer

        return _named(change, rule, lie, beside)

    return make


def in_request(rule: str, *operations: str) -> Callable[[Callable[[Ask], Ask]], Mutant]:
    """Make a mutant of a function that misunderstands what some operations are asked."""

    def make(change: Callable[[Ask], Ask]) -> Mutant:
        async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
            return await onward(change(ask) if ask.operation in operations else ask)

        return _named(change, rule, lie, ())

    return make


def _named(told: Callable[..., object], rule: str, lie: Lie, beside: tuple[str, ...]) -> Mutant:
    name = told.__name__.replace("_", "-")
    return Mutant(name, rule, (told.__doc__ or "").strip(), lie, beside)
