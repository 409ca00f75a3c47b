"""Messages of all sorts, and sums over them made in the plainest way."""

from collections.abc import Sequence

from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.message import Event, Message, State, What
from simulator.domain.pricing import MicroUsd
from simulator.domain.usage import Tally
from tests.messages import BORN_AT, PRICE, born

__all__ = ["SPAN_MS", "add_up", "lots", "one"]

# Messages are drawn from this much time: some hours on both sides of a midnight.
SPAN_MS = 40 * 3_600_000


def one(
    state: State,
    *,
    at: int = BORN_AT,
    vendor: str = "telnyx",
    segment_count: int = 1,
    price: MicroUsd = PRICE,
) -> Message:
    """Make a message that has come to a state, by whatever way."""
    return structs.replace(
        born(),
        vendor=vendor,
        segment_count=segment_count,
        price=price,
        state=state,
        timeline=(Event(at, What.QUEUED, State.QUEUED), Event(at + 9 * SPAN_MS, What.SENT, state)),
    )


lots = st.lists(
    st.builds(
        one,
        st.sampled_from(State),
        at=st.integers(BORN_AT, BORN_AT + SPAN_MS),
        vendor=st.sampled_from(["telnyx", "unimatrix"]),
        segment_count=st.integers(1, 11),
        price=st.integers(0, 10**9).map(MicroUsd),
    ),
    max_size=30,
)


def add_up(messages: Sequence[Message]) -> Tally:
    """Count and sum without knowing how it is done elsewhere."""
    states = [message.state.value for message in messages]
    paid = [x for x in messages if x.state.value not in ("cancelled", "suppressed")]
    return Tally(
        sent=len(paid),
        delivered=states.count("delivered"),
        failed=states.count("undelivered") + states.count("failed"),
        segment_count=sum(x.segment_count for x in paid),
        cost=MicroUsd(sum(x.price for x in paid)),
    )
