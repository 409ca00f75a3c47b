"""Suppressions: numbers to which no messages go, from anybody or from some senders.

All suppressions of a number are one tuple, oldest first, so that a send reads one record. No two of
them have the same place: the same scope and the same sender.
"""

from dataclasses import replace
from typing import Final, TypeAlias

from simulator.domain.address import E164, Originator
from simulator.domain.value import value

__all__ = [
    "ACCOUNT",
    "OPT_OUT",
    "Suppression",
    "SuppressionWish",
    "Suppressions",
    "find",
    "lifted",
    "opted_in",
    "opted_out",
    "scope_of",
    "stops",
    "stops_profile",
    "upserted",
]

# The scope where none is chosen. What scopes mean is the caller's: within a world, which is one
# account, a suppression of any scope stops messages.
ACCOUNT: Final = "account"

# How the scopes begin of those who said STOP to a number that belongs to a profile.
_PROFILE: Final = "profile "

# The reason of those who said STOP themselves.
OPT_OUT: Final = "opt_out"

Place: TypeAlias = tuple[str, str | None]


@value
class Suppression:
    """One reason for which a number gets no messages.

    Attributes:
        id: orders suppressions by when they were made.
        sender_scope: the only sender whose messages are stopped; None stops everybody's.
        created_at: milliseconds of the world's time.
        said: the text that did it, of those who said STOP themselves.
        said_to: the number that they said it to.
    """

    id: str
    phone: E164
    scope: str
    sender_scope: str | None
    reason: str | None
    notes: str | None
    created_at: int
    said: str | None = None
    said_to: Originator | None = None

    @property
    def place(self) -> Place:
        """What no two suppressions of a number share."""
        return self.scope, self.sender_scope


Suppressions: TypeAlias = tuple[Suppression, ...]


@value
class SuppressionWish:
    """What is asked for; a scope of None is the account."""

    phone: E164
    scope: str | None = None
    sender_scope: str | None = None
    reason: str | None = None
    notes: str | None = None

    @property
    def place(self) -> Place:
        """What the suppression will share with no other of its number."""
        return ACCOUNT if self.scope is None else self.scope, self.sender_scope

    def fulfilled(self, suppressions: Suppressions, suppression_id: str, now: int) -> Suppression:
        """Make the suppression; one that is there in its place keeps its id and its instant."""
        for there in suppressions:
            if there.place == self.place:
                suppression_id, now = there.id, there.created_at
        scope, sender_scope = self.place
        return Suppression(
            suppression_id, self.phone, scope, sender_scope, self.reason, self.notes, now
        )


def upserted(suppressions: Suppressions, suppression: Suppression) -> Suppressions:
    """Add a suppression, or put it where the one of its place is."""
    by_place = {there.place: there for there in suppressions} | {suppression.place: suppression}
    return tuple(by_place.values())


def lifted(
    suppressions: Suppressions, scope: str | None = None, sender_scope: str | None = None
) -> Suppressions:
    """Leave out those of a scope and of a sender; None is any.

    What stops everybody stays where a sender is named: it is not of that sender alone.
    """
    return tuple(
        there
        for there in suppressions
        if (scope is not None and there.scope != scope)
        or (sender_scope is not None and there.sender_scope != sender_scope)
    )


def find(
    suppressions: Suppressions, scope: str | None = None, sender_scope: str | None = None
) -> Suppression | None:
    """Look for the oldest suppression of a scope that stops a sender; None is any."""
    for there in suppressions:
        is_of_scope = scope is None or there.scope == scope
        stops_sender = sender_scope is None or there.sender_scope in {None, sender_scope}
        if is_of_scope and stops_sender:
            return there
    return None


def stops(suppressions: Suppressions, originator: Originator | None) -> bool:
    """Tell whether a message from this sender is stopped; None is whichever the carrier takes."""
    return any(there.sender_scope in {None, originator} for there in suppressions)


def scope_of(profile_id: str) -> str:
    """Name the scope of what is stopped for the numbers of one profile."""
    return f"{_PROFILE}{profile_id}"


def stops_profile(suppressions: Suppressions, originator: Originator, profile_id: str) -> bool:
    """Tell whether a message under a profile is stopped: what is of another profile stops none."""
    return any(
        there.sender_scope in {None, originator}
        and (not there.scope.startswith(_PROFILE) or there.scope == scope_of(profile_id))
        for there in suppressions
    )


def opted_out(
    suppressions: Suppressions,
    phone: E164,
    suppression_id: str,
    now: int,
    *,
    said: str | None = None,
    said_to: Originator | None = None,
    scope: str = ACCOUNT,
) -> Suppressions:
    """Tell what is suppressed once somebody has said STOP, in these words and to this number.

    What stops the account's messages already stays as it is: were it to become theirs, their START
    would lift what somebody else had decided.
    """
    wish = SuppressionWish(phone, scope, reason=OPT_OUT)
    if any(there.place == wish.place for there in suppressions):
        return suppressions
    made = wish.fulfilled(suppressions, suppression_id, now)
    return (*suppressions, replace(made, said=said, said_to=said_to))


def opted_in(suppressions: Suppressions, scope: str = ACCOUNT) -> Suppressions:
    """Tell what is suppressed once somebody has said START: all that their STOP did not do."""
    return tuple(
        there for there in suppressions if there.place != (scope, None) or there.reason != OPT_OUT
    )
