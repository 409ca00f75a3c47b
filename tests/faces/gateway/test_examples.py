"""The documentation's own examples: whoever pastes one gets an answer that makes sense."""

import json
import re
from typing import Any, Final

from aiohttp import ClientSession

from simulator.faces.gateway.routes import ROUTES
from simulator.resources import fixtures_folder
from simulator.settings import Settings
from tests.clients import ALICE, Control, Gateway, Reply, serving

EXAMPLES: Final[list[dict[str, Any]]] = json.loads(
    (fixtures_folder() / "gateway" / "examples.json").read_text(encoding="utf-8")
)

# What an example leaves open as `...` where a number, a list of messages or the path's own id has
# to be: just these members are wrong. All other examples of a `POST` are complete, but for one.
LEFT_OPEN: Final = {
    "sms.otp": ["to"],
    "sms.verify": ["to"],
    "sms.batch.send": ["messages"],
    "sms.cancel": ["message_id"],
    "sms.resend": ["message_id"],
    "sms.sender.register": ["phone_number", "region"],
    "sms.suppress": ["phone"],
    "sms.suppression.check": ["phone"],
    "sms.suppression.delete": ["phone"],
    "sms.suppression.gdpr_remove": ["phone"],
}

# It names a sender, of which there is none called `...`.
OF_NOTHING: Final = "sms.sender.verify"

# How a resource is made that an example needs the id of.
MAKERS: Final = {
    "sender": ("/v1/sms/sender/register", {"region": "western"}),
    "signature": ("/v1/sms/signature/create", {"name": "Acme"}),
    "template": ("/v1/sms/template/create", {"name": "otp", "body": "Hello"}),
}


def test_there_is_an_example_of_every_operation_documented() -> None:
    """The data holds one example for each of the 31 operations, under the operation's name."""
    names = [example["operation"] for example in EXAMPLES]
    assert len(set(names)) == len(names) == 31


def test_what_we_serve_of_the_documentation_is_spelled_as_there() -> None:
    """Our routes below /v1/sms are those of the examples, with the same method, path and name."""
    documented = {(one["operation"], one["method"], one["path"]) for one in EXAMPLES}
    served = {
        (route.name, route.method, route.path.replace("{id}", "ID"))
        for route in ROUTES
        if route.path.startswith("/v1/sms/")
    }
    assert served == documented


async def test_every_example_is_answered(session: ClientSession) -> None:
    """One after the other in a new world, as they stand: it works, or says what is left open."""
    async with serving(Settings()) as url:
        gateway = Gateway.of(session, url, "examples")
        for example in EXAMPLES:
            reply = await gateway.call(example["method"], example["path"], example["body"])
            assert_answered(example, reply)


def assert_answered(example: dict[str, Any], reply: Reply) -> None:
    """See that a complete example works, and that the others are told what they lack."""
    name = example["operation"]
    if name in LEFT_OPEN:
        assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR"), name
        assert reply.fields == LEFT_OPEN[name], name
    elif example["path"].endswith("/ID") or name == OF_NOTHING:
        assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND"), name
    else:
        assert reply.status == 200, (name, reply.body)
        return
    assert re.search(r"\w \w.*\.$", reply.error["message"]), reply.error


async def test_every_example_works_once_it_is_filled_in(session: ClientSession) -> None:
    """With a real id for `ID`, and something that fits for each `...`, all of them succeed."""
    async with serving(Settings()) as url:
        gateway, control = Gateway.of(session, url, "full"), Control.of(session, url, "full")
        for nth, example in enumerate(EXAMPLES):
            made = await make(gateway, example["operation"], f"+141555501{nth:02}")
            body = example["body"] and await filled(control, example["body"], made)
            path = example["path"].replace("ID", made)
            reply = await gateway.call(example["method"], path, body)
            assert reply.status == 200, (example, reply.body)


async def make(gateway: Gateway, operation: str, number: str) -> str:
    """Make what an operation may be about, and tell its id."""
    kind = operation.split(".")[1]
    if kind not in MAKERS:
        return await gateway.sent()
    path, members = MAKERS[kind]
    made: str = (await gateway.post(path, {"phone_number": number, **members})).data[f"{kind}_id"]
    return made


async def filled(control: Control, body: dict[str, Any], made: str) -> dict[str, Any]:
    """Put something that fits where an example left something open."""
    token = (await control.get(f"/_sim/gdpr?phone=%2B{ALICE[1:]}")).document["confirmation_token"]
    fitting = {
        **dict.fromkeys(("to", "phone"), ALICE),
        **dict.fromkeys(("message_id", "sender_id"), made),
        "phone_number": "+14155550199",
        "region": "western",
        "code": "123456",
        "confirmation_token": token,
        "messages": [{"to": ALICE, "body": "Hello"}],
    }
    return {name: fitting[name] if item in ("...", []) else item for name, item in body.items()}


async def test_the_first_example_sends(gateway: Gateway) -> None:
    """The example of sms.send is complete, and its message goes out."""
    example = EXAMPLES[0]
    reply = await gateway.call(example["method"], example["path"], example["body"])
    assert reply.status == 200
    assert reply.data["to"] == ALICE
