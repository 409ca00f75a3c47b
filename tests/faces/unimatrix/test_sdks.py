"""The vendor's official SDKs for Python and Node, unmodified: only the endpoint is ours."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from simulator.faces.unimatrix.error_codes import ERROR_CODES
from tests.clients import ALICE, BOB, Control, Gateway
from tests.unimatrix import NODE, NodeSdk, Told, Unimatrix, install_node_sdk, python_sdk

# The SDK for Python leaves closing its connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:.*unclosed.*:ResourceWarning")

IS_CI: Final = "CI" in os.environ
needs_node = pytest.mark.skipif(
    NODE is None and not IS_CI, reason="there is no Node on this machine"
)

CHINA: Final = "+8613800138000"
HELLO: Final = {"to": ALICE, "text": "Hello"}

# How each error is met: by whom it is asked for, the action, and what is sent.
PROVOCATIONS: Final[Sequence[tuple[str, str, str, dict[str, Any]]]] = (
    ("104001", "test", "sms.message.send", {"text": "Hello"}),
    ("104002", "test", "otp.verify", {"to": ALICE, "code": "12"}),
    ("104111", "a-b", "sms.message.send", HELLO),
    ("104200", "signed", "sms.message.send", HELLO),
    ("105001", "revoked1", "sms.message.send", HELLO),
    ("105100", "shut", "sms.message.send", HELLO),
    ("105300", "quiet", "otp.send", {"to": ALICE}),
    ("105400", "broke1", "sms.message.send", HELLO),
    ("107111", "test", "sms.message.send", {"to": [ALICE, "nobody"], "text": "Hello"}),
    ("107120", "test", "sms.message.send", {"to": CHINA, "text": "Hello"}),
    ("107121", "test", "sms.message.send", {"to": CHINA, "text": "您好", "signature": "Other"}),
    ("107122", "test", "sms.message.send", {**HELLO, "signature": "Acme"}),
    ("107141", "test", "otp.send", {"to": ALICE, "templateId": "pub_nothing"}),
    ("107142", "test", "otp.send", {"to": ALICE, "templateId": "otp"}),
    ("107143", "test", "sms.message.send", {"to": ALICE, "templateId": "pub_verif_basic"}),
    (
        "107144",
        "test",
        "sms.message.send",
        {"to": ALICE, "templateId": "pub_verif_basic", "templateData": {"code": [1]}},
    ),
    ("101000", "test", "sms.message.send", {"to": "+15005550090", "text": "Hello"}),
    ("101303", "test", "sms.message.send", {"to": BOB, "text": "nobody takes it"}),
    # Of these no call is guilty here, so that a rule has to ask for them.
    ("101301", "test", "sms.message.send", {"to": BOB, "text": "101301"}),
    ("104003", "test", "sms.message.send", {"to": BOB, "text": "104003"}),
    ("107123", "test", "sms.message.send", {"to": BOB, "text": "107123"}),
    ("107145", "test", "sms.message.send", {"to": BOB, "text": "107145"}),
)
_BY_RULE: Final = ("101301", "104003", "107123", "107145")


async def prepare(control: Control, gateway: Gateway) -> None:
    """Set up the worlds in which the errors are met."""
    for name, account in (
        ("signed", {"auth": "hmac"}),
        ("shut", {"ip_restriction": {"allow": ["10.0.0.0/8"]}}),
        ("quiet", {"rate_limit": {"day": 0}}),
    ):
        assert (
            await control.post("/_sim/worlds", {"name": name, "unimatrix": account})
        ).status == 201
    await gateway.create_signature("Acme")
    await gateway.create_template("{{code}}")
    down = {"match": {"text": "nobody*"}, "then": {"vendor_down": {"vendor": ["unimatrix"]}}}
    refusing = [
        {"match": {"face": "unimatrix", "text": code}, "then": {"refuse": {"code": code}}}
        for code in _BY_RULE
    ]
    reply = await control.put("/_sim/faults", {"rules": [down, *refusing]})
    assert reply.status == 200, reply.body


def expected(told: Sequence[Told]) -> None:
    """See that each error came as its own, with an id to ask the vendor about."""
    wanted = [f"[{code}] {ERROR_CODES[code]}" for code, *_ in PROVOCATIONS]
    assert [one.error for one in told] == wanted
    assert len({one.request_id for one in told}) == len(told)


# --- Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [None, "secret_signed"], ids=["unsigned", "signed"])
async def test_the_sdk_for_python_sends_and_verifies(
    url: str, control: Control, secret: str | None
) -> None:
    """Texts and codes, in both modes, with the endpoint given or in the environment."""
    auth = "hmac" if secret else "simple"
    await control.post("/_sim/worlds", {"name": "signed", "unimatrix": {"auth": auth}})
    there = Control.of(control.session, url, "signed")

    async def ask(action: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        told = await python_sdk(
            url, lambda client: call(client, action, body), world="signed", secret=secret
        )
        assert (told.code, told.message, told.status) == ("0", "Success", 200), told
        return told.data

    sent = await ask("sms.message.send", {"to": [ALICE, BOB], "content": "é", "signature": "Acme"})
    assert [one["to"] for one in sent["messages"]] == [ALICE, BOB]
    assert await there.texts(f"?to=%2B{BOB[1:]}") == ["【Acme】é"]
    assert (await ask("otp.send", {"to": ALICE, "intent": "login"}))["to"] == ALICE
    code = await there.code()
    verified = await ask("otp.verify", {"to": ALICE, "code": code, "intent": "login"})
    assert verified == {"to": ALICE, "valid": True}


def call(client: Any, action: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - the SDK has no types
    """Use the SDK as its documentation does."""
    match action:
        case "sms.message.send":
            return client.messages.send(body)
        case "otp.send":
            return client.otp.send(body)
        case _:
            return client.otp.verify(body)


async def test_the_environment_of_a_new_world_sets_the_sdk_up(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is needed: it signs, and the world demands that it does."""
    wish = {"name": "fresh", "unimatrix": {"auth": "hmac"}}
    made = (await control.post("/_sim/worlds", wish)).document
    for name, told in made["env"].items():
        monkeypatch.setenv(name, told)

    told = await python_sdk(None, lambda client: client.messages.send(HELLO), world=None)

    assert told.code == "0", told


