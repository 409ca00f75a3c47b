"""A client of Unimatrix's."""

import pytest
from aiohttp import ClientSession

from tests.unimatrix import Unimatrix


@pytest.fixture
def unimatrix(session: ClientSession, url: str) -> Unimatrix:
    """Speaks for the world that `gateway` and `control` speak for, too."""
    return Unimatrix.of(session, url)
