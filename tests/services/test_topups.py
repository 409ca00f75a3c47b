"""Top-ups, begun and paid."""

import asyncio

import pytest

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, Invalid, NotFound
from simulator.domain.topup import Topup, TopupState
from simulator.services.accounts import balance_of
from simulator.services.topups import begin, find, pay
from simulator.services.world import World
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.traffic import once, post

FIVE = MicroUsd(5_000_000)


async def begun(world: World) -> Topup:
    """Begin a top-up of five dollars."""
    return (await begin(world, FIVE)).result


async def test_a_topup_waits_for_its_money(bench: Bench) -> None:
    """It is kept as it was asked for, and until it is paid the balance stays as it is."""
    world = await bench.world()

    done = await begin(world, FIVE, "https://shop.example/")

    topup = done.result
    assert topup == Topup(topup.id, FIVE, TopupState.PENDING, "https://shop.example/", NOW)
    assert await find(world, topup.id) == topup
    assert await balance_of(world) == CREDIT
    assert done.charged == 0


async def test_paying_raises_the_balance_once(bench: Bench) -> None:
    """Whoever pays again is shown what has been paid."""
    world = await bench.world()
    topup = await begun(world)

    first, second = [(await pay(world, topup.id)).result for _ in range(2)]

    assert first == second == topup.completed() == await find(world, topup.id)
    assert await balance_of(world) == CREDIT + FIVE


async def test_many_pay_at_the_same_moment_and_the_balance_rises_once(bench: Bench) -> None:
    """Somebody clicks twice, or two tabs are open."""
    world = await bench.world()
    topup = await begun(world)

    await asyncio.gather(*[pay(world, topup.id) for _ in range(20)])

    assert await balance_of(world) == CREDIT + FIVE


async def test_two_topups_are_paid_apart(bench: Bench) -> None:
    """Each raises the balance by its own amount."""
    world = await bench.world()
    one, other = await begun(world), (await begin(world, MicroUsd(1))).result

    await pay(world, other.id)
    assert await balance_of(world) == CREDIT + 1
    await pay(world, one.id)
    assert await balance_of(world) == CREDIT + 1 + FIVE


async def test_what_was_refused_goes_through_once_paid() -> None:
    """That is what a top-up is for."""
    world = await build_bench(credit=MicroUsd(0)).world()
    with pytest.raises(InsufficientCredit):
        await post(world)

    await pay(world, (await begun(world)).id)

    assert (await post(world)).price < await balance_of(world)


async def test_what_makes_no_sense_is_refused(bench: Bench) -> None:
    """By the member that is wrong."""
    world = await bench.world()
    with pytest.raises(Invalid) as of_amount:
        await begin(world, MicroUsd(0))
    with pytest.raises(Invalid) as of_url:
        await begin(world, FIVE, "shop.example")

    assert [problem.field for problem in of_amount.value.problems] == ["amount_usd"]
    assert [problem.field for problem in of_url.value.problems] == ["return_url"]


async def test_a_retry_begins_no_second_topup(bench: Bench) -> None:
    """With a key, it is answered as it was begun, even after it has been paid."""
    world = await bench.world()
    first = await begin(world, FIVE, once=once())
    await pay(world, first.result.id)

    second = await begin(world, FIVE, once=once())

    assert (second.result, second.is_replayed) == (first.result, True)


async def test_an_unknown_topup_is_not_found(bench: Bench) -> None:
    """Nor is that of another world; and nothing is paid."""
    world = await bench.world()
    topup = await begun(await bench.world("other"))

    for ask in (find, pay):
        with pytest.raises(NotFound) as refusal:
            await ask(world, topup.id)
        assert (refusal.value.kind, refusal.value.name) == ("topup", topup.id)
    assert await balance_of(world) == CREDIT
