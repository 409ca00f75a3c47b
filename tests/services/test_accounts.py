"""A world's money."""

from simulator.domain.pricing import MicroUsd
from simulator.services.accounts import balance_of, set_balance
from tests.parts import Bench


async def test_a_balance_is_what_it_was_set_to(bench: Bench) -> None:
    """Setting a balance forgets what it was, and other worlds keep theirs."""
    world = await bench.world("rich")
    other = await bench.world("other")

    await set_balance(world, MicroUsd(5))

    assert await balance_of(world) == 5
    assert await balance_of(other) == 2_000_000
