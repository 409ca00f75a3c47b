"""What all tests share: the parts of a simulation, with a wall clock that the test moves."""

import pytest

from tests.parts import Bench, build_bench


@pytest.fixture
def bench() -> Bench:
    """A simulation in memory on a wall clock that stands still until the test moves it."""
    return build_bench()
