"""What a vendor does about attempts that fail: for every policy, and for Telnyx's."""

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.fault_effects import Spoilt, Webhook
from simulator.domain.webhooks import (
    Attempt,
    Notice,
    NoticeState,
    Policy,
    Reply,
    Target,
    WebhookSettings,
    next_attempt,
    url_of_next,
)

GOOD = frozenset(range(200, 300))
AT = 1_000_000
WAITS = st.lists(st.integers(0, 10**6), max_size=4).map(tuple)
POLICIES = st.builds(Policy, st.just(2_000), st.integers(1, 5), WAITS, st.just(GOOD))
URLS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True).map(tuple)
FAILURES = st.sampled_from([None, 100, 301, 404, 500])


def notice(*urls: str) -> Notice:
    """Make one that has not been told."""
    return Notice("n", "bell", "rung", "m", "", "+12025550101", AT, urls, "{}")


def made(one: Notice, policy: Policy, status: int | None, at: int) -> Attempt:
    """Make the next attempt, which is answered so."""
    return Attempt(one.made_count + 1, at, url_of_next(one, policy), Reply(status, "", 1, ""))


def tried(one: Notice, policy: Policy, statuses: Sequence[int | None]) -> tuple[Notice, list[int]]:
    """Let a notice be tried until it is over; tell when each attempt was made."""
    at, instants = AT, []
    for status in statuses:
        instants.append(at)
        found = next_attempt(one, policy, made(one, policy, status, at), at)
        one = found.notice
        if found.due_at is None:
            break
        at = found.due_at
    return one, instants


@given(POLICIES, URLS, st.data())
def test_each_url_has_its_attempts_in_turn(
    policy: Policy, urls: tuple[str, ...], data: st.DataObject
) -> None:
    """No more and no fewer, whatever goes wrong; then it has failed."""
    statuses = data.draw(st.lists(FAILURES, min_size=20, max_size=20))
    over, instants = tried(notice(*urls), policy, statuses)

    expected = [url for url in urls for _ in range(policy.per_url_count)]
    assert [one.url for one in over.attempts] == expected
    assert [one.number for one in over.attempts] == [*range(1, len(expected) + 1)]
    assert over.state is NoticeState.FAILED
    assert over.is_over
    waits = [later - earlier for earlier, later in itertools.pairwise(instants)]
    for position, wait in enumerate(waits, 1):
        here = position % policy.per_url_count
        assert wait == (policy.backoff_after(here) if here else 0)


@given(POLICIES, URLS, st.integers(0, 19), st.sampled_from(sorted(GOOD)))
def test_the_first_good_answer_is_the_last(
    policy: Policy, urls: tuple[str, ...], failed_count: int, status: int
) -> None:
    """It is delivered, and nothing more is planned."""
    failed_count = min(failed_count, len(urls) * policy.per_url_count - 1)
    over, _ = tried(notice(*urls), policy, [*[500] * failed_count, status, 500])

    assert over.state is NoticeState.DELIVERED
    assert len(over.attempts) == over.made_count == failed_count + 1


@given(POLICIES, URLS)
def test_what_begins_anew_has_all_its_attempts_again(policy: Policy, urls: tuple[str, ...]) -> None:
    """Their numbers go on, and the first URL comes first."""
    failed, _ = tried(notice(*urls), policy, [500] * 20)
    again, _ = tried(failed.begun_anew(), policy, [500] * 20)

    assert [one.number for one in again.attempts] == [*range(1, 2 * failed.made_count + 1)]
    assert [one.url for one in again.attempts] == [one.url for one in failed.attempts] * 2
    assert again.state is NoticeState.FAILED


def test_the_last_wait_goes_on() -> None:
    """Without any, there is none."""
    policy = Policy(2_000, 9, (1_000, 2_000), GOOD)
    assert [policy.backoff_after(count) for count in (1, 2, 3, 8)] == [1_000, 2_000, 2_000, 2_000]
    assert Policy(2_000, 9, (), GOOD).backoff_after(1) == 0


def test_a_copy_decides_nothing() -> None:
    """Neither that it is delivered nor that it failed."""
    one, policy = notice("a"), Policy(2_000, 1, (), GOOD)
    copy = Attempt(1, AT, "a", Reply(200, "", 1, ""), is_copy=True)
    found = next_attempt(one, policy, copy, AT)

    assert (found.due_at, found.notice.state, found.notice.made_count) == (None, one.state, 0)
    assert found.notice.attempts == (copy,)
    assert found.notice.awaits(1)


def test_what_is_to_go_wrong_goes_wrong_once() -> None:
    """After the attempt it is forgotten."""
    reorder = Spoilt("rule", Webhook("reorder", None))
    one = notice("a").spoilt_by(reorder)
    assert one.is_overtaken
    assert not notice("a").spoilt_by(Spoilt("rule", Webhook("delay", None))).is_overtaken
    policy = Policy(2_000, 2, (), GOOD)
    found = next_attempt(one, policy, made(one, policy, 500, AT), AT)
    assert found.notice.spoilt is None
    over = next_attempt(one, policy, made(one, policy, 200, AT), AT).notice.spoilt_by(reorder)
    assert not over.is_overtaken


def test_a_target_may_have_no_url() -> None:
    """One is found for each face, and has the URLs that there are."""
    told = WebhookSettings((Target("bell", "a", "b"), Target("drum", "", "c")))
    assert told.target_of("bell").urls == ("a", "b")
    assert told.target_of("drum").urls == ("c",)
    assert told.target_of("flute") == Target("flute")
    assert told.target_of("flute").urls == ()
