"""Webhooks in virtual time: how news arises, is tried, spoilt, and comes to its end."""

import json
from typing import Any

import pytest

from simulator.domain.fault_effects import Webhook, WebhookFault
from simulator.domain.faults import RuleWish, Stage
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.occasion import Match, Span
from simulator.domain.suppression import SuppressionWish
from simulator.domain.webhooks import Notice, NoticeState, Target
from simulator.services import erasure, faults, handsets, ledger, messaging, suppressions
from simulator.services.inbound import receive_now
from simulator.services.ledger import NoticeFilter, list_notices, of_message
from simulator.services.letters import STALE_MS
from simulator.services.submission import Submission
from simulator.services.timeline import Timeline
from tests.bells.bell import NAME, WEBHOOKS
from tests.parts import NOW, Bench, Told, build_bench
from tests.receivers import ScriptedSender
from tests.traffic import ALICE, BOB, post

URL, FAILOVER = "http://shop.test/hooks", "http://spare.test/hooks"
ANY = NoticeFilter()


@pytest.fixture
def sender() -> ScriptedSender:
    """A customer's server that takes everything."""
    return ScriptedSender()


@pytest.fixture
def bells(sender: ScriptedSender) -> Bench:
    """A simulation with a face that has webhooks."""
    return build_bench(told=Told({NAME: WEBHOOKS}, sender))


async def aim(bench: Bench, *urls: str, **more: Any) -> None:  # noqa: ANN401 - members of a target
    """Set the world's target."""
    url, failover = (*urls, "", "")[:2]
    await ledger.set_targets(await bench.world(), [Target(NAME, url, failover, **more)])


async def ring(bench: Bench, text: str = "ding", to: str = ALICE) -> str:
    """Send a message by the face that has webhooks; tell its id."""
    wanted = Submission(NAME, to, text)  # type: ignore[arg-type] # a number
    return (await messaging.send(await bench.world(), wanted)).result.id


async def spoil(bench: Bench, *ways: WebhookFault, ms: int | None = None, **match: Any) -> None:  # noqa: ANN401 - members of a match
    """Let this go wrong with the first attempts, one after the other."""
    stages = tuple(Stage(Webhook(way, ms), 1) for way in ways)
    await faults.replace(await bench.world(), [RuleWish("bad", Match(**match), stages, "{}")])


async def notices(bench: Bench) -> list[Notice]:
    """Tell all notices, oldest first."""
    return [*(await list_notices(await bench.world(), ANY, None, 99)).items][::-1]


async def test_news_is_told_when_it_happens(bells: Bench, sender: ScriptedSender) -> None:
    """Each thing at its own instant; who moves the time is told that, too."""
    await aim(bells, URL)
    message_id = await ring(bells)

    fired = await bells.advance("demo", 10_000)

    assert [one["event"] for one in sender.told] == ["rung.sent", "rung.over"]
    assert [one["content"]["state"] for one in sender.told] == ["sent", "delivered"]
    kinds = [type(one).__name__ for one in fired]
    assert kinds == ["Message", "Message", "Notice", "Message", "Notice"]
    sent, over = await of_message(await bells.world(), message_id)
    assert [one["id"] for one in sender.told] == [sent.id, over.id]
    assert (sent.state, over.state) == (NoticeState.DELIVERED, NoticeState.DELIVERED)
    (attempt,) = sent.attempts
    assert (attempt.number, attempt.at, attempt.url) == (1, sent.occurred_at, URL)
    assert (attempt.reply.status, attempt.reply.body) == (200, "thanks")
    assert sender.letters[0].timeout_ms == 2_000


async def test_nobody_is_told_without_a_url(bells: Bench, sender: ScriptedSender) -> None:
    """Nothing is kept for nobody."""
    await ring(bells)
    await bells.advance("demo", 10_000)

    assert sender.letters == []
    assert await notices(bells) == []


async def test_other_faces_messages_are_news_where_somebody_asked(
    sender: ScriptedSender,
) -> None:
    """A face tells of what it carries for others, in worlds that say to whom."""
    bench = build_bench(told=Told({"telnyx": WEBHOOKS}, sender))
    await post(await bench.world())
    await bench.advance("demo", 10_000)
    assert await notices(bench) == []

    await ledger.set_targets(await bench.world(), [Target("telnyx", URL)])
    await post(await bench.world(), "again")
    await bench.advance("demo", 10_000)

    # The face takes its URL from the target of another name, so that it has nobody to tell.
    assert await notices(bench) == []


