"""Messages to magic numbers, as they are shipped: each fate, in a world with a grumpy carrier."""

import pytest

from simulator.domain.address import E164
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.message import Message, State, What
from simulator.domain.refusals import Invalid
from simulator.services import handsets, otps, suppressions
from simulator.services.accounts import balance_of
from simulator.services.inbound import list_inbound
from simulator.services.lists import find_message
from simulator.services.pages import PageRequest
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.traffic import FACE, post

DAYS_MS = 4 * 86_400_000


async def lived(bench: Bench, number: str) -> Message:
    """Send to a number, and wait for the end."""
    message = await post(await bench.world(), to=E164(number))
    await bench.advance("demo", DAYS_MS)
    return await find_message(await bench.world(), message.id)


@pytest.fixture
def grumpy() -> Bench:
    """A carrier that would do anything."""
    return build_bench(profile="grumpy", credit=None)


@pytest.mark.parametrize(
    ("fate", "state", "detail"),
    [
        ("000", State.DELIVERED, ""),
        ("001", State.UNDELIVERED, "unreachable"),
        ("002", State.FAILED, "blocked as spam"),
        ("004", State.UNDELIVERED, "landline"),
        ("005", State.DELIVERED, ""),
        ("006", State.UNDELIVERED, "no receipt"),
        ("008", State.DELIVERED, ""),
        ("010", State.DELIVERED, ""),
        ("011", State.DELIVERED, ""),
    ],
)
async def test_a_number_tells_how_a_message_ends(
    grumpy: Bench, fate: str, state: State, detail: str
) -> None:
    """All ten numbers of a fate, whatever the carrier does with others."""
    for last in range(10):
        message = await lived(grumpy, f"+1500555{fate}{last}")
        ends = [event for event in message.timeline if event.state.value == state.value]
        assert (message.state, ends[0].detail) == (state, detail)


async def test_a_slow_number_takes_a_minute(bench: Bench) -> None:
    """From the network to the handset; on the way there it is as fast as others."""
    message = await lived(bench, "+15005550050")

    assert [event.at - NOW for event in message.timeline] == [0, 250, 500, 60_600]


@pytest.mark.parametrize(("fate", "count"), [("000", 0), ("008", 1)])
async def test_a_receipt_may_come_twice(grumpy: Bench, fate: str, count: int) -> None:
    """The second one changes nothing."""
    message = await lived(grumpy, f"+1500555{fate}0")

    whats = [event.what for event in message.timeline]
    assert (whats.count(What.RECEIPT_REPEATED), message.state) == (count, State.DELIVERED)


async def test_a_number_that_is_none_is_refused(bench: Bench) -> None:
    """And nothing is charged for it."""
    with pytest.raises(Invalid) as refusal:
        await post(await bench.world(), to=E164("+15005550030"))

    assert [problem.field for problem in refusal.value.problems] == ["to"]
    assert await balance_of(await bench.world()) == CREDIT


async def test_a_number_may_have_opted_out(bench: Bench) -> None:
    """Its messages are suppressed, and free, though no suppression is listed."""
    world = await bench.world()

    message = await post(world, to=E164("+15005550070"))

    assert (message.state, message.charged) == (State.SUPPRESSED, 0)
    assert (await suppressions.list_suppressions(world, PageRequest()))[1] == 0
    assert await balance_of(world) == CREDIT


async def test_a_number_answers_stop_and_means_it(bench: Bench) -> None:
    """Five seconds after its message has come."""
    number = E164("+15005550100")
    await lived(bench, number)

    world = await bench.world()
    (answer,) = (await list_inbound(world, PageRequest())).items
    assert (answer.handset, answer.text, answer.received_at) == (number, "STOP", NOW + 6_000)
    assert (await post(world, to=number)).state is State.SUPPRESSED


async def test_a_handset_that_was_told_something_else_says_that(bench: Bench) -> None:
    """What a test says of a number goes before what its digits say."""
    number = E164("+15005550100")
    await handsets.put(await bench.world(), Handset(number, AutoReply("Yes", 0)))
    await lived(bench, number)

    (answer,) = (await list_inbound(await bench.world(), PageRequest())).items
    assert answer.text == "Yes"


async def test_a_number_always_gets_the_same_code(bench: Bench) -> None:
    """Again and again, and each is good."""
    world, number = await bench.world(), E164("+15005550110")

    for _ in range(2):
        sent = await otps.send_otp(world, FACE, number)
        assert sent.result.otp.code == "000000"
        assert "000000" in sent.result.message.text
        assert (await otps.verify(world, FACE, number, "000000")).result
