"""Worlds: made on first use, apart from one another, and forgotten."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count

import pytest
from msgspec import structs

from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.faults import LIMITED
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Conflicting, Invalid, NoSuchWorld, NotFound
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import find_message, list_messages
from simulator.services.messaging import send
from simulator.services.otps import latest, send_otp
from simulator.services.pages import PageRequest
from simulator.services.tables import SETTINGS
from simulator.services.worlds import CREDIT_UNLIMITED, Worlds, WorldWish
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.stores import InterruptedStore, SupposingStore, YieldingStore, turns
from tests.traffic import ALICE, FACE, fate, hello, once, post

START = NOW - 10**9


async def test_a_first_call_makes_a_world(bench: Bench) -> None:
    """It is set as the defaults say, and is there from then on."""
    world = await bench.world("fresh")

    settings = world.settings
    assert (settings.name, settings.seed, settings.realm) == ("fresh", 7, "fresh")
    assert (settings.profile, settings.credit, settings.created_at) == ("perfect", CREDIT, NOW)
    assert settings.clock.mode is ClockMode.MANUAL
    assert settings.starts_at is None
    assert world.now == NOW
    assert await balance_of(world) == CREDIT
    assert await bench.worlds.names() == ["fresh"]
    assert (await bench.worlds.find("fresh")).settings == settings


async def test_a_world_is_made_at_one_instant(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast the wall's clock goes meanwhile."""
    monkeypatch.setattr(bench.wall, "now_ms", partial(next, count(NOW)))

    world = await bench.world("fresh")

    assert world.now == world.settings.created_at


async def test_closed_worlds_are_not_made_by_calling() -> None:
    """They are made by asking for them."""
    worlds = build_bench(is_open=False).worlds

    with pytest.raises(NoSuchWorld):
        await worlds.enter("fresh")
    await worlds.create(WorldWish("fresh"))

    assert (await worlds.enter("fresh")).name == "fresh"


async def test_what_is_not_there_is_not_found(bench: Bench) -> None:
    """Looking for a world does not make it, nor does trying to empty or to delete it."""
    for deed in (bench.worlds.find, bench.worlds.reset, bench.worlds.delete):
        with pytest.raises(NotFound):
            await deed("nowhere")

    assert await bench.worlds.names() == []


async def test_a_world_is_made_as_wished(bench: Bench) -> None:
    """Seed, clock, profile and credit are its own; a seed of its own needs no realm."""
    clock = ClockWish(ClockMode.SCALED, 60, START)
    made = await bench.worlds.create(WorldWish("mine", 0, clock, "grumpy", MicroUsd(0)))

    settings = (await bench.worlds.enter("mine")).settings
    assert made.settings == settings
    assert (settings.seed, settings.realm, settings.starts_at) == (0, "", START)
    assert (settings.profile, settings.credit) == ("grumpy", 0)
    assert (settings.clock.mode, settings.clock.speed, made.now) == (ClockMode.SCALED, 60, START)
    assert made.profile.name == "grumpy"
    assert await balance_of(made) == 0


@pytest.mark.parametrize(("wished_ms", "review_ms"), [(None, 7), (0, 0), (60_000, 60_000)])
async def test_reviews_take_the_time_that_was_chosen(
    bench: Bench, wished_ms: int | None, review_ms: int
) -> None:
    """For the world, or else for the server, or else five seconds; no time at all is a choice."""
    worlds = Worlds(bench.worlds.parts, replace(bench.worlds.defaults, review_ms=7))

    made = await worlds.create(WorldWish("mine", review_ms=wished_ms))

    assert made.settings.review_ms == review_ms
    assert (await bench.world("other")).settings.review_ms == 5_000


async def test_a_world_is_made_once(bench: Bench) -> None:
    """A second one of that name is refused, and the first stays as it was."""
    first = await bench.world("mine")

    with pytest.raises(Conflicting):
        await bench.worlds.create(WorldWish("mine", seed=99))

    assert (await bench.world("mine")).settings == first.settings


@pytest.mark.parametrize("name", ["", "a-b", "a b", "a" * 65, "ä", "a\n"])
async def test_a_name_is_letters_and_digits(bench: Bench, name: str) -> None:
    """1 to 64 of them; on a first call too."""
    with pytest.raises(Invalid) as caught:
        await bench.worlds.create(WorldWish(name))
    with pytest.raises(Invalid):
        await bench.worlds.enter(name)

    assert caught.value.problems[0].field == "name"
    assert (await bench.worlds.create(WorldWish("a" * 64))).name == "a" * 64


async def test_an_unknown_profile_is_refused_with_the_known_ones(bench: Bench) -> None:
    """The refusal helps whoever mistyped."""
    with pytest.raises(Invalid) as caught:
        await bench.worlds.create(WorldWish("mine", profile="lazy"))

    problem = caught.value.problems[0]
    assert problem.field == "profile"
    assert "grumpy, " in problem.message
    assert "perfect" in problem.message


@pytest.mark.parametrize(
    ("name", "credit", "expected"),
    [("broke", None, 0), ("broke2", None, 0), ("broke", MicroUsd(5), 5), ("unbroke", None, CREDIT)],
)
async def test_a_world_whose_name_begins_with_broke_is(
    bench: Bench, name: str, credit: MicroUsd | None, expected: int
) -> None:
    """It starts without money, unless some was asked for."""
    world = await bench.worlds.create(WorldWish(name, credit=credit))

    assert world.settings.credit == expected
    assert await balance_of(world) == expected