async def test_the_news_of_one_face_is_no_news_of_another(
    bells: Bench, sender: ScriptedSender
) -> None:
    """A message of the gateway concerns nobody else, whatever is set."""
    await aim(bells, URL)
    await post(await bells.world())
    await bells.advance("demo", 10_000)

    assert sender.letters == []


async def test_what_comes_from_a_handset_is_news(bells: Bench, sender: ScriptedSender) -> None:
    """Typed by hand, or by itself."""
    await aim(bells, URL)
    await handsets.put(await bells.world(), Handset(ALICE, AutoReply("yes", 500)))
    await receive_now(await bells.world(), BOB, ALICE, "hello")
    await ring(bells)
    await bells.advance("demo", 10_000)

    texts = [one["content"]["text"] for one in sender.told if one["event"] == "rung.back"]
    assert texts == ["hello", "yes"]


async def test_what_is_over_at_once_is_news(bells: Bench, sender: ScriptedSender) -> None:
    """A message that goes nowhere has come to its end when it was accepted."""
    await aim(bells, URL)
    await suppressions.suppress(await bells.world(), SuppressionWish(ALICE))
    await ring(bells)
    await bells.advance("demo", 0)

    assert [one["content"]["state"] for one in sender.told] == ["suppressed"]


async def test_a_receipt_that_comes_twice_is_told_twice(
    bells: Bench, sender: ScriptedSender
) -> None:
    """It changes no state, and is news all the same."""
    await aim(bells, URL)
    await ring(bells, to="+15005550080")
    await bells.advance("demo", 60_000)

    assert [one["event"] for one in sender.told] == ["rung.sent", "rung.over", "rung.repeated"]


async def test_attempts_go_from_url_to_url(bells: Bench, sender: ScriptedSender) -> None:
    """Two at each, with waits between those at one, under one id; then it is given up."""
    await aim(bells, URL, FAILOVER)
    sender.statuses, sender.only = [500, None, 302, 404], b"rung.sent"
    await ring(bells)
    await bells.advance("demo", 700)
    (notice,) = await notices(bells)
    began_at = notice.occurred_at
    assert notice.state is NoticeState.PENDING

    fired = [one for one in await bells.advance("demo", 9_000) if isinstance(one, Notice)]

    (notice, _) = await notices(bells)
    assert notice.state is NoticeState.FAILED
    tries = [(one.at - began_at, one.url, one.number) for one in notice.attempts]
    assert tries == [
        (0, URL, 1),
        (1_000, URL, 2),
        (1_000, FAILOVER, 3),
        (2_000, FAILOVER, 4),
    ]
    assert {one["id"] for one in sender.told if one["event"] == "rung.sent"} == {notice.id}
    assert [one.state.value for one in fired if one.id == notice.id][-1] == "failed"
    assert bells.worlds.parts.tally.webhooks[NAME, "refused"] == 3
    assert bells.worlds.parts.tally.webhooks[NAME, "unanswered"] == 1


async def test_what_is_held_waits_for_its_release(bells: Bench, sender: ScriptedSender) -> None:
    """All of it, or some in the order that is wished for; later news is held as well."""
    await aim(bells, URL)
    await ledger.hold(await bells.world())
    await ring(bells)
    await bells.advance("demo", 10_000)
    sent, over = await notices(bells)
    assert (sent.state, over.state) == (NoticeState.HELD, NoticeState.HELD)

    await ledger.release(await bells.world(), [over.id])
    await bells.advance("demo", 0)
    assert [one["event"] for one in sender.told] == ["rung.over"]

    await ledger.release(await bells.world(), None)
    await ring(bells, "dong")
    await bells.advance("demo", 10_000)
    assert [one["event"] for one in sender.told] == [
        "rung.over",
        "rung.sent",
        "rung.sent",
        "rung.over",
    ]
    assert {one.state for one in await notices(bells)} == {NoticeState.DELIVERED}


