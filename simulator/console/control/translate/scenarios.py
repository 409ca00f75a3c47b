"""Scenarios, in the control API's words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from simulator.console.control import staging
from simulator.console.control.translate.clock import clock_wish
from simulator.console.control.translate.faults import as_sent, rule_wishes
from simulator.console.control.translate.handsets import handset
from simulator.console.control.translate.provisions import provision
from simulator.domain.clock import ClockWish
from simulator.domain.refusals import FieldProblem, Invalid
from simulator.domain.scenarios import (
    Deed,
    Running,
    Say,
    Scenario,
    SetBalance,
    SetHandset,
    SetProfile,
    SetProvision,
    SetRules,
    Turn,
)
from simulator.domain.value import value
from simulator.face import Face
from simulator.face.instants import iso
from simulator.face.reading import validate
from simulator.services import faults
from simulator.services.world import Stock

__all__ = ["scenario", "shelf", "started"]


@value
class _There:
    """What a scenario may name."""

    vendors: Sequence[Face]
    carriers: Collection[str]
    profiles: Collection[str]


def scenario(
    document: Mapping[str, Any], vendors: Sequence[Face], stock: Stock
) -> tuple[Scenario, ClockWish | None]:
    """Read a scenario, and how the clock shall run before it begins.

    Args:
        document: the whole of it, as it was written.
        vendors: the faces that there are.
        stock: what the carrier knows.

    Raises:
        Invalid: it is none, or names something that is not there.
    """
    there = _There(vendors, stock.routing.vendors, stock.profiles)
    try:
        sent = validate(staging.ScenarioFile, document)
        clock = None if sent.clock is None else clock_wish(sent.clock)
        return _scenario(sent, document, there), clock
    except Invalid as refusal:
        raise as_sent(refusal, document) from None


def _scenario(sent: staging.ScenarioFile, spelled: Mapping[str, Any], there: _There) -> Scenario:
    turns = [Turn(0, "", tuple(_deeds(sent, spelled, there)))]
    for position, one in enumerate(sent.steps):
        with _at(f"steps.{position}"):
            deeds = tuple(_deeds(one, spelled["steps"][position], there))
            turns.append(Turn(one.after, one.note, deeds))
    return Scenario(f"{sent.name}", sent.summary, sent.seed, tuple(turns))


def started(one: Running, world: str) -> staging.StartedScenario:
    """Spell a scenario that was started."""
    turns = sorted(one.scenario.turns[1:], key=lambda turn: turn.after_ms)
    return {
        "name": one.scenario.name,
        "summary": one.scenario.summary,
        "world": world,
        "started_at": iso(one.started_at),
        "steps": [{"at": iso(one.started_at + turn.after_ms), "note": turn.note} for turn in turns],
    }


def shelf(
    shipped: Mapping[str, Mapping[str, Any]], running: Running | None, world: str
) -> staging.Scenarios:
    """Spell which scenarios there are, and which one runs."""
    return {
        "items": [
            {"name": name, "summary": document["summary"]} for name, document in shipped.items()
        ],
        "running": None if running is None else started(running, world),
    }


def _deeds(
    sent: staging.ScenarioFile | staging.StagedTurn, spelled: Mapping[str, Any], there: _There
) -> Iterator[Deed]:
    if sent.profile is not None:
        yield SetProfile(_profile(sent.profile, there.profiles))
    if sent.rules is not None:
        wishes = rule_wishes(sent.rules, spelled["rules"], there.vendors, there.carriers)
        faults.check(wishes)
        yield SetRules(tuple(wishes))
    for number, one in (sent.handsets or {}).items():
        yield SetHandset(handset(number, one))
    if sent.balance_usd is not None:
        yield SetBalance(sent.balance_usd)
    if sent.resources is not None:
        yield SetProvision(provision(sent.resources))
    for said in sent.inbound:
        yield Say(said.from_, said.to, said.text)


def _profile(name: str, known: Collection[str]) -> str:
    if name not in known:
        raise Invalid.field("profile", f"is not known; there are {', '.join(sorted(known))}")
    return name


@contextmanager
def _at(path: str) -> Iterator[None]:
    """Tell where in the whole a part is wrong."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid(
            tuple(
                FieldProblem(f"{path}.{problem.field}", problem.message)
                for problem in refusal.problems
            )
        ) from None
