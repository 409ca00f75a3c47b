"""What tests of the Telnyx face share."""

import pytest
from aiohttp import ClientSession

from tests.faces.telnyx.speaking import Telnyx


@pytest.fixture
def telnyx(session: ClientSession, url: str) -> Telnyx:
    """A client of the face with the key of the world that `gateway` and `control` are in."""
    return Telnyx.of(session, url, "test")