async def test_what_arises_while_all_is_released_is_not_held_for_ever(
    bells: Bench, sender: ScriptedSender
) -> None:
    """Whoever stepped into the world before that may think that it holds."""
    await aim(bells, URL)
    await ledger.hold(await bells.world())
    before = await bells.world()
    await ledger.release(before, None)
    await receive_now(before, ALICE, BOB, "hello")
    await bells.advance("demo", 0)

    assert [one["event"] for one in sender.told] == ["rung.back"]


async def test_what_was_told_can_be_told_again(bells: Bench, sender: ScriptedSender) -> None:
    """Under the same id, with the next number, as often as the first time."""
    await aim(bells, URL)
    await ring(bells)
    await bells.advance("demo", 10_000)
    sent, _ = await notices(bells)
    sender.statuses += [500, 500]

    await ledger.replay(await bells.world(), sent.id)
    await bells.advance("demo", 10_000)

    (replayed, _) = await notices(bells)
    assert [one["attempt"] for one in sender.told if one["id"] == sent.id] == [1, 2, 3]
    assert replayed.state is NoticeState.FAILED
    assert len({letter.body for letter in sender.letters}) == 4


async def test_what_is_held_can_be_replayed(bells: Bench, sender: ScriptedSender) -> None:
    """It is not held any more then."""
    await aim(bells, URL)
    await ledger.hold(await bells.world())
    await ring(bells)
    await bells.advance("demo", 700)
    (sent,) = await notices(bells)
    await ledger.replay(await bells.world(), sent.id)
    await bells.advance("demo", 0)

    assert [one["event"] for one in sender.told] == ["rung.sent"]
    assert await ledger.release(await bells.world(), None) == []


# --- On purpose -----------------------------------------------------------------------------------


async def test_an_attempt_that_is_dropped_is_made_again(
    bells: Bench, sender: ScriptedSender
) -> None:
    """The receiver knows nothing of the first; the vendor tries again, as its policy has it."""
    await aim(bells, URL)
    await spoil(bells, "drop", op="rung.sent")
    await ring(bells)
    fired = await bells.advance("demo", 700)
    assert sender.letters == []
    assert isinstance(fired[-1], Notice)

    await bells.advance("demo", 10_000)
    (notice, _) = await notices(bells)
    assert [one.reply.error for one in notice.attempts] == ["dropped on purpose", ""]
    assert [one.spoilt.rule if one.spoilt else None for one in notice.attempts] == ["bad", None]
    assert {one["event"]: one["attempt"] for one in sender.told} == {
        "rung.sent": 2,
        "rung.over": 1,
    }


@pytest.mark.parametrize("ms", [None, 3_000])
async def test_a_duplicate_changes_nothing(
    bells: Bench, sender: ScriptedSender, ms: int | None
) -> None:
    """At once, or later; it is told that it was one too many, and where it went nothing hangs."""
    await aim(bells, URL)
    await spoil(bells, "duplicate", ms=ms, op="rung.sent")
    sender.statuses += [200, 500] if ms is None else [200, 200, 500]
    await ring(bells)
    await bells.advance("demo", 10_000)

    (sent, _) = await notices(bells)
    assert sent.state is NoticeState.DELIVERED
    lines = [(one.number, one.is_copy, one.at - sent.occurred_at) for one in sent.attempts]
    assert lines == [(1, False, 0), (1, True, ms or 0)]
    assert [one.reply.status for one in sent.attempts] == [200, 500]
    first, second = (letter for letter in sender.letters if b"rung.sent" in letter.body)
    assert first == second


async def test_a_copy_may_come_before_anything_is_known(
    bells: Bench, sender: ScriptedSender
) -> None:
    """Though the first attempt fails, the copy is one of that attempt."""
    await aim(bells, URL)
    await spoil(bells, "duplicate", op="rung.sent")
    sender.statuses += [500, 200]
    await ring(bells)
    await bells.advance("demo", 700)

    (sent,) = await notices(bells)
    assert sent.state is NoticeState.PENDING
    assert [(one.number, one.is_copy) for one in sent.attempts] == [(1, False), (1, True)]


