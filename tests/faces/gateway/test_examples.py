"""The documentation's own examples: whoever pastes one gets an answer that makes sense."""

import json
import re
from typing import Any, Final

from aiohttp import ClientSession

from simulator.faces.gateway.routes import ROUTES
from simulator.resources import fixtures_folder
from simulator.settings import Settings
from tests.clients import ALICE, Gateway, Reply, serving

EXAMPLES: Final[list[dict[str, Any]]] = json.loads(
    (fixtures_folder() / "gateway" / "examples.json").read_text(encoding="utf-8")
)

# In the examples' paths `ID` stands for the id of something that was made before.
SERVED: Final = {(route.method, route.path.replace("{id}", "ID")) for route in ROUTES}

CODE: Final = re.compile(r"[A-Z]+(_[A-Z]+)*")


def test_there_is_an_example_of_every_operation_documented() -> None:
    """The data holds one example for each of the 31 operations, under the operation's name."""
    names = [example["operation"] for example in EXAMPLES]
    assert len(set(names)) == len(names) == 31


def test_what_we_serve_of_the_documentation_is_spelled_as_there() -> None:
    """Each of our routes below /v1/sms has its example, with the same method, path and name."""
    documented = {(one["method"], one["path"]): one["operation"] for one in EXAMPLES}
    for route in ROUTES:
        if route.path.startswith("/v1/sms/"):
            example = (route.method, route.path.replace("{id}", "ID"))
            assert documented[example] == route.name


async def test_every_example_is_answered(session: ClientSession) -> None:
    """One after the other in a new world: 200, or a 422 that names what was left open as `...`."""
    async with serving(Settings()) as url:
        gateway = Gateway.of(session, url, "examples")
        sms_id = await gateway.sent()
        for example in EXAMPLES:
            if (example["method"], example["path"]) in SERVED:
                path = example["path"].replace("ID", sms_id)
                assert_answered(
                    example, await gateway.call(example["method"], path, example["body"])
                )


async def test_the_first_example_sends(gateway: Gateway) -> None:
    """The example of sms.send is complete, and its message goes out."""
    example = EXAMPLES[0]
    reply = await gateway.call(example["method"], example["path"], example["body"])
    assert reply.status == 200
    assert reply.data["to"] == ALICE


def assert_answered(example: dict[str, Any], reply: Reply) -> None:
    """See that a complete example works, and that the others are told what they lack."""
    body = example["body"] or {}
    left_open = {name for name, item in body.items() if item in ("...", [])}
    if not left_open:
        assert reply.status == 200, (example, reply.body)
        return
    assert reply.status == 422, (example, reply.body)
    assert CODE.fullmatch(reply.error["code"])
    assert set(reply.fields) <= left_open
    assert reply.fields
