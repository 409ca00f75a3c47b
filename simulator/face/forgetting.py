"""Saying that a world has forgotten things, where an answer might be taken for all there was."""

from simulator.domain.retention import Forgotten
from simulator.face.instants import iso

__all__ = ["HEADER", "said"]

HEADER = "X-Sim-Retention"


def said(forgotten: Forgotten | None, *, uncounted_count: int = 0) -> tuple[tuple[str, str], ...]:
    """Make the header that says so, in the notation of RFC 8941 for dictionaries; or none.

    Args:
        forgotten: by the world that the answer is about.
        uncounted_count: how much of it is missing in the sums of the answer.
    """
    if forgotten is None:
        return ()
    told = (
        f"messages={forgotten.message_count}, inbound={forgotten.inbound_count},"
        f' since="{iso(forgotten.since)}"'
    )
    return ((HEADER, f"{told}, uncounted={uncounted_count}" if uncounted_count else told),)
