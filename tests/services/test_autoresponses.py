"""Autoresponses, each on its profile."""

from dataclasses import replace

import pytest

from simulator.domain.autoresponses import AutoresponseWish
from simulator.domain.keywords import Keyword
from simulator.domain.refusals import Invalid, NotFound
from simulator.services.autoresponses import create, delete, get, of_profile, update
from simulator.services.holdings import held
from simulator.services.messaging_profiles import create as create_profile
from simulator.services.world import World
from tests.parts import NOW, Bench

WISH = AutoresponseWish(Keyword.STOP, ("END", "Stop"), "US", "Gone.")


async def two_profiles(world: World) -> tuple[str, str]:
    """Tell the ids of two profiles."""
    other = await create_profile(world, "Other", ("US",), lambda profile: profile)
    return (await held(world)).profiles[0].id, other.id


async def test_a_profile_answers_what_it_is_told_to(bench: Bench) -> None:
    """Newest first, and nobody else does."""
    world = await bench.world()
    one, other = await two_profiles(world)
    first = await create(world, one, WISH)
    second = await create(world, one, replace(WISH, country="*"))

    assert (first.keyword, first.words, first.text) == (Keyword.STOP, ("END", "Stop"), "Gone.")
    assert first.created_at == first.updated_at == NOW
    assert await of_profile(world, one) == [second, first]
    assert await of_profile(world, other) == []
    assert await get(world, one, first.id) == first


async def test_an_answer_is_changed_as_a_whole(bench: Bench) -> None:
    """But for when it was made."""
    world = await bench.world()
    one, _ = await two_profiles(world)
    made = await create(world, one, WISH)
    await bench.advance("demo", 1_000)
    changed = await update(
        await bench.world(), one, made.id, AutoresponseWish(Keyword.START, ("GO",), "*", None)
    )

    assert (changed.id, changed.created_at, changed.updated_at) == (made.id, NOW, NOW + 1_000)
    assert (changed.keyword, changed.words, changed.text) == (Keyword.START, ("GO",), None)
    assert await of_profile(world, one) == [changed]


async def test_an_answer_is_given_up(bench: Bench) -> None:
    """Once."""
    world = await bench.world()
    one, _ = await two_profiles(world)
    made = await create(world, one, WISH)

    assert await delete(world, one, made.id) == made
    with pytest.raises(NotFound):
        await delete(world, one, made.id)


async def test_answers_are_found_on_their_own_profile_only(bench: Bench) -> None:
    """Another one's are not there, and neither is a profile that is none."""
    world = await bench.world()
    one, other = await two_profiles(world)
    made = await create(world, one, WISH)

    for asked in (
        get(world, other, made.id),
        update(world, other, made.id, WISH),
        delete(world, other, made.id),
        create(world, "none", WISH),
        of_profile(world, "none"),
    ):
        with pytest.raises(NotFound):
            await asked


@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        (Keyword.START, ("END", "stop ")),
        (Keyword.HELP, ("START",)),
        (Keyword.STOP, ("Help",)),
        (Keyword.STOP, ()),
        (Keyword.STOP, tuple(f"w{nth}" for nth in range(21))),
    ],
)
async def test_some_words_are_not_to_be_had(
    bench: Bench, keyword: Keyword, words: tuple[str, ...]
) -> None:
    """STOP, START and HELP ask for the same everywhere; there are twenty words at the most."""
    world = await bench.world()
    one, _ = await two_profiles(world)
    made = await create(world, one, WISH)

    for asked in (
        create(world, one, AutoresponseWish(keyword, words, "*", None)),
        update(world, one, made.id, AutoresponseWish(keyword, words, "*", None)),
    ):
        with pytest.raises(Invalid) as refusal:
            await asked
        assert refusal.value.problems[0].field == "keywords"
    assert await of_profile(world, one) == [made]
