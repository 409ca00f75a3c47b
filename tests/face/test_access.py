"""What can only mean this machine, and what may mean any."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.face.access import is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost", "app.localhost", "a.b.localhost", "::1"]
)
def test_names_of_loopback_are_this_machine(host: str) -> None:
    """RFC 6761, 6.3: `localhost` and all names below it are nobody else's."""
    assert is_loopback(host)


@given(st.ip_addresses(v=4))
def test_addresses_of_loopback_are_this_machine(address: IPv4Address) -> None:
    """RFC 1122, 3.2.1.3: those that begin with 127, and no others."""
    assert is_loopback(str(address)) == str(address).startswith("127.")
    assert is_loopback(f"127.{str(address).partition('.')[2]}")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",  # noqa: S104 - told apart, not bound
        "::",
        "::2",
        "10.0.0.1",
        "127.1",
        "2130706433",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "host",
    ],
)
def test_all_else_may_be_another(host: str) -> None:
    """An empty host listens everywhere; short spellings of addresses are nobody's habit."""
    assert not is_loopback(host)
