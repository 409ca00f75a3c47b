"""Why messages fare as they do: what is foretold of them happens, and nothing else."""

from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, Originator
from simulator.domain.coverage import Coverage, Span
from simulator.domain.explanation import (
    CancelReason,
    Explanation,
    HandsetReason,
    MagicReason,
    PriceReason,
    ProfileReason,
    RouteReason,
    SuppressionReason,
    Term,
    TermReason,
)
from simulator.domain.foretelling import Draw
from simulator.domain.handset import Handset
from simulator.domain.hours import Hours
from simulator.domain.latency import draw
from simulator.domain.message import Message, State, What
from simulator.domain.profile import Outcome
from simulator.domain.refusals import NotFound
from simulator.domain.suppression import SuppressionWish
from simulator.resources import read_profiles
from simulator.services import handsets, suppressions
from simulator.services.explanations import explain
from simulator.services.lists import find_message
from simulator.services.messaging import cancel, send
from simulator.services.signatures import SignatureWish, create
from simulator.services.submission import Submission
from tests.parts import NOW, Bench, build_bench
from tests.traffic import ALICE, BOB, FACE, fail_vendors, fate, post

SHOP = AlphanumericSenderId("Shop")
NUMBER = E164("+12025550199")
HOUR_MS = 3_600_000
DAYS_MS = 96 * HOUR_MS
PROFILES = read_profiles()
DESTINATIONS = [E164("+447700900100"), E164("+919876543210"), E164("+2348031234567"), ALICE]


def phone(number: E164, kind: int) -> Handset:
    """Make a phone of some kind, as they come."""
    ordinary = Handset(number)
    return [
        ordinary,
        ordinary,
        replace(ordinary, is_on=False),
        replace(ordinary, is_landline=True),
        replace(ordinary, blocked=frozenset({SHOP})),
        replace(ordinary, memory_part_count=1),
        replace(ordinary, memory_part_count=9),
        replace(ordinary, ported_to="Acme"),
        replace(ordinary, coverage=Coverage((Hours(0, HOUR_MS),))),
        replace(ordinary, coverage=Coverage((Span(NOW + 9_000, NOW + 9_200), Hours(0, 9_000)))),
        replace(ordinary, coverage=Coverage((Span(NOW - 2, NOW - 1),)), memory_part_count=0),
    ][kind]


async def told(bench: Bench, message: Message) -> Explanation:
    """Explain a message as it is now."""
    return await explain(await bench.world(), message.id)


def reason(found: Explanation, kind: type) -> object:
    """Find the one reason of a kind, if there is one."""
    return next((one for one in found.reasons if isinstance(one, kind)), None)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("profile", sorted(PROFILES))
async def test_what_is_foretold_happens(profile: str, seed: int) -> None:
    """To the millisecond, for each profile, to phones of all kinds, by day and by night."""
    bench = build_bench(profile=profile, seed=seed, credit=None)
    world = await bench.world()
    await create(world, SignatureWish("Shop"))
    await bench.advance("demo", 6_000)
    senders: list[Originator | None] = [None, None, AlphanumericSenderId("Bank")]
    sent: list[Message] = []
    foretold: list[Message] = []
    for n in range(66):
        number = E164(f"{DESTINATIONS[n % 4][:-2]}{n:02}")
        world = await bench.world()
        await handsets.put(world, phone(number, n % 11))
        text = ("sale " if n % 5 == 0 else "code ") + "x" * (n * 7)
        wish = Submission(FACE, number, text, senders[n % 3] if n % 7 else SHOP)
        sent.append((await send(world, wish)).result)
        foretold.append((await told(bench, sent[-1])).foretold)
        await bench.advance("demo", 10 * 60_000)
        if n == 33:
            await bench.advance("demo", 10 * HOUR_MS)
    await bench.advance("demo", DAYS_MS)

    for message, expected in zip(sent, foretold, strict=True):
        found = await find_message(await bench.world(), message.id)
        if any(event.detail.startswith("after ") for event in found.timeline):
            assert found.state is expected.state  # it had to queue behind others, and no more
            assert fate((await told(bench, message)).foretold) == fate(found)
            continue
        assert fate(found) == fate(expected)
        now = await handsets.get(await bench.world(), message.destination)
        if now.memory_part_count is None:  # else it has been filled since
            assert (await told(bench, message)).foretold == expected


async def test_what_is_foretold_before_anything_has_happened_happens(bench: Bench) -> None:
    """A phone that is off now is off for good, as far as can be told; then somebody turns it on."""
    await handsets.put(await bench.world(), Handset(ALICE, is_on=False))
    message = await post(await bench.world())
    assert (await told(bench, message)).foretold.state is State.UNDELIVERED

    await handsets.put(await bench.world(), Handset(ALICE))
    assert (await told(bench, message)).foretold.state is State.DELIVERED
    await bench.advance("demo", HOUR_MS)

    assert (
        await find_message(await bench.world(), message.id) == (await told(bench, message)).foretold
    )