@pytest.mark.parametrize(("ms", "late_ms"), [(None, 10_000), (30_000, 30_000)])
async def test_a_delay_is_of_the_worlds_time(
    bells: Bench, sender: ScriptedSender, ms: int | None, late_ms: int
) -> None:
    """It is late, and says when it happened all the same."""
    await aim(bells, URL)
    await spoil(bells, "delay", ms=ms, op="rung.sent")
    await ring(bells)
    await bells.advance("demo", late_ms + 600)

    (sent, _) = await notices(bells)
    assert [one.at - sent.occurred_at for one in sent.attempts] == [late_ms]
    assert sender.told[-1]["at"] == sent.occurred_at


async def test_news_that_is_overtaken(bells: Bench, sender: ScriptedSender) -> None:
    """The next of the same message comes first, whatever the rule says of that."""
    await aim(bells, URL)
    await spoil(bells, "reorder", "reorder", "reorder")
    await ring(bells)
    await ring(bells, to=BOB)
    await bells.advance("demo", 10_000)

    events = [one["event"] for one in sender.told]
    assert events == ["rung.over", "rung.over", "rung.sent", "rung.sent"]
    assert all(len(one.attempts) == 1 for one in await notices(bells))


async def test_news_that_nothing_overtakes_comes_in_the_end(
    bells: Bench, sender: ScriptedSender
) -> None:
    """A minute later at the most, or when the rule says."""
    await aim(bells, URL)
    await spoil(bells, "reorder", ms=5_000, op="rung.over")
    await ring(bells)
    await bells.advance("demo", 10_000)

    _, over = await notices(bells)
    assert [one.at - over.occurred_at for one in over.attempts] == [5_000]
    assert len(sender.letters) == 2


