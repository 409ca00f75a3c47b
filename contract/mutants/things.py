"""Lies about what is made, found, listed and deleted: senders, signatures, templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward
from contract.mutants.words import success

__all__ = ["MUTANTS"]


@dataclass(frozen=True)
class _Thing:
    """A kind of thing: its name, a member that was asked for, and the rules that guard it."""

    name: str
    made_by: str
    id: str
    member: str
    rules: dict[str, str]

    @property
    def made(self) -> str:
        return f"sms.{self.name}.{self.made_by}"

    @property
    def got(self) -> str:
        return f"sms.{self.name}.get"

    @property
    def listed(self) -> str:
        return f"sms.{self.name}.list"

    @property
    def deleted(self) -> str:
        return f"sms.{self.name}.delete"


_THINGS: Final = (
    _Thing(
        "sender",
        "register",
        "sender_id",
        "region",
        {
            "made": "GW-SNDR-001",
            "found": "GW-SNDR-002",
            "listed": "GW-SNDR-003",
            "deleted": "GW-SNDR-004",
            "unknown": "GW-SNDR-008",
        },
    ),
    _Thing(
        "signature",
        "create",
        "signature_id",
        "text",
        {
            "made": "GW-SIGN-001",
            "found": "GW-SIGN-002",
            "listed": "GW-SIGN-003",
            "deleted": "GW-SIGN-004",
            "unknown": "GW-SIGN-005",
            "ghost": "GW-SIGN-008",
        },
    ),
    _Thing(
        "template",
        "create",
        "template_id",
        "body",
        {
            "made": "GW-TMPL-001",
            "found": "GW-TMPL-002",
            "listed": "GW-TMPL-003",
            "deleted": "GW-TMPL-004",
            "unknown": "GW-TMPL-005",
            "ghost": "GW-TMPL-008",
        },
    ),
)


def _tells_another(operation: str, member: str) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and answer.is_success:
            answer.data[member] = "another"
        return answer

    return lie


def _lists_all_but_the_last(thing: _Thing) -> Lie:
    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == thing.made and answer.is_success:
            notes["last"] = answer.data[thing.id]
        if ask.operation == thing.listed and answer.is_success:
            told = answer.items
            told[:] = [item for item in told if item[thing.id] != notes.get("last")]
        return answer

    return lie


def _only_says_that_it_deletes(thing: _Thing) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        if ask.operation != thing.deleted:
            return await onward(ask)
        found = await onward(ask.at(f"/v1/sms/{thing.name}/get/{ask.id}"))
        return success({"deleted": True}) if found.is_success else await onward(ask)

    return lie


def _finds_what_is_not_there(thing: _Thing) -> Lie:
    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == thing.made and answer.is_success:
            notes["any"] = answer.data
        if ask.operation == thing.got and answer.status == HTTPStatus.NOT_FOUND:
            return success({**notes.get("any", {}), thing.id: ask.id})
        return answer

    return lie


def _lists_ghosts(thing: _Thing) -> Lie:
    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == thing.made and answer.is_success:
            notes[answer.data[thing.id]] = answer.data
        if ask.operation == thing.deleted and answer.is_success and ask.id in notes:
            notes.setdefault("ghosts", []).append(notes[ask.id])
        if ask.operation == thing.listed and answer.is_success:
            answer.items.extend(notes.get("ghosts", ()))
        return answer

    return lie


def _mutants_of(thing: _Thing) -> Iterator[Mutant]:
    name, rules = thing.name, thing.rules
    yield Mutant(
        f"makes-another-{name}",
        rules["made"],
        f"Makes a {name} with another {thing.member} than was asked for.",
        _tells_another(thing.made, thing.member),
    )
    yield Mutant(
        f"finds-another-{name}",
        rules["found"],
        f"Finds a {name} with another {thing.member} than it was made with.",
        _tells_another(thing.got, thing.member),
    )
    yield Mutant(
        f"hides-the-last-{name}",
        rules["listed"],
        f"Does not list the {name} that was made last.",
        _lists_all_but_the_last(thing),
    )
    yield Mutant(
        f"only-says-that-it-deletes-a-{name}",
        rules["deleted"],
        f"Says that it deletes a {name}, and keeps it.",
        _only_says_that_it_deletes(thing),
    )
    yield Mutant(
        f"finds-a-{name}-that-is-not-there",
        rules["unknown"],
        f"Finds a {name} that nobody made.",
        _finds_what_is_not_there(thing),
    )
    if "ghost" in rules:
        yield Mutant(
            f"lists-a-{name}-that-is-gone",
            rules["ghost"],
            f"Still lists a {name} that was deleted.",
            _lists_ghosts(thing),
        )


MUTANTS: Final[tuple[Mutant, ...]] = tuple(one for thing in _THINGS for one in _mutants_of(thing))
