"""One text to some numbers: all of them get it, or none."""

import pytest

from simulator.domain.address import E164
from simulator.domain.refusals import InsufficientCredit, Invalid, RateLimited, Refusal
from simulator.domain.safeguards import Safeguards, SendingLimits
from simulator.services.accounts import balance_of, set_balance
from simulator.services.broadcasting import Broadcast, broadcast
from simulator.services.safeguards import put
from simulator.services.tables import MESSAGES
from simulator.services.world import World
from tests.parts import CREDIT, Bench
from tests.traffic import ALICE, BOB, UNIMATRIX_PRICE

REFUSED = E164("+15005550030")


def wish(*destinations: E164, name: str | None = None) -> Broadcast:
    """Ask for one text to these numbers."""
    return Broadcast("unimatrix", "unimatrix", destinations, name, "hello")


async def count(world: World) -> int:
    """Count all messages."""
    return await world.parts.store.count(world.name, MESSAGES)


async def test_everybody_gets_the_text(bench: Bench) -> None:
    """In the order in which they were named, twice who was named twice, and each is paid for."""
    world = await bench.world()

    done = await broadcast(world, wish(BOB, ALICE, BOB))

    assert [one.destination for one in done.result] == [BOB, ALICE, BOB]
    assert [one.nth for one in done.result] == [1, 1, 2]
    assert {(one.text, one.face, one.vendor) for one in done.result} == {
        ("hello", "unimatrix", "unimatrix")
    }
    assert done.charged == 3 * UNIMATRIX_PRICE
    assert await balance_of(world) == CREDIT - done.charged


@pytest.mark.parametrize(
    ("destinations", "refusal"),
    [
        ((ALICE, REFUSED), Invalid),
        ((ALICE, BOB), InsufficientCredit),
        ((ALICE, ALICE), RateLimited),
    ],
)
async def test_where_one_is_refused_nobody_gets_anything(
    bench: Bench, destinations: tuple[E164, ...], refusal: type[Refusal]
) -> None:
    """A bad number, no money for the second, or one text too many to the first."""
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_minute=1)))
    world = await bench.world()
    await set_balance(world, UNIMATRIX_PRICE)

    with pytest.raises(refusal):
        await broadcast(world, wish(*destinations))

    assert (await balance_of(world), await count(world)) == (UNIMATRIX_PRICE, 0)
    assert len((await broadcast(world, wish(ALICE))).result) == 1


async def test_what_is_suppressed_is_free(bench: Bench) -> None:
    """A magic number that has opted out is one of those who get it, and gets nothing."""
    done = await broadcast(await bench.world(), wish(E164("+15005550070"), ALICE))

    assert [one.charged for one in done.result] == [0, UNIMATRIX_PRICE]
    assert done.charged == UNIMATRIX_PRICE


async def test_a_name_that_may_not_be_used_stops_all(bench: Bench) -> None:
    """Before anything is looked at."""
    with pytest.raises(Invalid, match="signature"):
        await broadcast(await bench.world(), wish(ALICE, name="A"))
