"""The lives of messages, as all answers together tell them."""

from collections.abc import Iterator
from typing import Any, Final

from contract.exchange import Exchange

__all__ = ["Lives"]

# What may follow on each state of carriersim: itself, and all that is reached from it.
_NEXT: Final = {
    "scheduled": {"queued", "cancelled"},
    "queued": {"sending", "cancelled"},
    "sending": {"sent", "failed", "delivered", "undelivered"},
    "sent": {"delivered", "undelivered"},
}
_ENDS: Final = {"delivered", "undelivered", "failed", "cancelled", "suppressed"}

Observation = tuple[str, list[str], tuple[Exchange, ...]]


class Lives:
    """Follows each message from state to state."""

    def __init__(self) -> None:
        self._past: dict[str, list[tuple[str, Exchange]]] = {}

    def watch(self, exchange: Exchange) -> Iterator[Observation]:
        """Tell what each message in an answer has against it: rule, problems, earlier answers."""
        # A replay tells what was true once, and a call that began earlier may end later; who asks
        # for the status asks for one message, and one check asks for one thing at a time.
        if exchange.operation != "sms.status":
            return
        record = exchange.data
        if not isinstance(record, dict) or "sms_id" not in record:
            return
        past = self._past.setdefault(str(record["sms_id"]), [])
        state = record.get("state")
        returned = list(_returned(state, past))
        wild = list(_wild(state, past))
        before = tuple(seen for _, seen in past)
        if not past or past[-1][0] != state:
            past.append((str(state), exchange))
        yield "GW-STAT-003", returned, before
        yield "GW-STAT-004", wild, before


def _returned(state: Any, past: list[tuple[str, Exchange]]) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Tell that a state was left before."""
    if any(state == earlier for earlier, _ in past[:-1]):
        yield f"the message is {state} again, after it was {past[-1][0]}"


def _wild(state: Any, past: list[tuple[str, Exchange]]) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Tell that a state is none of carriersim's, or cannot follow on the one before."""
    if state not in _NEXT.keys() | _ENDS:
        yield f"no state is called {state!r}"
    elif past and past[-1][0] != state and state not in _reached(past[-1][0]):
        yield f"the message is {state}, and was {past[-1][0]} before"


def _reached(state: str) -> set[str]:
    """Find all states that come after one."""
    after = set(_NEXT.get(state, ()))
    return after.union(*(_reached(one) for one in after))
