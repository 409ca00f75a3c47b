"""Scenarios: stories of a world, told in advance."""

from collections.abc import Mapping
from typing import Any

from simulator.console.control import staging
from simulator.console.control.answers import answer
from simulator.console.control.translate import scenarios as translate
from simulator.console.control.translate.faults import as_sent
from simulator.domain.refusals import Invalid, NotFound
from simulator.face import VENDORS, Answer, Call
from simulator.services import scenarios

__all__ = ["list_scenarios", "start_scenario"]


async def list_scenarios(call: Call) -> Answer:
    """Tell the scenarios that are shipped, and the one that was last started in this world."""
    there = await scenarios.running(call.world)
    return answer(translate.shelf(_shipped(call), there, call.world.name))


async def start_scenario(call: Call) -> Answer:
    """Start a scenario, in JSON or in YAML, in the place of the one that runs."""
    document = await _document(call)
    story, clock = translate.scenario(document, call.request.app[VENDORS], call.world.stock)
    if clock is not None:
        call.enter(await call.simulation.timeline.change_clock(call.world.name, clock))
    started = await scenarios.start(call.world, story)
    return answer(translate.started(started, call.world.name), 201)


async def _document(call: Call) -> Mapping[str, Any]:
    """Read a scenario, or find the one that is named."""
    try:
        body = await call.read_written(staging.ScenarioFile)
    except Invalid as refusal:
        raise as_sent(refusal, call.document) from None
    return call.document if body.shipped is None else _find(call, body.shipped)


def _shipped(call: Call) -> Mapping[str, Mapping[str, Any]]:
    return call.request.app[staging.SHELF].read()


def _find(call: Call, name: str) -> Mapping[str, Any]:
    found = _shipped(call).get(name)
    if found is None:
        raise NotFound("scenario", name)
    return found
