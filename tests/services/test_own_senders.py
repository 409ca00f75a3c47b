"""Numbers, short codes and names: read, put on profiles, and given up."""

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.founding import FOUNDING_NUMBERS, FOUNDING_SHORT_CODE
from simulator.domain.provision import GivenNumber, Provision
from simulator.domain.refusals import Dangling, NotFound, Refusal, Taken
from simulator.services.holdings import held
from simulator.services.own_senders import (
    add_name,
    delete_hosted,
    delete_name,
    get_hosted,
    get_name,
    get_number,
    get_short_code,
    update_hosted,
    update_number,
    update_short_code,
)
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench

NUMBER = FOUNDING_NUMBERS[0]
HOSTED = E164("+14155550177")
ACME = AlphanumericSenderId("Acme")


@pytest.fixture
async def world(bench: Bench) -> World:
    """A world with a hosted number and one that is none."""
    given = Provision(numbers=(GivenNumber(NUMBER), GivenNumber(HOSTED, is_hosted=True)))
    return await bench.worlds.create(WorldWish("hosting", provision=given))


async def profile_id(world: World) -> str:
    """Tell the id of the first profile."""
    return (await held(world)).profiles[0].id


async def is_refused(asked: Awaitable[object], refusal: type[Refusal]) -> None:
    """See that the answer is no."""
    with pytest.raises(refusal):
        await asked


async def test_numbers_are_read_by_id_and_by_themselves(world: World) -> None:
    """Hosted ones among them; those that are not hosted are not found among the hosted."""
    number = await get_number(world, NUMBER)
    assert number == await get_number(world, number.id)
    assert (await get_number(world, HOSTED)) == (await get_hosted(world, HOSTED))
    await is_refused(get_hosted(world, NUMBER), NotFound)
    await is_refused(get_number(world, "+14155550178"), NotFound)


async def test_a_number_is_put_on_a_profile_and_taken_off(bench: Bench, world: World) -> None:
    """It tells when that was. What is no profile is refused, and changes nothing."""
    before = await get_number(world, NUMBER)
    await bench.advance("hosting", 1_000)
    world = await bench.world("hosting")
    off = await update_number(world, NUMBER, lambda number: replace(number, profile_id=None))
    assert off == replace(before, profile_id=None, updated_at=NOW + 1_000)

    await is_refused(
        update_number(world, NUMBER, lambda number: replace(number, profile_id="no")), Dangling
    )
    assert await get_number(world, NUMBER) == off


async def test_hosted_numbers_are_changed_and_given_up(world: World) -> None:
    """And only they."""
    tagged = await update_hosted(world, HOSTED, lambda number: replace(number, tags=("a",)))
    assert tagged.tags == ("a",)
    await is_refused(update_hosted(world, NUMBER, lambda number: number), NotFound)
    await is_refused(
        update_hosted(world, HOSTED, lambda number: replace(number, profile_id="no")), Dangling
    )
    await is_refused(delete_hosted(world, NUMBER), NotFound)

    assert await delete_hosted(world, HOSTED) == tagged
    await is_refused(get_number(world, HOSTED), NotFound)
    assert (await get_number(world, NUMBER)).number == NUMBER


async def test_short_codes_are_read_and_changed(bench: Bench) -> None:
    """By id, or by themselves."""
    world = await bench.world()
    code = await get_short_code(world, FOUNDING_SHORT_CODE)
    assert code == await get_short_code(world, code.id)

    off = await update_short_code(world, code.id, lambda code: replace(code, profile_id=None))
    assert off == replace(code, profile_id=None)
    await is_refused(
        update_short_code(world, code.id, lambda code: replace(code, profile_id="no")), Dangling
    )
    await is_refused(update_short_code(world, "none", lambda code: code), NotFound)
    await is_refused(get_short_code(world, "none"), NotFound)
    assert await get_short_code(world, code.id) == off


async def test_names_are_added_and_given_up(world: World) -> None:
    """A profile has a name once, and no profile that is not there has any."""
    on = await profile_id(world)
    name = await add_name(world, ACME, on, NUMBER)
    assert (name.name, name.profile_id, name.fallback, name.created_at) == (ACME, on, NUMBER, NOW)
    assert await get_name(world, name.id) == name

    await is_refused(add_name(world, ACME, on, None), Taken)
    await is_refused(add_name(world, ACME, "no", None), Dangling)
    other = await add_name(world, AlphanumericSenderId("Ajax"), on, None)

    assert await delete_name(world, name.id) == name
    await is_refused(get_name(world, name.id), NotFound)
    await is_refused(delete_name(world, name.id), NotFound)
    assert (await held(world)).names == (other,)
