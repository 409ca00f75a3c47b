"""What the suites of every store are given."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.services.ports import Store
from tests.every_store import STORES, Opener


@pytest.fixture(params=list(STORES.values()), ids=list(STORES))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each store in turn, empty."""
    opener: Opener = request.param
    async with opener(tmp_path) as opened:
        yield opened
