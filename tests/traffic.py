"""Messages for tests to send."""

from dataclasses import replace

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.pricing import MicroUsd
from simulator.services.messaging import send
from simulator.services.once import Once
from simulator.services.ports import Change
from simulator.services.submission import Submission
from simulator.services.tables import MESSAGE, SETTINGS
from simulator.services.world import World

__all__ = [
    "ALICE",
    "BOB",
    "FACE",
    "OTHER_FACE",
    "PRICE",
    "UNIMATRIX_PRICE",
    "fail_vendors",
    "fate",
    "forget",
    "hello",
    "once",
    "post",
]

# Of the range that North America keeps for fiction; a segment to it costs 0.0079 USD.
ALICE = E164("+12025550101")
BOB = E164("+12025550102")
PRICE = MicroUsd(7_900)
UNIMATRIX_PRICE = MicroUsd(18_900)  # where that vendor carries it

FACE = "gateway"
OTHER_FACE = "carrier"


def hello(text: str = "hello", *, to: E164 = ALICE, vendor: str | None = None) -> Submission:
    """Ask for one segment."""
    return Submission(FACE, to, text, vendor=vendor)


async def post(world: World, text: str = "hello", *, to: E164 = ALICE) -> Message:
    """Send one segment."""
    return (await send(world, hello(text, to=to))).result


def once(key: str = "k", *, capability: str = "send", fingerprint: str = "f") -> Once:
    """Ask for a request to be carried out once."""
    return Once(capability, key, fingerprint)


def fate(message: Message) -> tuple[tuple[int, str, str, str], ...]:
    """Tell what became of a message: after how long, what, in which state, and why."""
    return tuple(
        (event.at - message.created_at, event.what.value, event.state.value, event.detail)
        for event in message.timeline
    )


async def fail_vendors(world: World, *vendors: str) -> None:
    """Take vendors down; it holds for whoever steps into the world from now on."""
    change = Change()
    change.puts = {SETTINGS: replace(world.settings, vendors_down=frozenset(vendors))}
    await world.commit(change)


async def forget(world: World, message_id: str) -> None:
    """Take a message away, as if it had been cleaned up."""
    change = Change()
    change.deletes = [MESSAGE.key(message_id)]
    await world.commit(change)
