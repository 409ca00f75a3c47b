"""Webhooks: what a vendor tells a customer's server, and how often it tries.

A notice is one piece of news for one receiver. It keeps its id and its content in all attempts;
what a vendor does about those that fail is a policy, which is data.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from simulator.domain.fault_effects import Spoilt
from simulator.domain.value import choice, value

__all__ = [
    "NO_WEBHOOKS",
    "Attempt",
    "Next",
    "Notice",
    "NoticeState",
    "Policy",
    "Reply",
    "Target",
    "WebhookSettings",
    "next_attempt",
    "url_of_next",
]


@value
class Policy:
    """How a vendor delivers.

    Attributes:
        timeout_ms: how long a receiver may take, by the wall's clock, which is the receiver's, too.
        per_url_count: how many attempts each URL gets, one URL after the other.
        backoff_ms: from the end of the first, second ... failed attempt at a URL to the next one at
            the same, by the world's clock; the last goes on for the rest. From URL to URL there is
            no wait.
        statuses: what counts as received, by status.
    """

    timeout_ms: int
    per_url_count: int
    backoff_ms: tuple[int, ...]
    statuses: frozenset[int]

    def backoff_after(self, failed_count: int) -> int:
        """Tell how long to wait after so many failures at one URL, from 1 on."""
        if not self.backoff_ms:
            return 0
        return self.backoff_ms[min(failed_count, len(self.backoff_ms)) - 1]


@value
class Target:
    """Where a world wants a vendor's news to go that names no other place.

    Attributes:
        face: the vendor's.
        url: empty where there is none.
        failover_url: tried after it; empty where there is none.
        secret: of signatures with a shared one; empty where nothing is signed so.
        is_signed_by_world: whether signatures show the world's time rather than the wall's.
        is_xml: whether it is to be XML, of a vendor that can spell it as that, too.
    """

    face: str
    url: str = ""
    failover_url: str = ""
    secret: str = ""
    is_signed_by_world: bool = False
    is_xml: bool = False

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs that there are, in the order in which they are tried."""
        return tuple(url for url in (self.url, self.failover_url) if url)


@value
class WebhookSettings:
    """What a world is set to.

    Attributes:
        is_holding: whether news is kept back until it is released.
    """

    targets: tuple[Target, ...] = ()
    is_holding: bool = False

    def target_of(self, face: str) -> Target:
        """Find the target for a vendor's news; one without URLs where none was chosen."""
        for one in self.targets:
            if one.face == face:
                return one
        return Target(face)


# What a world is set to in which nobody has chosen anything.
NO_WEBHOOKS: Final = WebhookSettings()


@choice
class NoticeState(StrEnum):
    """How far a notice has come."""

    HELD = "held"  # until somebody releases it
    PENDING = "pending"  # an attempt is to come, or under way
    DELIVERED = "delivered"
    FAILED = "failed"  # no attempt is left


@value
class Reply:
    """What came of one request.

    Attributes:
        status: None where there was no answer.
        error: why there was none, in words; empty where there was one.
        elapsed_ms: by the wall's clock.
        body: how the answer begins.
    """

    status: int | None
    error: str
    elapsed_ms: int
    body: str


@value
class Attempt:
    """One request that was made for a notice, or should have been.

    Attributes:
        number: counts from 1 on in the life of the notice, over all URLs.
        at: when it was made, by the world's clock.
        is_copy: whether it repeats another of this number, for no reason; nothing hangs on it.
        spoilt: what went wrong with it on purpose.
    """

    number: int
    at: int
    url: str
    reply: Reply
    is_copy: bool = False
    spoilt: Spoilt | None = None


@value
class Notice:
    """A piece of news, and what has been done to tell it.

    Attributes:
        id: of the event, the same in each attempt.
        face: whose news it is, and who spells it.
        event: what kind of news, in the vendor's word.
        message_id: what it is about, to a handset or from one; empty where it is about neither.
        originator: who sent that; empty where nobody is known.
        destination: whom it was sent to.
        occurred_at: when it happened, by the world's clock.
        urls: where it is to go, in the order in which they are tried; never empty.
        content: what is told, in the vendor's words, the same in each attempt.
        state: how far it has come.
        attempts: all of them, in the order in which they ended.
        made_count: how many of those count; the next one's number is one more.
        series_start: how many had been made when trying began; more than none if it began anew.
        spoilt: what is to go wrong with the next attempt.
    """

    id: str
    face: str
    event: str
    message_id: str
    originator: str
    destination: str
    occurred_at: int
    urls: tuple[str, ...]
    content: str
    state: NoticeState = NoticeState.PENDING
    attempts: tuple[Attempt, ...] = ()
    made_count: int = 0
    series_start: int = 0
    spoilt: Spoilt | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.state in _OVER

    @property
    def is_overtaken(self) -> bool:
        """Whether the next attempt waits until other news of the same message has been told."""
        if self.spoilt is None or self.state is not NoticeState.PENDING:
            return False
        return self.spoilt.effect.what == "reorder"

    def awaits(self, number: int) -> bool:
        """Tell whether the attempt of this number is the one that is to come."""
        return self.state is NoticeState.PENDING and number == self.made_count + 1

    def spoilt_by(self, spoilt: Spoilt | None) -> "Notice":
        """Let something go wrong with the next attempt."""
        return replace(self, spoilt=spoilt)

    def begun_anew(self) -> "Notice":
        """Start trying again, whatever has been done."""
        return replace(self, state=NoticeState.PENDING, series_start=self.made_count, spoilt=None)

    def after(self, attempt: Attempt, state: NoticeState) -> "Notice":
        """Tell what it is once this attempt has ended."""
        attempts = (*self.attempts, attempt)
        if attempt.is_copy:
            return replace(self, attempts=attempts)
        # What `replace` comes to in the end, without looking every member up by its name.
        return Notice(
            self.id,
            self.face,
            self.event,
            self.message_id,
            self.originator,
            self.destination,
            self.occurred_at,
            self.urls,
            self.content,
            state,
            attempts,
            attempt.number,
            self.series_start,
        )


_OVER: Final = frozenset({NoticeState.DELIVERED, NoticeState.FAILED})


@value
class Next:
    """What comes after an attempt: the notice as it is then, and when to try again, if at all."""

    notice: Notice
    due_at: int | None


def url_of_next(notice: Notice, policy: Policy) -> str:
    """Tell where the next attempt goes."""
    position = (notice.made_count - notice.series_start) // policy.per_url_count
    return notice.urls[min(position, len(notice.urls) - 1)]


def next_attempt(notice: Notice, policy: Policy, attempt: Attempt, now: int) -> Next:
    """Decide what comes after an attempt.

    Args:
        notice: as it was before.
        policy: of its vendor.
        attempt: how it went.
        now: when it ended, by the world's clock.
    """
    if attempt.is_copy:
        return Next(notice.after(attempt, notice.state), None)
    if attempt.reply.status in policy.statuses:
        return Next(notice.after(attempt, NoticeState.DELIVERED), None)
    made_count = attempt.number - notice.series_start
    if made_count >= len(notice.urls) * policy.per_url_count:
        return Next(notice.after(attempt, NoticeState.FAILED), None)
    failed_here_count = made_count % policy.per_url_count
    wait_ms = policy.backoff_after(failed_here_count) if failed_here_count else 0
    return Next(notice.after(attempt, NoticeState.PENDING), now + wait_ms)
