"""Scenarios: what was told in advance happens, each thing when its time has come."""

from collections.abc import Sequence

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
    Turned,
)
from simulator.domain.steps import ScenarioStep
from simulator.services import faults, handsets, holdings, inbound
from simulator.services.drafts import Draft, fetch_settings, perform
from simulator.services.tables import BALANCE, SCENARIO, SETTINGS
from simulator.services.world import World

__all__ = ["running", "start", "turn"]


async def running(world: World) -> Running | None:
    """Tell which scenario was started last; None if none was."""
    return await world.get(SCENARIO)


async def start(world: World, scenario: Scenario) -> Running:
    """Start a scenario; what an earlier one had still in store does not happen any more.

    Rules, handsets, carrier and balance stay as they are where the scenario says nothing of them.

    Raises:
        Invalid: it asks for what there is not.
        NotFound: the world was deleted meanwhile.
    """

    async def use_case(draft: Draft) -> Running:
        await draft.fetch(SCENARIO)
        before = draft.get(SCENARIO)
        started = Running(scenario, 1 if before is None else before.serial + 1, world.now)
        draft.put(SCENARIO, started)
        if scenario.seed is not None:
            await holdings.settle(draft)
            draft.put(SETTINGS, (await fetch_settings(draft)).with_seed(scenario.seed))
        for position, one in enumerate(scenario.turns):
            if one.after_ms:
                draft.plan(ScenarioStep(world.now + one.after_ms, started.serial, position))
            else:
                await _take(draft, one, world.now)
        return started

    return (await perform(world, use_case)).result


async def turn(draft: Draft, steps: Sequence[ScenarioStep]) -> list[Turned]:
    """Take turns whose time has come, unless another scenario has been started since."""
    await draft.fetch(SCENARIO)
    there = draft.get(SCENARIO)
    taken = []
    for step in steps:
        if there is None or there.serial != step.serial:
            continue
        one = there.scenario.turns[step.position]
        await _take(draft, one, step.due_at)
        taken.append(Turned(there.scenario.name, one.note, step.due_at))
    return taken


async def _take(draft: Draft, one: Turn, at: int) -> None:
    for deed in one.deeds:
        await _do(draft, deed, at)


async def _do(draft: Draft, deed: Deed, at: int) -> None:
    match deed:
        case SetRules(wishes):
            await faults.install(draft, wishes)
        case SetHandset(handset):
            await handsets.install(draft, handset, at)
        case SetBalance(balance):
            draft.put(BALANCE, balance)
        case SetProfile(profile):
            draft.put(SETTINGS, (await fetch_settings(draft)).with_profile(profile))
        case SetProvision(provision):
            await holdings.provide(draft, provision, at)
        case Say(handset, destination, text):
            await inbound.receive(draft, handset, destination, text, at)