async def test_a_burst_is_gathered(bells: Bench, sender: ScriptedSender) -> None:
    """What is told within a span comes at its end, all at one instant."""
    await aim(bells, URL)
    await spoil(bells, "burst", "burst", "burst", ms=20_000)
    for text in "abc":
        await ring(bells, text)
        await bells.advance("demo", 2_000)
    assert sender.letters == []
    await bells.advance("demo", 20_000)

    instants = {one.at for notice in await notices(bells) for one in notice.attempts}
    assert len(sender.letters) == 6
    assert instants == {(NOW // 20_000 + 1) * 20_000}


async def test_a_corrupt_signature_is_of_other_bits(bells: Bench, sender: ScriptedSender) -> None:
    """One bit of either kind is wrong; body and time are as they should be."""
    await aim(bells, URL, secret="s")  # noqa: S106 - it opens nothing
    await spoil(bells, "corrupt", op="rung.sent")
    sender.statuses += [400]
    await ring(bells)
    await bells.advance("demo", 10_000)

    signer = bells.worlds.parts.telling.signer
    wrong, right = (letter for letter in sender.letters if b"rung.sent" in letter.body)
    for letter, bit_count in ((wrong, 1), (right, 0)):
        signed = letter.headers["Bell-Time"].encode() + b"|" + letter.body
        ed25519 = int(letter.headers["Bell-Signature"], 16)
        mac = int(letter.headers["Bell-Mac"], 16)
        assert (ed25519 ^ int.from_bytes(signer.ed25519(signed))).bit_count() == bit_count
        assert (mac ^ int.from_bytes(signer.hmac_sha256("s", signed))).bit_count() == bit_count


@pytest.mark.parametrize("is_signed_by_world", [True, False])
async def test_signatures_show_the_time_that_is_wished_for(
    bells: Bench, sender: ScriptedSender, *, is_signed_by_world: bool
) -> None:
    """The wall's or the world's; a stale one is an hour old by either."""
    await aim(bells, URL, is_signed_by_world=is_signed_by_world)
    await spoil(bells, "stale", op="rung.sent")
    sender.statuses += [400]
    await ring(bells)
    await bells.advance("demo", 10_000)

    bells_at = {
        (one["event"], one["attempt"]): int(letter.headers["Bell-Time"])
        for one, letter in zip(sender.told, sender.letters, strict=True)
    }
    at = sender.told[0]["at"] if is_signed_by_world else NOW
    second_at = at + 1_000 if is_signed_by_world else NOW
    assert bells_at["rung.sent", 1] == at - STALE_MS
    assert bells_at["rung.sent", 2] == second_at


async def test_rules_mean_attempts_by_what_they_are_about(
    bells: Bench, sender: ScriptedSender
) -> None:
    """By text, recipient, event, and the how-many-th of a kind."""
    await aim(bells, URL)
    match: dict[str, Any] = {"text": "d?ng", "destination": ALICE, "op": "rung.o*"}
    await spoil(bells, "drop", "drop", "drop", nth=Span(2, 2), **match)
    for text, to in (("ding", ALICE), ("ding", ALICE), ("other", ALICE), ("ding", BOB)):
        await ring(bells, text, to)
    await bells.advance("demo", 20_000)

    dropped = [one for one in await notices(bells) if len(one.attempts) > 1]
    assert [(one.event, one.destination) for one in dropped] == [("rung.over", ALICE)]
    assert len(sender.letters) == 8


# --- Bad luck -------------------------------------------------------------------------------------


async def test_what_a_face_cannot_write_is_given_up_in_the_end(
    bells: Bench, sender: ScriptedSender, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours ends, too, and is told."""
    await aim(bells, URL)
    await ring(bells, "unspeakable")
    await bells.advance("demo", 10_000)

    assert sender.letters == []
    assert {one.state for one in await notices(bells)} == {NoticeState.FAILED}
    errors = {one.reply.error for notice in await notices(bells) for one in notice.attempts}
    assert errors == {"could not be written: ValueError"}
    assert "cannot write its webhook rung.sent" in caplog.text


async def test_news_of_a_face_that_is_not_here_is_given_up(
    bells: Bench, sender: ScriptedSender
) -> None:
    """Such a world comes from a server that has the face."""
    await aim(bells, URL)
    await ring(bells)
    twice = (Stage(Webhook("duplicate", 30_000), None),)
    late = (Stage(Webhook("delay", 30_000), None),)
    wishes = [
        RuleWish("late", Match(op="rung.sent"), late, "{}"),
        RuleWish("twice", Match(), twice, "{}"),
    ]
    await faults.replace(await bells.world(), wishes)
    await bells.advance("demo", 1_600)
    strangers = build_bench(store=bells.store)
    await strangers.timeline.advance("demo", lambda world: world.now + 60_000)

    sent, over = await notices(strangers)
    assert (sent.state, over.state) == (NoticeState.FAILED, NoticeState.DELIVERED)
    assert sent.attempts[0].reply.error == "no face bell has webhooks here"
    assert [one.is_copy for one in over.attempts] == [False]
    assert len(sender.letters) == 1


async def test_an_erased_number_is_in_no_notice(bells: Bench, sender: ScriptedSender) -> None:
    """What there was to tell of it is gone, and what was still to be told is not told."""
    await aim(bells, URL)
    await ledger.hold(await bells.world())
    await receive_now(await bells.world(), ALICE, BOB, "hello")
    await ring(bells)
    await ring(bells, to=BOB)
    await bells.advance("demo", 10_000)
    world = await bells.world()
    await erasure.erase(world, ALICE, erasure.gdpr_token(world, ALICE))
    await ledger.release(await bells.world(), None)
    await bells.advance("demo", 10_000)

    assert ALICE not in json.dumps(sender.told)
    assert {one.destination for one in await notices(bells)} == {BOB}
    assert len(sender.letters) == 2


async def test_what_was_erased_is_not_tried_again(bells: Bench, sender: ScriptedSender) -> None:
    """Steps that lead to it come to nothing."""
    await aim(bells, URL)
    sender.statuses += [500]
    await ring(bells)
    await bells.advance("demo", 700)
    world = await bells.world()
    await erasure.erase(world, ALICE, erasure.gdpr_token(world, ALICE))
    await ledger.set_targets(world, [])

    assert not [one for one in await bells.advance("demo", 60_000) if isinstance(one, Notice)]
    assert len(sender.letters) == 1


async def test_a_world_that_is_dropped_is_told_nothing(
    bells: Bench, sender: ScriptedSender
) -> None:
    """Its notices are gone with it."""
    await aim(bells, URL)
    await ring(bells)
    await bells.worlds.delete("demo")
    await Timeline(bells.worlds).resume()

    assert sender.letters == []
