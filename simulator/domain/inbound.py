"""Inbound messages: what handsets send."""

from simulator.domain.address import E164, Originator
from simulator.domain.encoding import Encoding
from simulator.domain.keywords import Keyword, KeywordTable
from simulator.domain.segmentation import segment
from simulator.domain.value import value

__all__ = ["Inbound", "inbound"]


@value
class Inbound:
    """A mobile-originated message, as the carrier keeps it.

    Attributes:
        id: 32 hexadecimal characters, ordered by arrival.
        handset: the number it comes from.
        destination: what it was sent to: the sender of an earlier message, say.
        received_at: milliseconds of the world's time.
        keyword: what it asks for, if the text is one.
    """

    id: str
    handset: E164
    destination: Originator
    text: str
    encoding: Encoding
    segment_count: int
    received_at: int
    keyword: Keyword | None


def inbound(
    inbound_id: str,
    handset: E164,
    destination: Originator,
    text: str,
    *,
    keywords: KeywordTable,
    now: int,
) -> Inbound:
    """Take what a handset sends.

    Raises:
        ValueError: the text cannot be sent at all, as in `segment`.
    """
    segmentation = segment(text)
    return Inbound(
        inbound_id,
        handset,
        destination,
        text,
        segmentation.encoding,
        segmentation.segment_count,
        now,
        keywords.recognise(text),
    )