async def test_unlimited_credit_shows_a_million_dollars() -> None:
    """A balance is a number, also where it does not matter."""
    assert await balance_of(await build_bench(credit=None).world()) == CREDIT_UNLIMITED
    assert CREDIT_UNLIMITED == 10**12


async def test_many_first_calls_make_one_world() -> None:
    """Whoever was slower steps into the world that the fastest has made."""
    store = YieldingStore()
    worlds = build_bench(store=store).worlds

    entered = await asyncio.gather(*(worlds.enter("fresh") for _ in range(20)))

    assert store.conflict_count == 19
    assert len({id(world.settings) for world in entered}) == 1


async def test_a_world_reset_tells_its_story_again() -> None:
    """Everything but its settings is forgotten: messages, money, codes, keys, counters, steps."""
    bench = build_bench(profile="grumpy")
    await bench.worlds.create(WorldWish("w", clock=ClockWish(ClockMode.MANUAL, now=START)))
    stories = []
    for _ in range(2):
        world = await bench.world("w")
        assert world.now == START
        sent = [await send(world, hello(f"hello {n % 9}"), once(str(n))) for n in range(30)]
        code = (await send_otp(world, FACE, ALICE)).result.otp.code
        assert not any(performed.is_replayed for performed in sent)
        await bench.advance("w", 10**9)
        world = await bench.world("w")
        messages = [await find_message(world, performed.result.id) for performed in sent]
        stories.append((code, await balance_of(world), [fate(message) for message in messages]))

        bench.wall.at += 1_000
        await set_balance(await bench.world("w"), MicroUsd(1))
        assert (await bench.worlds.reset("w")).now == START
        world = await bench.world("w")
        assert (await list_messages(world, PageRequest())).items == []
        assert await latest(world, ALICE) is None
        assert await balance_of(world) == CREDIT
        assert await bench.advance("w", 0) == ()

    assert stories[0] == stories[1]


async def test_a_world_reset_begins_now_if_it_was_given_no_beginning(bench: Bench) -> None:
    """Its clock shows what the wall's does."""
    await bench.world("w")
    await bench.advance("w", 10**6)
    bench.wall.at += 5_000

    assert (await bench.worlds.reset("w")).now == NOW + 5_000


async def test_a_deleted_world_is_gone(bench: Bench) -> None:
    """It is not named any more, and its next call makes a new one."""
    await post(await bench.world("w"))

    await bench.worlds.delete("w")

    assert await bench.worlds.names() == []
    assert (await list_messages(await bench.world("w"), PageRequest())).items == []


async def test_a_world_can_be_reset_while_it_is_called() -> None:
    """A first call that falls between forgetting and making anew disturbs neither."""
    store = InterruptedStore()
    worlds = build_bench(store=store).worlds
    await worlds.create(WorldWish("w", seed=99))
    store.after_drop = partial(worlds.enter, "w")

    await worlds.reset("w")

    assert (await worlds.enter("w")).settings.seed == 99


@pytest.mark.parametrize("head_start", range(6))
@pytest.mark.parametrize("deed", ["delete", "reset"])
async def test_what_is_under_way_does_not_come_into_another_world(
    deed: str, head_start: int
) -> None:
    """Whoever is still deciding when his world is taken away is told that it is gone."""
    bench = build_bench(store=YieldingStore())
    world = await bench.world()

    sending = asyncio.create_task(send(world, hello(), once()))
    await turns(head_start)
    await getattr(bench.worlds, deed)("demo")

    with suppress(NotFound):
        await sending
    if deed == "delete":
        assert await bench.worlds.names() == []
    there = await bench.world()
    assert await balance_of(there) == CREDIT
    assert (await list_messages(there, PageRequest())).items == []
    with pytest.raises(NotFound):
        await send(world, hello())
    assert (await send(there, hello())).result.nth == 1


async def test_each_world_of_a_name_is_another_one(bench: Bench) -> None:
    """However it came to be."""
    first = await bench.world()
    again = await bench.worlds.reset("demo")
    await bench.worlds.delete("demo")
    made = await bench.worlds.create(WorldWish("demo"))
    moved = await bench.timeline.change_clock("demo", ClockWish(now=NOW + 1))

    assert len({one.settings.incarnation for one in (first, again, made)}) == 3
    assert moved.settings.incarnation == made.settings.incarnation


async def test_a_world_may_be_supposed_to_be_as_it_was() -> None:
    """By a store that supposes; if it is not known there, or has rules, it has to be looked up."""
    store = SupposingStore()
    bench = build_bench(store=store)
    world = await bench.world()
    assert bench.worlds.supposed("demo") is None

    store.supposed[SETTINGS] = world.settings
    assert bench.worlds.supposed("demo") == structs.replace(world, is_supposed=True)

    store.supposed[SETTINGS] = world.settings.with_faults(LIMITED)
    assert bench.worlds.supposed("demo") is None
    assert (await build_bench().world()).parts.store.suppose is None
    assert build_bench().worlds.supposed("demo") is None
