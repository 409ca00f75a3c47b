"""Messages for tests: all that does not matter to the test is chosen here."""

from simulator.domain.address import E164
from simulator.domain.encoding import Encoding
from simulator.domain.message import TRANSITIONS, Event, Message, What
from simulator.domain.pricing import MicroUsd

__all__ = ["BORN_AT", "PRICE", "born"]

BORN_AT = 1_790_000_000_000  # an instant in September 2026
PRICE = MicroUsd(7_900)


def born(
    what: What = What.QUEUED,
    *,
    at: int = BORN_AT,
    message_id: str = "0" * 32,
    likeness: str = "1f2e3d4c5b6a7988",
    nth: int = 1,
) -> Message:
    """Make a message of one segment to which nothing has happened yet but that it was made."""
    state = TRANSITIONS[None, what]
    return Message(
        id=message_id,
        face="gateway",
        vendor="telnyx",
        originator=None,
        destination=E164("+15550100123"),
        text="Your table is ready.",
        encoding=Encoding.GSM_7,
        segment_count=1,
        price=PRICE,
        likeness=likeness,
        nth=nth,
        fault=None,
        state=state,
        timeline=(Event(at, what, state),),
    )