async def test_the_sdk_for_python_tells_every_error(
    url: str, control: Control, gateway: Gateway
) -> None:
    """As its own exception, with code, name and id."""
    await prepare(control, gateway)

    told = [
        await python_sdk(url, lambda client, a=action, b=body: call(client, a, b), world=world)  # type: ignore[misc] # a default binds it
        for _, world, action, body in PROVOCATIONS
    ]

    expected(told)


async def test_the_sdk_for_python_tells_what_is_wrong_with_its_key(
    url: str, control: Control, gateway: Gateway
) -> None:
    """None at all, or a secret that is not this world's."""
    await prepare(control, gateway)

    async def error(world: str | None, secret: str | None) -> str:
        return (
            await python_sdk(url, lambda one: one.messages.send(HELLO), world=world, secret=secret)
        ).error

    assert await error(None, None) == "[104110] MissingAccessKeyId"
    assert await error("signed", "secret_test") == "[104201] InvalidSignature"
    assert await error("signed", "secret_signed") == "[0] Success"


async def test_what_fails_on_the_way_fails_in_the_sdk(
    url: str, control: Control, unimatrix: Unimatrix
) -> None:
    """A rule by the face and its action; by hand it is all the same."""
    rule = {
        "match": {"face": "unimatrix", "op": "sms.message.send", "to": ALICE, "text": "Hel*"},
        "then": [{"refuse": {"code": "105300"}, "times": 1}, {"http": {"status": 503}, "times": 1}],
    }
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200

    first = await python_sdk(url, lambda client: client.messages.send({**HELLO, "to": [ALICE]}))
    second = await unimatrix.send()

    assert first.error == "[105300] LimitExceed"
    assert (second.status, second.headers["X-Sim-Fault"]) == (503, "rule-1")
    assert (await unimatrix.send()).status == (await unimatrix.otp()).status == 200


# --- Node -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def node_sdk(tmp_path_factory: pytest.TempPathFactory) -> NodeSdk:
    """The SDK for Node, installed in a folder of these tests' own."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    try:
        return install_node_sdk(Path(shared) / "node-sdk")
    except subprocess.CalledProcessError as error:
        if IS_CI:
            raise
        pytest.skip(f"npm cannot install it: {error.stderr.decode(errors='replace')[:200]}")


@needs_node
async def test_the_sdk_for_node_says_the_same(
    url: str, control: Control, gateway: Gateway, node_sdk: NodeSdk
) -> None:
    """Every success in both modes, below several paths, and every error."""
    await prepare(control, gateway)
    text = {"to": [ALICE, BOB], "content": "é", "signature": "Acme Ltd"}
    good: list[dict[str, Any]] = [
        {"world": world, "path": path, "action": action, "body": body, **secret}
        for world, secret in (("test", {}), ("signed", {"secret": "secret_signed"}))
        for path, action, body in (
            ("", "sms.message.send", text),
            ("/unimtx", "otp.send", {"to": ALICE, "code": "123456", "ttl": 300}),
            ("/unimtx/", "otp.verify", {"to": ALICE, "code": "123456"}),
        )
    ]
    bad: list[dict[str, Any]] = [
        {"world": world, "action": a, "body": b} for _, world, a, b in PROVOCATIONS
    ]
    keyless: dict[str, Any] = {"action": "sms.message.send", "body": HELLO}
    forged = {**keyless, "world": "signed", "secret": "secret_test"}

    told = await node_sdk.speak(url, [*good, keyless, forged, *bad])

    assert [(one.code, one.status) for one in told[:6]] == [("0", 200)] * 6
    assert [one["to"] for one in told[0].data["messages"]] == [ALICE, BOB]
    assert [one.data for one in (told[2], told[5])] == [{"to": ALICE, "valid": True}] * 2
    assert told[6].error == "[104110] MissingAccessKeyId"
    assert told[7].error == "[104201] InvalidSignature"
    expected(told[8:])
    assert {one.status for one in told[6:]} == {400, 500}