async def test_what_has_happened_is_not_foretold_otherwise(bench: Bench) -> None:
    """A phone that was turned off since has its message, and what was undelivered stays so."""
    had, missed = await post(await bench.world()), await post(await bench.world(), to=BOB)
    await handsets.put(await bench.world(), Handset(BOB, is_landline=True))
    await bench.advance("demo", HOUR_MS)
    await handsets.put(await bench.world(), Handset(ALICE, is_on=False))
    await handsets.put(await bench.world(), Handset(BOB))

    for message in (had, missed):
        found = await find_message(await bench.world(), message.id)
        assert (await told(bench, message)).foretold == found


async def test_who_has_waited_for_a_phone_that_is_on_now_gets_there(bench: Bench) -> None:
    """His wait is not forgotten."""
    await handsets.put(await bench.world(), Handset(ALICE, is_on=False))
    message = await post(await bench.world())
    await bench.advance("demo", HOUR_MS)
    await handsets.put(await bench.world(), Handset(ALICE))

    waiting = await find_message(await bench.world(), message.id)
    foretold = (await told(bench, message)).foretold

    assert waiting.timeline[-1].what is What.WAITING
    assert foretold.timeline[:-1] == waiting.timeline
    assert foretold.state is State.DELIVERED


async def test_each_draw_selects_what_its_thresholds_say() -> None:
    """The first choice that the fraction stays below; durations are those of their distribution."""
    bench = build_bench(profile="grumpy", credit=None)
    seen: dict[str, set[str]] = {}
    for n in range(300):
        message = await post(await bench.world(), f"hello {n}")
        found = await told(bench, message)
        for one in found.draws:
            assert 0 < one.fraction < 1
            if one.latency is None:
                below = [choice.outcome for choice in one.choices if one.fraction < choice.up_to]
                assert one.selected == below[0]
                assert one.choices[-1].up_to == 1
                seen.setdefault(one.question, set()).add(one.selected)
            else:
                assert one.selected == f"{draw(one.latency, one.fraction)} ms"
                seen.setdefault(one.question, set()).add("ms")

    named = {f"{one.ending}: {one.error}".removesuffix(": ") for one in PROFILES["grumpy"].outcomes}
    assert seen["outcome"] == named
    assert seen["receipt lost"] == seen["receipt repeated"] == {"yes", "no"}
    legs = {"queueing", "dispatch", "delivery", "receipt", "repetition"}
    assert {question for question, selected in seen.items() if selected == {"ms"}} == legs


async def test_only_draws_that_were_made_are_told(bench: Bench) -> None:
    """A perfect carrier draws nothing; what the network refuses is drawn no delivery."""
    assert (await told(bench, await post(await bench.world()))).draws == ()

    grumpy = build_bench(profile="grumpy", credit=None)
    for n in range(60):
        found = await told(grumpy, await post(await grumpy.world(), f"hello {n}"))
        questions = [one.question for one in found.draws]
        assert questions[:3] == ["queueing", "dispatch", "outcome"]
        assert ("receipt lost" in questions) == (found.foretold.state is not State.FAILED)


async def test_networks_that_write_receipts_themselves_are_told_of() -> None:
    """The draw is one of those that are made."""
    bench = build_bench(profile="ph-2026", credit=None)
    selected = set()
    for n in range(40):
        found = await told(bench, await post(await bench.world(), f"hello {n}"))
        asked = {one.question: one for one in found.draws}
        drawn = asked.get("receipt by the network")
        selected |= {drawn.selected} if isinstance(drawn, Draw) else set()
    assert selected == {"yes", "no"}


async def test_the_ordinary_reasons_are_route_price_and_profile(bench: Bench) -> None:
    """Nothing else comes into it."""
    found = await told(bench, await post(await bench.world(), "x" * 200))

    route, price, profile = found.reasons
    assert route == RouteReason("telnyx", ("telnyx", "unimatrix"), "")
    assert isinstance(price, PriceReason)
    assert (price.segment_count, price.segment_price, price.price) == (2, 7_900, 15_800)
    assert price.charged == 15_800
    assert profile == ProfileReason("perfect", "perfect", PROFILES["perfect"].summary, ())


async def test_who_was_passed_over_is_told(bench: Bench) -> None:
    """As the timeline says it."""
    await fail_vendors(await bench.world(), "telnyx")
    found = await told(bench, await post(await bench.world()))

    assert reason(found, RouteReason) == RouteReason(
        "unimatrix", ("telnyx", "unimatrix"), "telnyx down, taken by unimatrix"
    )


async def test_a_country_is_named_with_its_sources() -> None:
    """By its own name, and the name that the world was given."""
    bench = build_bench(profile="countries")
    india = PROFILES["in-2026"]
    message = await post(await bench.world(), to=E164("+919876543210"))

    assert reason(await told(bench, message), ProfileReason) == ProfileReason(
        "in-2026", "countries", india.summary, india.sources
    )


