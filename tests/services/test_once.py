"""How long a request is remembered."""

import pytest

from simulator.services.once import WINDOW_MS, Remembered


@pytest.mark.parametrize(
    ("after_ms", "is_good"), [(0, True), (WINDOW_MS - 1, True), (WINDOW_MS, False)]
)
def test_a_request_is_remembered_for_a_day(after_ms: int, *, is_good: bool) -> None:
    """A retry is recognised for 24 hours, and is a new request from the last of them on."""
    assert WINDOW_MS == 86_400_000
    assert Remembered("f", "result", 1_000).is_good_at(1_000 + after_ms) is is_good
