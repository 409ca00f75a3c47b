"""What a project has its vendor guard it against."""

import pytest

from simulator.domain.clock import ClockMode
from simulator.domain.refusals import NotFound, RateLimited
from simulator.domain.safeguards import NO_SAFEGUARDS, CallerList, Safeguards, SendingLimits
from simulator.services.drafts import perform
from simulator.services.safeguards import keep_to_limits, put
from simulator.services.tables import SENDINGS
from simulator.services.world import World
from tests.parts import Bench, build_bench
from tests.traffic import ALICE, BOB


async def count(world: World) -> None:
    """Count one more text to Alice."""
    await perform(world, lambda draft: keep_to_limits(draft, ALICE))


async def test_a_world_guards_against_nothing(bench: Bench) -> None:
    """And remembers nothing for that."""
    world = await bench.world()
    await count(world)

    assert world.settings.safeguards == NO_SAFEGUARDS
    assert await world.get(SENDINGS.key(ALICE)) is None


async def test_what_is_put_holds_from_then_on(bench: Bench) -> None:
    """All of it, in place of all that was there; a new clock changes nothing about it."""
    wanted = Safeguards(
        is_signing_demanded=True,
        callers=CallerList(is_of_friends=True, networks=("10.0.0.0/8",)),
        limits=SendingLimits(per_day=3, exempt=(BOB,)),
    )

    assert await put(await bench.world(), wanted) == wanted

    settings = (await bench.world()).settings
    assert settings.safeguards == wanted
    assert settings.with_clock(settings.clock).safeguards == wanted


async def test_a_world_that_is_gone_is_not_written_to(bench: Bench) -> None:
    """Or it would be there again, with nothing in it."""
    world = await bench.world()
    await bench.worlds.delete(world.name)

    with pytest.raises(NotFound):
        await put(world, NO_SAFEGUARDS)


async def test_a_number_that_has_had_enough_gets_no_more(bench: Bench) -> None:
    """Until there is room again, which is when the refusal says."""
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_hour=2)))
    for _ in range(2):
        await count(await bench.world())

    with pytest.raises(RateLimited) as caught:
        await count(await bench.world())

    assert caught.value.is_standing
    await bench.advance("demo", caught.value.retry_after_s * 1_000)
    await count(await bench.world())


async def test_to_a_number_that_is_exempt_no_limit_applies(bench: Bench) -> None:
    """Nor is anything counted."""
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_day=0, exempt=(ALICE,))))

    await count(await bench.world())

    assert await (await bench.world()).get(SENDINGS.key(ALICE)) is None


async def test_on_a_clock_that_runs_the_wait_is_the_callers() -> None:
    """He need not wait by the world's clock, which he does not see."""
    bench = build_bench(mode=ClockMode.REAL)
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_minute=0)))

    with pytest.raises(RateLimited) as caught:
        await count(await bench.world())

    assert not caught.value.is_standing
    assert 1 <= caught.value.retry_after_s <= 60
