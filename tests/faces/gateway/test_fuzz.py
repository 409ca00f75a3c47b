"""Any JSON and any bytes, for every operation that takes a body: the server never fails."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.faces.gateway.routes import ROUTES
from tests.clients import ALICE, Gateway
from tests.faces.gateway.envelope import assert_calm

POSTS = [route.path.replace("{id}", "sms_none") for route in ROUTES if route.method == "POST"]

QUERIED = [
    route.path.replace("{id}", "sms_none")
    for route in ROUTES
    if route.method == "GET" and route.takes
]

# Every member that any operation takes, as the operations themselves say.
MEMBERS = sorted(
    {
        name
        for route in ROUTES
        if route.takes
        for name in route.takes.model_json_schema()["properties"]
    }
)

# What comes after the first check: each operation's own example, with some of it replaced.
EXAMPLES = {
    route.path.replace("{id}", "sms_none"): route.takes.model_json_schema()["example"]
    for route in ROUTES
    if route.method == "POST" and route.takes
}

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(ALICE)

DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(), inner, max_size=4)
        # Members that are known lead past the first check.
        | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5)
    ),
    max_leaves=12,
)

# One server for all examples: what an example leaves behind may trip the next one, and should not.
ON_ONE_SERVER = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("path", POSTS)
@ON_ONE_SERVER
@given(document=DOCUMENTS)
async def test_no_document_makes_the_server_fail(
    gateway: Gateway, path: str, document: object
) -> None:
    """Every JSON value, NaN included, is answered with an envelope and a status below 500."""
    assert_calm(await gateway.call("POST", path, raw=json.dumps(document).encode()))


@pytest.mark.parametrize("path", POSTS)
@ON_ONE_SERVER
@given(members=st.dictionaries(st.sampled_from(MEMBERS), LEAVES | st.lists(LEAVES), max_size=3))
async def test_no_member_makes_the_server_fail(
    gateway: Gateway, path: str, members: dict[str, object]
) -> None:
    """A good request in which one or the other member is wrong is answered calmly, too."""
    body = json.dumps({**EXAMPLES[path], **members})
    assert_calm(await gateway.call("POST", path, raw=body.encode()))


@pytest.mark.parametrize("path", POSTS)
@ON_ONE_SERVER
@given(raw=st.binary(max_size=200))
async def test_no_bytes_make_the_server_fail(gateway: Gateway, path: str, raw: bytes) -> None:
    """Every sequence of bytes is answered with an envelope and a status below 500."""
    assert_calm(await gateway.call("POST", path, raw=raw))


@pytest.mark.parametrize("path", QUERIED)
@ON_ONE_SERVER
@given(query=st.dictionaries(st.sampled_from(MEMBERS) | st.text(), st.text(max_size=50)))
async def test_no_query_makes_the_server_fail(
    gateway: Gateway, path: str, query: dict[str, str]
) -> None:
    """Every query is answered with an envelope and a status below 500."""
    assert_calm(await gateway.get(f"{path}?{urlencode(query)}"))
