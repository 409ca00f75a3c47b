"""On what terms networks carry messages."""

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, Originator, ShortCode
from simulator.domain.hours import Hours
from simulator.domain.terms import Pace, Queue, QuietHours, SenderRule, SenderRules, Verdict

NUMBER, CODE, NAME = E164("+14155550100"), ShortCode("12345"), AlphanumericSenderId("Shop")
HOUR_MS = 3_600_000
NIGHT = QuietHours(Hours(21 * HOUR_MS, 8 * HOUR_MS), ("sale", "% off", "促销"), is_refused=False)
STRICT = SenderRules(SenderRule.REPLACED, SenderRule.REJECTED, SenderRule.REGISTERED, "54321")


@pytest.mark.parametrize(
    ("sender", "is_registered", "verdict"),
    [
        (None, False, Verdict()),
        (NUMBER, False, Verdict(shown_as="54321")),
        (CODE, True, Verdict(refused="sender 12345 is not allowed")),
        (NAME, False, Verdict(refused="sender Shop unregistered")),
        (NAME, True, Verdict()),
    ],
)
def test_each_kind_of_sender_has_its_rule(
    sender: Originator | None, *, is_registered: bool, verdict: Verdict
) -> None:
    """Whom the carrier chooses himself is always a good one."""
    assert STRICT.verdict(sender, is_registered=is_registered) == verdict


@pytest.mark.parametrize("sender", [None, NUMBER, CODE, NAME])
def test_where_there_are_no_rules_every_sender_is_fine(sender: Originator | None) -> None:
    """Registered or not."""
    assert SenderRules().verdict(sender, is_registered=False) == Verdict()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Big SALE today", "SALE"),
        ("sale", "sale"),
        ("50% off!", "% off"),
        ("全场促销中", "促销"),
        ("wholesale", ""),
        ("sales", ""),
        ("50% offer", ""),
        ("Your code is 123456", ""),
    ],
)
def test_a_word_makes_a_text_advertising(text: str, word: str) -> None:
    """A whole one, in whatever case; scripts without spaces have no whole ones."""
    assert NIGHT.word_in(text) == word


def test_only_advertising_is_quiet_and_only_in_its_hours() -> None:
    """And the objection says what was taken for it."""
    midnight, noon = 0, 12 * HOUR_MS

    assert NIGHT.objection("Big sale", midnight) == 'quiet hours for advertising ("sale")'
    assert NIGHT.objection("Big sale", noon) == ""
    assert NIGHT.objection("Your code", midnight) == ""


def test_without_words_nothing_is_advertising() -> None:
    """Not even an empty text."""
    silent = QuietHours(Hours(0, 0), (), is_refused=False)

    assert silent.objection("sale", 0) == silent.objection("", 0) == ""


@pytest.mark.parametrize(
    ("sender", "segment_count", "span_ms"),
    [(NUMBER, 1, 1_000), (NUMBER, 3, 3_000), (CODE, 1, 10), (NAME, 2, 20_000)],
)
def test_each_kind_of_sender_has_its_pace(
    sender: Originator, segment_count: int, span_ms: int
) -> None:
    """Counted in segments."""
    assert Pace(1, 100, 0.1).span_ms(sender, segment_count) == span_ms


@pytest.mark.parametrize(
    ("now", "length_ms"), [(100, 50), (120, 30), (150, 0), (9_999, 0), (0, 50)]
)
def test_a_queue_gets_shorter_with_time(now: int, length_ms: int) -> None:
    """And no longer than it was where time goes back."""
    assert Queue(50, 100).length_at(now) == length_ms


@pytest.mark.parametrize("paces", [(0, 1, 1), (1, 0, 1), (1, 1, -1)])
def test_a_pace_takes_something(paces: tuple[float, float, float]) -> None:
    """Or the queue would never end."""
    with pytest.raises(ValueError, match="above zero"):
        Pace(*paces)