async def test_a_magic_number_and_its_phone_are_reasons(bench: Bench) -> None:
    """Either may decide."""
    number = E164("+15005550010")
    off = Handset(number, is_on=False)
    await handsets.put(await bench.world(), off)
    found = await told(bench, await post(await bench.world(), to=number))

    assert reason(found, MagicReason) == MagicReason("undelivered: the handset cannot be reached")
    assert reason(found, HandsetReason) == HandsetReason(off)
    await handsets.put(await bench.world(), replace(off, is_on=True, reads_after_ms=1))
    again = await told(bench, await post(await bench.world(), to=number))
    assert reason(again, HandsetReason) is None


async def test_a_suppression_is_a_reason_while_it_lasts(bench: Bench) -> None:
    """The one that stops this sender; once it is lifted that is said."""
    world = await bench.world()
    await suppressions.suppress(world, SuppressionWish(ALICE, "a", "Other", "not you"))
    await suppressions.suppress(world, SuppressionWish(ALICE, "b", None, "complained"))
    await suppressions.suppress(world, SuppressionWish(BOB))
    message, other = await post(world), await post(world, to=BOB)
    opted_out = await post(world, to=E164("+15005550070"))

    assert reason(await told(bench, message), SuppressionReason) == SuppressionReason("complained")
    assert reason(await told(bench, other), SuppressionReason) == SuppressionReason("account")
    assert reason(await told(bench, opted_out), SuppressionReason) == SuppressionReason(
        "opted out: accepted, suppressed, free", is_fate=True
    )
    found = await told(bench, message)
    assert found.foretold == message
    assert found.draws == ()
    await suppressions.remove(world, ALICE)
    assert reason(await told(bench, message), SuppressionReason) == SuppressionReason("")


async def test_what_was_taken_back_is_told_so(bench: Bench) -> None:
    """And what would have become of it."""
    message = await post(await bench.world())
    await cancel(await bench.world(), message.id)
    found = await told(bench, message)

    assert reason(found, CancelReason) == CancelReason()
    assert (found.message.state, found.foretold.state) == (State.CANCELLED, State.DELIVERED)


async def test_terms_that_came_into_it_are_reasons() -> None:
    """Each by its name, with what the timeline says."""
    bench = build_bench(profile="countries", credit=None)
    await bench.advance("demo", 12 * HOUR_MS)
    wishes = {
        "unregistered": Submission(FACE, E164("+919876543210"), "hi", SHOP),
        "shown": Submission(FACE, E164("+919876543211"), "hello", NUMBER),
        "late": Submission(FACE, E164("+12125550123"), "sale"),
        "refused": Submission(FACE, E164("+33612345678"), "sale"),
        "first": Submission(FACE, E164("+12125550124"), "one", NUMBER),
        "second": Submission(FACE, E164("+12125550124"), "two", NUMBER),
    }
    sent = {name: (await send(await bench.world(), one)).result for name, one in wishes.items()}
    await bench.advance("demo", 60_000)
    found = {name: await told(bench, message) for name, message in sent.items()}

    terms = {
        name: [(one.term, one.detail) for one in each.reasons if isinstance(one, TermReason)]
        for name, each in found.items()
    }
    assert terms["unregistered"] == [(Term.SENDERS, "sender Shop unregistered")]
    assert terms["shown"] == [(Term.SENDERS, "sender shown as 54321")]
    quiet = 'quiet hours for advertising ("sale")'
    assert terms["late"] == terms["refused"] == [(Term.QUIET_HOURS, quiet)]
    queued = {name: terms[name] for name in ("first", "second") if terms[name]}
    ((term, detail),) = next(iter(queued.values()))
    assert (len(queued), term) == (1, Term.PACE)
    assert detail.endswith("1 segments a second from +12025550199")


async def test_what_chance_has_done_is_no_term() -> None:
    """A carrier with terms takes things for spam, as others do."""
    bench = build_bench(profile="countries", credit=None)
    spam = E164("+15005550020")
    failed = []
    for n in range(200):
        message = await post(await bench.world(), f"hi {n}", to=E164("+2348031234567"))
        found = await told(bench, message)
        failed += [found] if found.foretold.state is State.FAILED else []
    await bench.advance("demo", HOUR_MS)
    assert failed
    for each in failed:
        assert reason(await told(bench, each.message), TermReason) is None
    magic = await told(bench, await post(await bench.world(), to=spam))
    assert magic.foretold.timeline[-1].what is What.FAILED
    assert Outcome(What.FAILED, 1.0, "blocked as spam").error == magic.foretold.timeline[-1].detail


async def test_what_is_not_there_cannot_be_explained(bench: Bench) -> None:
    """Nor can another world's."""
    message = await post(await bench.world("other"))

    with pytest.raises(NotFound):
        await explain(await bench.world(), message.id)
