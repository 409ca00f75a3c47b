"""Whatever is sent, taken back and sent again: usage, list and balance tell the same story."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Refusal
from simulator.domain.suppression import SuppressionWish
from simulator.domain.usage import NOTHING, Granularity
from simulator.services import suppressions, topups
from simulator.services.accounts import balance_of
from simulator.services.erasure import erase, gdpr_token
from simulator.services.lists import list_messages
from simulator.services.messaging import cancel, resend, send, send_batch
from simulator.services.once import Once
from simulator.services.pages import PageRequest
from simulator.services.submission import Submission
from simulator.services.usage import UsageWish, usage
from simulator.services.world import World
from tests.parts import NOW, build_bench
from tests.sums import add_up
from tests.traffic import ALICE, FACE

pytestmark = pytest.mark.long

T = TypeVar("T")

# Enough for some messages and not for all, so that the machine meets refusals too.
CREDIT: Final = MicroUsd(500_000)

HOUR_MS: Final = 3_600_000

# Two prices, and texts of one to three segments.
destinations = st.sampled_from([ALICE, E164("+447400900123")])
texts = st.sampled_from(["hello", "a" * 161, "\N{SNOWMAN}" * 140])
submissions = st.builds(
    Submission,
    st.just(FACE),
    destinations,
    texts,
    vendor=st.sampled_from([None, "telnyx", "unimatrix"]),
)
keys = st.none() | st.sampled_from("ab")


def once(capability: str, key: str | None, asked: object) -> Once | None:
    """Ask for a request to be carried out once, if it has a key."""
    return Once(capability, key, repr(asked)) if key else None


class UsageMachine(RuleBasedStateMachine):
    """Lets a world on a manual clock, whose carrier loses messages, be used in any order."""

    messages = Bundle("messages")

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self.bench = build_bench(profile="grumpy", credit=CREDIT)
        self.paid_in = CREDIT

    def teardown(self) -> None:
        self._loop.close()

    def _do(self, call: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(call)

    def _world(self) -> World:
        return self._do(self.bench.world())

    def _listed(self) -> list[Message]:
        """Read the list to its end, in pages that are too small for it."""
        world = self._world()
        page = self._do(list_messages(world, PageRequest(limit=3)))
        listed = [*page.items]
        while page.next_cursor is not None:
            page = self._do(list_messages(world, PageRequest(page.next_cursor, limit=3)))
            listed += page.items
        return listed

    @rule(target=messages, wanted=submissions, key=keys)
    def send(self, wanted: Submission, key: str | None) -> Any:  # noqa: ANN401 - hypothesis' own type is private
        try:
            return self._do(send(self._world(), wanted, once("send", key, wanted))).result.id
        except Refusal:
            return multiple()

    @rule(target=messages, wanted=st.lists(submissions, max_size=5), key=keys)
    def send_batch(self, wanted: Sequence[Submission], key: str | None) -> Any:  # noqa: ANN401 - as above
        try:
            answers = self._do(send_batch(self._world(), wanted, once("batch", key, wanted))).result
        except Refusal:
            return multiple()
        return multiple(*(answer.id for answer in answers if isinstance(answer, Message)))

    @rule(target=messages, message_id=messages, only_failed=st.booleans(), key=keys)
    def resend(self, message_id: str, *, only_failed: bool, key: str | None) -> Any:  # noqa: ANN401 - as above
        asked = once("resend", key, (message_id, only_failed))
        try:
            again = self._do(resend(self._world(), message_id, only_failed=only_failed, once=asked))
        except Refusal:
            return multiple()
        return multiple(*(message.id for message in again.result))

    @rule(message_id=messages)
    def cancel(self, message_id: str) -> None:
        self._do(cancel(self._world(), message_id))

    @rule(by_ms=st.sampled_from([1, 500, 5_000, HOUR_MS, 30 * HOUR_MS]))
    def advance(self, by_ms: int) -> None:
        self._do(self.bench.advance("demo", by_ms))

    @rule(amount=st.integers(1, 9).map(MicroUsd))
    def pay_in(self, amount: MicroUsd) -> None:
        world = self._world()
        topup = self._do(topups.begin(world, MicroUsd(amount * 100_001))).result
        for _ in range(2):  # the second click pays nothing more
            self._do(topups.pay(world, topup.id))
        self.paid_in = MicroUsd(self.paid_in + topup.amount)

    @rule(phone=destinations)
    def suppress(self, phone: E164) -> None:
        self._do(suppressions.suppress(self._world(), SuppressionWish(phone)))

    @rule(phone=destinations)
    def lift(self, phone: E164) -> None:
        self._do(suppressions.remove(self._world(), phone))

    @rule(phone=destinations)
    def erase(self, phone: E164) -> None:
        world = self._world()
        self._do(erase(world, phone, gdpr_token(world, phone)))

    @invariant()
    def usage_list_and_balance_agree(self) -> None:
        world, listed = self._world(), self._listed()
        total = add_up(listed)
        for granularity in Granularity:
            found = self._do(usage(world, UsageWish(since=NOW, granularity=granularity)))
            assert found.total == total
            assert sum((bucket.tally for bucket in found.buckets), NOTHING) == total
        assert 0 <= self._do(balance_of(world)) == self.paid_in - total.cost


def test_usage_list_and_balance_agree() -> None:
    """After anything a client may do, to the last micro-dollar, and nobody overdraws."""
    run_machine(UsageMachine, settings=settings(max_examples=40, stateful_step_count=25))
