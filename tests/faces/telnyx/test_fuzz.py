"""Any JSON, and any query, for every operation that takes one: the server never fails."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.face import Route
from simulator.faces.telnyx.routes import ROUTES
from tests.faces.telnyx.speaking import NOBODY, Telnyx

TAKING = [route for route in ROUTES if route.takes and not route.name.startswith("messages.")]


def members(route: Route) -> list[str]:
    """Name what an operation takes."""
    assert route.takes is not None
    return [field.alias or name for name, field in route.takes.model_fields.items()]


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("US"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("route", TAKING, ids=lambda route: route.name)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_whatever_is_sent_is_answered(
    telnyx: Telnyx, route: Route, data: st.DataObject
) -> None:
    """Well or with a refusal of the vendor's, each held against its specification."""
    path = re.sub(r"\{\w+\}", NOBODY, route.path.removeprefix("/v2"))
    sent = data.draw(st.dictionaries(st.sampled_from(members(route)), ANYTHING, max_size=6))
    if route.method == "GET":
        texts = {name: str(one).encode("utf-8", "replace") for name, one in sent.items()}
        reply = await telnyx.get(f"{path}?{urlencode(texts)}")
    else:
        body = json.dumps(sent).encode()
        reply = await telnyx.call(route.method, path, raw=body)
    assert reply.status < 500, reply.body
