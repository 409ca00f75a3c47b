"""What there is to send with: found at first, then kept as it is changed."""

import asyncio
from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.autoresponses import Autoresponse
from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.holdings import Holdings
from simulator.domain.keywords import Keyword
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.own_senders import SenderName
from simulator.domain.provision import GivenNumber, GivenProfile, Provision
from simulator.domain.refusals import Conflicting, Dangling
from simulator.services.drafts import Draft
from simulator.services.holdings import (
    HOLDING_COUNT_MAX,
    fetch_holdings,
    give_up,
    held,
    keep,
    require_profile,
)
from simulator.services.tables import HOLDINGS, PROVISION
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore

NUMBER = E164("+14155550177")
GIVEN = Provision((GivenProfile("Main"),), (GivenNumber(NUMBER),))


def name(nth: int, there: Holdings) -> SenderName:
    """Make a name on the first profile."""
    return SenderName(f"n{nth}", AlphanumericSenderId(f"Acme{nth}"), there.profiles[0].id, None, 1)


async def is_kept(world: World) -> bool:
    """Tell whether anything is written."""
    return await world.get(HOLDINGS) is not None


async def test_what_every_world_has_costs_nothing(bench: Bench) -> None:
    """It is looked at any number of times, and is not written."""
    world = await bench.world()

    assert await held(world) == await held(world) == await fetch_holdings(Draft(world))
    assert not await is_kept(world)
    assert (await held(world)).profiles[0].created_at == NOW


async def test_the_first_change_writes_down_the_rest_too(bench: Bench) -> None:
    """From then on it is what it is, whatever becomes of the seed."""
    world = await bench.world()
    before = await held(world)
    await keep(world, lambda there: name(1, there))

    assert await is_kept(world)
    assert await held(world) == before.holding(name(1, before))


async def test_it_begins_when_the_world_does(bench: Bench) -> None:
    """By the world's own clock, if that was set."""
    clock = ClockWish(ClockMode.MANUAL, now=1_000)
    world = await bench.worlds.create(WorldWish("past", clock=clock))
    assert (await held(world)).profiles[0].created_at == 1_000


async def test_what_is_given_up_is_gone(bench: Bench) -> None:
    """And is told once more."""
    world = await bench.world()
    before = await held(world)
    gone = await give_up(world, lambda there: there.names[0])

    assert gone == before.names[0]
    assert await held(world) == before.without(gone)


async def test_changes_at_once_do_not_undo_one_another() -> None:
    """Each is made to what the others have left."""
    world = await build_bench(store=YieldingStore()).world()

    def add(nth: int) -> asyncio.Future[SenderName]:
        return asyncio.ensure_future(keep(world, lambda there: name(nth, there)))

    await asyncio.gather(*(add(nth) for nth in range(10)))
    assert {one.id for one in (await held(world)).names[1:]} == {f"n{nth}" for nth in range(10)}


async def test_there_is_an_end_to_how_much_there_can_be(bench: Bench) -> None:
    """What is there already can still be changed."""
    world = await bench.world()
    there = await held(world)
    full = tuple(name(nth, there) for nth in range(HOLDING_COUNT_MAX))
    draft = Draft(world)
    draft.put(HOLDINGS, replace(there, names=full))
    await world.commit(draft)

    with pytest.raises(Conflicting):
        await keep(world, lambda there: name(HOLDING_COUNT_MAX, there))
    changed = await keep(world, lambda there: replace(there.names[5], fallback=NUMBER))
    assert (await held(world)).names[5] == changed
    assert len((await held(world)).names) == HOLDING_COUNT_MAX


def test_only_profiles_that_are_there_can_be_belonged_to() -> None:
    """None is no profile, and always there."""
    there = Holdings("o", (MessagingProfile("p1", "One", (), "s", 1, 1),))
    require_profile(there, "p1")
    require_profile(there, None)
    with pytest.raises(Dangling) as refusal:
        require_profile(there, "p2")
    assert (refusal.value.field, refusal.value.name) == ("messaging_profile_id", "p2")


async def test_a_world_has_what_it_is_given(bench: Bench) -> None:
    """And once more what it was given, when it starts again."""
    made = await bench.worlds.create(WorldWish("given", provision=GIVEN))
    there = await held(made)
    (number,) = there.numbers
    assert (number.number, number.country) == (NUMBER, "US")
    assert there.profile_id_of(NUMBER) == there.profiles[0].id
    assert there.profiles[0].created_at == NOW

    await keep(made, lambda _: Autoresponse("a", "p", Keyword.HELP, ("X",), "*", None, 1, 1))
    await give_up(made, lambda there: there.numbers[0])
    again = await bench.worlds.reset("given")
    assert await held(again) == there
    assert await again.get(PROVISION) == GIVEN


async def test_a_world_that_is_given_nothing_keeps_nothing(bench: Bench) -> None:
    """Neither at its start nor when it starts again."""
    made = await bench.worlds.create(WorldWish("bare"))
    again = await bench.worlds.reset("bare")
    assert await made.get(PROVISION) is None
    assert await again.get(PROVISION) is None
    assert not await is_kept(again)
