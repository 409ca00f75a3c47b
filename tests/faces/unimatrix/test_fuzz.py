"""Any JSON, any bytes and any query, for every action: the server never fails."""

import json
import re
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.faces.unimatrix.error_codes import ERROR_CODES
from simulator.faces.unimatrix.routes import ROUTES
from tests.clients import ALICE, Control, Reply
from tests.unimatrix import Unimatrix

EXAMPLES: dict[str, dict[str, object]] = {
    "sms.message.send": {"to": ALICE, "templateId": "pub_verif_basic", "templateData": {"code": 1}},
    "otp.send": {"to": ALICE, "code": "123456", "ttl": 300, "intent": "login"},
    "otp.verify": {"to": ALICE, "code": "123456", "ttl": 300, "intent": "login"},
}
MEMBERS = sorted({"to", "text", "content", "signature", "channel", *EXAMPLES["otp.send"]})
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(ALICE)
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.text(), LEAVES, max_size=3)

# One server for all examples: what an example leaves behind may trip the next one, and should not.
ON_ONE_SERVER = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
each_action = pytest.mark.parametrize("action", [route.name for route in ROUTES])


def assert_calm(reply: Reply) -> None:
    """See that an answer is one of the vendor's, and nothing of ours has failed."""
    told = reply.document
    assert reply.status in {200, 400}, reply.body
    if reply.status == 200:
        assert (told["code"], told["message"], [*told]) == (
            "0",
            "Success",
            ["code", "message", "data"],
        )
        assert isinstance(told["data"], dict)
    else:
        assert told == {"code": told["code"], "message": ERROR_CODES[told["code"]]}
    assert re.fullmatch("[0-9a-f]{32}", reply.headers["X-Uni-Request-Id"])


@each_action
@ON_ONE_SERVER
@given(members=st.dictionaries(st.sampled_from(MEMBERS) | st.text(), VALUES, max_size=3))
async def test_no_member_makes_the_server_fail(
    unimatrix: Unimatrix, action: str, members: dict[str, object]
) -> None:
    """A good request in which one or the other member is wrong is answered calmly."""
    assert_calm(await unimatrix.act(action, {**EXAMPLES[action], **members}))


@each_action
@ON_ONE_SERVER
@given(raw=st.binary(max_size=100) | VALUES.map(lambda one: json.dumps(one).encode()))
async def test_no_bytes_make_the_server_fail(unimatrix: Unimatrix, action: str, raw: bytes) -> None:
    """Neither do values that are no object."""
    target = f"/?action={action}&accessKeyId=test"
    assert_calm(await unimatrix.call("POST", target, raw=raw))


@ON_ONE_SERVER
@given(
    st.dictionaries(
        st.sampled_from(["action", "algorithm", "timestamp", "nonce", "signature"]),
        st.binary(max_size=20) | st.sampled_from([b"hmac-sha256", b"otp.send", b"01234567"]),
    )
)
async def test_no_query_makes_the_server_fail(
    unimatrix: Unimatrix, control: Control, query: dict[str, bytes]
) -> None:
    """In a world that looks at all of it."""
    await control.put("/_sim/unimatrix", {"auth": "hmac"})
    told = {name: quote_from_bytes(text) for name, text in query.items()}
    spelled = "&".join(f"{name}={text}" for name, text in told.items())
    assert_calm(await unimatrix.call("POST", f"/?accessKeyId=test&{spelled}", {"to": ALICE}))


@ON_ONE_SERVER
@given(world=st.text(max_size=70))
async def test_no_key_makes_the_server_fail(unimatrix: Unimatrix, world: str) -> None:
    """Whatever it is, it is a world's or none."""
    target = "/?" + urlencode({"action": "otp.verify", "accessKeyId": world})
    assert_calm(await unimatrix.call("POST", target, {"to": ALICE, "code": "1234"}))
