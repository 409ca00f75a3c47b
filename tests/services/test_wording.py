"""In whose name one may write, and in the words of which template."""

import pytest

from simulator.domain.address import E164
from simulator.domain.refusals import Invalid, NotFound, SignatureRequired
from simulator.services import signatures, templates
from simulator.services.signatures import SignatureWish
from simulator.services.templates import Filling, TemplateWish
from simulator.services.wording import check_name, settle
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import Bench
from tests.traffic import ALICE

CHINA = E164("+8613800138000")


async def hand_in(bench: Bench, name: str, world: str = "demo") -> None:
    """Hand in a name for review."""
    await signatures.create(await bench.world(world), SignatureWish(name))


async def test_in_nobodys_name_one_may_write_anywhere_but_to_china(bench: Bench) -> None:
    """It says which of the numbers asks for a name."""
    world = await bench.world()
    await check_name(world, None, [ALICE])

    with pytest.raises(SignatureRequired) as caught:
        await check_name(world, None, [ALICE, CHINA])

    assert caught.value.destination == CHINA


async def test_a_name_that_nobody_knows_is_good_but_in_china(bench: Bench) -> None:
    """There it has to be handed in first."""
    world = await bench.world()
    await check_name(world, "Acme", [ALICE])

    with pytest.raises(NotFound, match="Acme"):
        await check_name(world, "Acme", [CHINA])


@pytest.mark.parametrize("destination", [ALICE, CHINA])
async def test_a_name_in_review_is_not_good_before_its_end(bench: Bench, destination: E164) -> None:
    """Anywhere: whoever hands it in wants to know how it is taken."""
    await hand_in(bench, "Acme")
    with pytest.raises(Invalid, match="pending"):
        await check_name(await bench.world(), "Acme", [destination])

    await bench.advance("demo", 5_000)

    await check_name(await bench.world(), "Acme", [destination])


async def test_a_name_that_was_rejected_is_not_good(bench: Bench) -> None:
    """Unless it was approved before, or is another time; one in review changes nothing."""
    await hand_in(bench, "Reject us")
    await bench.advance("demo", 5_000)
    with pytest.raises(Invalid, match="rejected"):
        await check_name(await bench.world(), "Reject us", [ALICE])

    await hand_in(bench, "Reject us")
    with pytest.raises(Invalid, match="pending"):
        await check_name(await bench.world(), "Reject us", [ALICE])

    await hand_in(bench, "Acme")
    await bench.advance("demo", 5_000)
    await hand_in(bench, "Acme")
    await hand_in(bench, "Somebody else")
    await check_name(await bench.world(), "Acme", [CHINA])


@pytest.mark.parametrize("name", ["A", "A" * 17])
async def test_a_name_has_2_to_16_characters(bench: Bench, name: str) -> None:
    """One that has more or fewer could never be approved."""
    with pytest.raises(Invalid, match="2 to 16"):
        await check_name(await bench.world(), name, [ALICE])


async def made(world: World, name: str, body: str = "Hi") -> str:
    """Make a template, and tell its id."""
    return (await templates.create(world, TemplateWish(name, body))).result.id


async def test_a_template_is_found_by_its_id_or_its_name(bench: Bench) -> None:
    """Of those of one name it is the newest; an id goes first."""
    world = await bench.worlds.create(WorldWish("hasty", review_ms=0))
    old, new = [await made(world, "login") for _ in range(2)]
    named_like_another = await made(world, old)

    async def found(called: str) -> object:
        settled = await settle(world, Filling(called, (("a", "b"),), "Acme"))
        assert isinstance(settled, Filling)
        assert (settled.variables, settled.signature) == ((("a", "b"),), "Acme")
        return settled.template_id

    assert [await found(one) for one in (old, new, "login")] == [old, new, new]
    assert await found(named_like_another) == named_like_another
    with pytest.raises(NotFound, match="template"):
        await found("logout")


async def test_a_text_is_a_text(bench: Bench) -> None:
    """Whatever it says."""
    assert await settle(await bench.world(), "login") == "login"
