"""Whether there is anything in a message, and how its text is spelled."""

import pytest

from simulator.domain.address import E164
from simulator.domain.encoding import Encoding
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.posting import Posting, medium_of, spell
from simulator.domain.refusals import Declined, Ground
from simulator.domain.tariffs import Medium
from simulator.resources import read_vendor_rules

ALICE = E164("+13125550199")
HOW = read_vendor_rules().orthography
PLAIN = MessagingProfile("p", "Plain", ("*",), "secret", 0, 0)
SMART = MessagingProfile("p", "Smart", ("*",), "secret", 0, 0, has_smart_encoding=True)
LINK = "https://example.com/a.png"


def posting(text: str = "", **more: object) -> Posting:
    """Ask for a message."""
    return Posting("telnyx", ALICE, text, **more)  # type: ignore[arg-type] # names are the tests'


def declined(posting: Posting, profile: MessagingProfile = PLAIN) -> Ground:
    """Tell on what ground a message is not taken."""
    with pytest.raises(Declined) as caught:
        spell(posting.text, posting, medium_of(posting), profile, HOW)
    return caught.value.ground


@pytest.mark.parametrize(
    ("wanted", "medium"),
    [
        (posting("Hi"), Medium.SMS),
        (posting("Hi", media_urls=(LINK,)), Medium.MMS),
        (posting(media_urls=(LINK,)), Medium.MMS),
        (posting("Hi", medium=Medium.MMS), Medium.MMS),
        (posting("Hi", medium=Medium.MMS, subject="Hello"), Medium.MMS),
        (posting(content="{}", medium=Medium.RCS), Medium.RCS),
    ],
)
def test_media_make_an_mms(wanted: Posting, medium: Medium) -> None:
    """Or whoever asks for one."""
    assert medium_of(wanted) is medium


@pytest.mark.parametrize(
    ("wanted", "ground"),
    [
        (posting(), Ground.NO_CONTENT),
        (posting(subject="Hello"), Ground.NO_CONTENT),
        (posting("Hi", medium=Medium.SMS, media_urls=(LINK,)), Ground.MIXED_CONTENT),
        (posting("Hi", subject="Hello"), Ground.MIXED_CONTENT),
        (posting(media_urls=(LINK,) * 11), Ground.TOO_MUCH_MEDIA),
        (posting("a" * 1531), Ground.TOO_MANY_PARTS),
        (posting("a" * 100_000), Ground.TOO_MANY_PARTS),
        (posting("a" * 613, minds_length=True), Ground.MORE_PARTS_THAN_ADVISED),
        (posting("й", encoding=Encoding.GSM_7), Ground.UNSPELLABLE),
        (posting("\u200b", encoding=Encoding.GSM_7), Ground.UNSPELLABLE),
    ],
)
def test_what_cannot_be_sent_is_declined(wanted: Posting, ground: Ground) -> None:
    """Each on a ground of its own."""
    assert declined(wanted) is ground


def test_the_most_is_taken() -> None:
    """Ten parts, ten pieces of media, and the parts that are advised."""
    assert spell("a" * 1530, posting(), Medium.SMS, PLAIN, HOW).segment_count == 10
    assert medium_of(posting(media_urls=(LINK,) * 10)) is Medium.MMS
    advised = posting("a" * 612, minds_length=True)
    assert spell(advised.text, advised, Medium.SMS, PLAIN, HOW).segment_count == 4


def test_too_long_says_how_long() -> None:
    """And how long it may be."""
    with pytest.raises(Declined) as caught:
        spell("a" * 1531, posting(), Medium.SMS, PLAIN, HOW)
    assert caught.value.told == {"parts": "11", "most": "10"}


@pytest.mark.parametrize(
    ("profile", "encoding", "is_respelled", "spelled_in"),
    [
        (PLAIN, None, False, Encoding.UCS_2),
        (SMART, None, True, Encoding.GSM_7),
        (PLAIN, Encoding.GSM_7, True, Encoding.GSM_7),
        (SMART, Encoding.UCS_2, False, Encoding.UCS_2),
    ],
)
def test_the_profile_or_the_message_has_it_respelled(
    profile: MessagingProfile,
    encoding: Encoding | None,
    spelled_in: Encoding,
    *,
    is_respelled: bool,
) -> None:
    """Where UCS-2 is asked for, nothing is."""
    wanted = posting("It\u2019s", encoding=encoding)
    spelled = spell(wanted.text, wanted, Medium.SMS, profile, HOW)
    assert (spelled.is_respelled, spelled.encoding) == (is_respelled, spelled_in)


def test_only_an_sms_is_cut_into_parts() -> None:
    """An MMS takes a long text as it is."""
    text = "й" * 5_000
    spelled = spell(text, posting(text, media_urls=(LINK,)), Medium.MMS, SMART, HOW)
    assert (spelled.text, spelled.segment_count, spelled.encoding) == (text, 1, Encoding.UCS_2)
