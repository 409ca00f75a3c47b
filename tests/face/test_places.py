"""Where callers are sent who do not say by which name they know this server."""

from unittest.mock import Mock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from simulator.face.places import url_of


def asked(host: str, sockname: tuple[object, ...] | None) -> web.Request:
    """Make a request by a host's name, over a connection to an address, or over none any more."""
    transport = None
    if sockname is not None:
        transport = Mock()
        transport.get_extra_info.side_effect = {"sockname": sockname}.get
    line = Mock(ssl_context=None)
    return make_mocked_request(
        "GET", "/", headers={"Host": host}, protocol=line, transport=transport
    )


@pytest.mark.parametrize(
    ("host", "sockname", "url"),
    [
        ("sim.example:7670", ("127.0.0.1", 7670), "http://sim.example:7670"),
        ("two words", ("127.0.0.1", 7670), "http://127.0.0.1:7670"),
        ("<b>", ("::1", 7670, 0, 0), "http://[::1]:7670"),
        ("two words", None, "http://localhost"),
    ],
)
def test_a_host_that_is_none_is_not_repeated(
    host: str, sockname: tuple[object, ...] | None, url: str
) -> None:
    """The address that was connected to takes its place; who has hung up needs none."""
    assert url_of(asked(host, sockname)) == url
