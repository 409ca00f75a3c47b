"""The grid's table says who was accused, and of what. `python -m tests.contract.grid` fills it."""

from typing import Any, Final

from tests.contract.grid import STRANGER, Outcome, Place, table, told

_KEYS: Final = ("ifr_pk_proj_one", "ifr_pk_proj_two")


def outcome(seed: int, status: int = 0, **verdicts: str) -> Outcome:
    """Read a report with these verdicts."""
    words = list(verdicts.values())
    report: dict[str, Any] = {
        "elapsed_s": 20.0 + seed,
        "counts": {word: words.count(word) for word in words},
        "verdicts": [
            {"id": rule, "level": rule[-1], "verdict": word, "why": "it is not"}
            for rule, word in verdicts.items()
        ],
    }
    return told(Place("carriersim", STRANGER, "near", seed, "http://x", _KEYS), status, report)


def test_what_is_kept_is_no_accusation() -> None:
    """Nor is what does not apply, or is only implied and could not be tried."""
    one = outcome(1, first_D="kept", second_D="not_applicable", third_I="could_not_run")

    assert one.is_acquitted
    assert (one.kept, one.open) == (1, 1)


def test_every_doubt_is_an_accusation() -> None:
    """Also one that the command does not fail for, or that somebody could not try."""
    for word in ("broken", "warned", "flaky", "stale", "known", "could_not_run"):
        one = outcome(1, first_D="kept", second_D=word)
        assert not one.is_acquitted
        assert one.accused == [f"second_D {word}: it is not"]


def test_who_brings_no_report_has_acquitted_nobody() -> None:
    """A judge that fell over has found nothing, which is no proof."""
    place = Place("carriersim", STRANGER, "near", 1, "http://x", _KEYS)

    assert not told(place, 2, {}).is_acquitted
    assert not told(place, 0, {}).is_acquitted
    assert not outcome(1, 3, first_D="kept").is_acquitted


def test_the_table_has_a_line_for_all_seeds() -> None:
    """In which those that accuse stand out."""
    lines = table([outcome(1, a_D="kept"), outcome(2, a_D="flaky"), outcome(3, 1, a_D="broken")])

    assert lines.splitlines()[2:] == [
        "| carriersim | stranger | near | 0 **0** **1** | 0 to 1 | 0 | 21 to 23 |"
    ]
