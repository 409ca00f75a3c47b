"""What a handset sends, as the carrier takes it."""

import pytest

from simulator.domain.address import E164, ShortCode
from simulator.domain.encoding import Encoding
from simulator.domain.inbound import Inbound, inbound
from simulator.domain.keywords import Keyword, KeywordTable
from simulator.domain.segmentation import TooManySegments

PHONE = E164("+12025550101")
TABLE = KeywordTable.of({"en": {"stop": ["STOP"], "start": ["START"], "help": ["HELP"]}})


def take(text: str) -> Inbound:
    """Take a text from a phone."""
    return inbound("id", PHONE, ShortCode("12345"), text, keywords=TABLE, now=5)


def test_a_message_is_measured_and_understood() -> None:
    """It is cut into segments as messages to handsets are, and read as a keyword if it is one."""
    assert take("Stop.") == Inbound(
        "id", PHONE, ShortCode("12345"), "Stop.", Encoding.GSM_7, 1, 5, Keyword.STOP
    )
    long = take("你" * 71)
    assert (long.encoding, long.segment_count, long.keyword) == (Encoding.UCS_2, 2, None)


def test_what_no_handset_could_send_is_not_taken() -> None:
    """More than 255 segments do not fit into one message."""
    with pytest.raises(TooManySegments):
        take("a" * (255 * 153 + 1))
