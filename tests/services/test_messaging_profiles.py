"""Messaging profiles, from their making to their end."""

from dataclasses import replace

import pytest

from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.refusals import Conflicting, NotFound
from simulator.services.holdings import give_up, held
from simulator.services.messaging_profiles import create, delete, get, renew_secret, update
from simulator.services.world import World
from tests.parts import NOW, Bench


async def plain(world: World, name: str = "Main") -> MessagingProfile:
    """Make a profile with nothing special about it."""
    return await create(world, name, ("US",), lambda profile: profile)


async def test_a_profile_is_made_as_it_is_shaped(bench: Bench) -> None:
    """On top of what it has to have."""
    world = await bench.world()
    made = await create(
        world, "Main", ("US", "GB"), lambda profile: replace(profile, mobile_only=True)
    )

    assert (made.name, made.destinations, made.mobile_only) == ("Main", ("US", "GB"), True)
    assert made.created_at == made.updated_at == NOW
    assert await get(world, made.id) == made
    assert (await held(world)).profiles[-1] == made


async def test_a_change_tells_when_it_was(bench: Bench) -> None:
    """And leaves the rest as it is."""
    made = await plain(await bench.world())
    await bench.advance("demo", 5_000)
    changed = await update(
        await bench.world(), made.id, lambda profile: replace(profile, name="Other")
    )

    assert changed == replace(made, name="Other", updated_at=NOW + 5_000)
    assert await get(await bench.world(), made.id) == changed


async def test_a_secret_is_renewed(bench: Bench) -> None:
    """Each time to one that was not there before."""
    world = await bench.world()
    made = await plain(world)
    secrets = [(await renew_secret(world, made.id)).secret for _ in range(3)]

    assert len({made.secret, *secrets}) == 4
    assert (await get(world, made.id)).secret == secrets[-1]


async def test_a_profile_goes_when_nothing_is_on_it(bench: Bench) -> None:
    """Before, whoever wants that is told what is."""
    world = await bench.world()
    made, (founding, *_) = await plain(world), (await held(world)).profiles

    assert await delete(world, made.id) == made
    with pytest.raises(Conflicting, match=r"12345") as refusal:
        await delete(world, founding.id)
    assert "MyCompany" in refusal.value.reason
    assert (await held(world)).profiles == (founding,)


async def test_a_profile_without_senders_goes_though_it_was_the_first(bench: Bench) -> None:
    """No profile is special."""
    world = await bench.world()
    there = await held(world)
    for _ in there.numbers:
        await give_up(world, lambda there: there.numbers[0])
    await give_up(world, lambda there: there.short_codes[0])
    await give_up(world, lambda there: there.names[0])
    await delete(world, there.profiles[0].id)
    assert (await held(world)).profiles == ()


async def test_profiles_that_are_not_there_are_not_found(bench: Bench) -> None:
    """Whatever is to be done with them."""
    world = await bench.world()
    for use in (
        get(world, "none"),
        update(world, "none", lambda profile: profile),
        renew_secret(world, "none"),
        delete(world, "none"),
    ):
        with pytest.raises(NotFound) as refusal:
            await use
        assert (refusal.value.kind, refusal.value.name) == ("messaging profile", "none")
