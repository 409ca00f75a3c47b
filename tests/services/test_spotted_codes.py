"""The latest passcode of a number, whoever has made it."""

from simulator.domain.otp import Otp
from simulator.services.otps import send_otp
from simulator.services.spotted_codes import Spotted, latest
from simulator.services.world import World
from tests.parts import Bench
from tests.posts import send_post
from tests.traffic import ALICE, BOB, FACE
from tests.traffic import post as send_by_gateway


async def spotted(world: World) -> Spotted:
    """See that a code was read out of a text."""
    found = await latest(world, ALICE)
    assert isinstance(found, Spotted)
    return found


async def test_a_code_is_read_out_of_a_senders_own_text(bench: Bench) -> None:
    """The last one of those to this number, with those before it."""
    world = await bench.world()
    assert await latest(world, ALICE) is None
    for text in ("Your code is 1111", "Code 2222", "code 1111", "Code 3333", "Thanks"):
        await send_post(world, ALICE, text)
    await send_post(world, BOB, "Code 4444")

    found = await spotted(world)

    assert (found.code, found.superseded) == ("3333", ("2222", "1111"))
    assert found.message.text == "Code 3333"


async def test_a_code_that_was_made_here_goes_by_its_time(bench: Bench) -> None:
    """Whichever is newer is the latest."""
    world = await bench.world()
    await send_post(world, ALICE, "Code 1111")
    assert (await spotted(world)).code == "1111"
    await bench.advance("demo", 1)
    made = (await send_otp(await bench.world(), FACE, ALICE)).result.otp
    assert await latest(world, ALICE) == made
    await bench.advance("demo", 1)
    await send_post(await bench.world(), ALICE, "Code 2222")
    assert (await spotted(world)).code == "2222"


async def test_other_faces_make_their_own_codes(bench: Bench) -> None:
    """What is written through them is no code, only what they have made."""
    world = await bench.world()
    await send_by_gateway(world, "Code 1111", to=ALICE)
    assert await latest(world, ALICE) is None
    await send_otp(world, FACE, ALICE)
    assert isinstance(await latest(world, ALICE), Otp)


async def test_only_the_newest_are_looked_through(bench: Bench) -> None:
    """Who asks has just had it sent."""
    world = await bench.world()
    await send_post(world, ALICE, "Code 1111")
    for number in range(19):
        await send_post(world, ALICE, f"Hello {number}")
    assert (await spotted(world)).code == "1111"
    await send_post(world, ALICE, "Bye")
    assert await latest(world, ALICE) is None
