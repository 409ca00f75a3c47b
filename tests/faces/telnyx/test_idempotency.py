"""`Idempotency-Key`, as the vendor reads it."""

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from simulator.face import Call
from simulator.face.refused import VendorRule
from simulator.faces.telnyx.errors import failure_of
from simulator.faces.telnyx.idempotency import once
from simulator.services.once import Once
from simulator.services.simulation import Simulation
from tests.parts import Bench

KEY = "8e03978e-40d5-43e8-bc93-6894a57f9326"


def wanted(
    bench: Bench, *keys: str, path: str = "/v2/messages", body: bytes = b"{}"
) -> Once | None:
    """Read what a call with these headers wants to be done once."""
    headers = CIMultiDict([("Idempotency-Key", key) for key in keys])
    request = make_mocked_request("POST", path, headers)
    call = Call(request, Simulation(bench.worlds.parts, bench.worlds, bench.timeline), "op")
    call.body = body
    return once(call)


def test_without_a_key_nothing_is_done_once(bench: Bench) -> None:
    """Two calls are two."""
    assert wanted(bench) is None


def test_the_same_key_and_call_are_the_same(bench: Bench) -> None:
    """Byte for byte in body and query, below whatever path the face is."""
    one = wanted(bench, KEY)
    assert one is not None
    assert (one.capability, one.key) == ("op", KEY)
    assert wanted(bench, KEY) == one == wanted(bench, KEY, path="/proxy/v2/messages")
    others = (
        wanted(bench, KEY, body=b"{ }"),
        wanted(bench, KEY, path="/v2/messages?a=1"),
        wanted(bench, "other"),
    )
    assert one not in others
    assert all(other is not None for other in others)


@pytest.mark.parametrize("keys", [("a" * 255,), ("aZ09_:-",)])
def test_keys_are_letters_digits_and_a_few_marks(bench: Bench, keys: tuple[str, ...]) -> None:
    """As documented."""
    assert wanted(bench, *keys) is not None


@pytest.mark.parametrize("keys", [("",), ("a b",), ("é",), ("a" * 256,), ("a", "a")])
def test_other_keys_are_bad_requests(bench: Bench, keys: tuple[str, ...]) -> None:
    """So are two of them, though they be equal."""
    with pytest.raises(VendorRule) as refusal:
        wanted(bench, *keys)
    failure = failure_of(refusal.value)
    (error,) = failure.errors
    assert (failure.answer().status, error.code, error.pointer) == (
        400,
        "10015",
        "/header/Idempotency-Key",
    )
