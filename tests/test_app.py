"""What the whole application does that no face does alone."""

import pytest
from aiohttp import ClientSession

from simulator import __version__


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/v3/messages", "//"])
async def test_a_path_of_nobody_is_refused_in_our_own_dialect(
    session: ClientSession, url: str, path: str
) -> None:
    """A mistyped base URL is answered as clearly as anything else."""
    async with session.get(f"{url}{path}") as response:
        assert response.status == 404
        assert (await response.json())["error"]["code"] == "NOT_FOUND"
        assert response.headers["X-Sim-Version"] == __version__
