"""Templates: texts with holes, reviewed once, and filled for each message."""

from typing import Any

import pytest
from aiohttp import ClientSession

from tests.clients import ALICE, BOB, Control, Gateway, Reply
from tests.faces.gateway.envelope import assert_refused


@pytest.fixture
async def gateway(session: ClientSession, url: str) -> Gateway:
    """A client of a world in which reviews are over at once."""
    await Control.of(session, url, "test").post("/_sim/worlds", {"name": "test", "review": "0s"})
    return Gateway.of(session, url, "test")


async def created(gateway: Gateway, body: str, **members: object) -> str:
    """Make a template, and tell its id."""
    template_id: str = (await gateway.create_template(body, **members)).data["template_id"]
    return template_id


async def read(gateway: Gateway, template_id: str) -> Any:  # noqa: ANN401 - JSON
    """Read a template."""
    return (await gateway.get(f"/v1/sms/template/get/{template_id}")).data


async def fill(gateway: Gateway, template_id: str, variables: object, to: str = ALICE) -> Reply:
    """Send a template."""
    body = {"to": to, "template_id": template_id, "template_vars": variables}
    return await gateway.post("/v1/sms/send", body)


async def test_a_template_is_answered_with_its_record(gateway: Gateway) -> None:
    """Its variables are those of its body, where nothing else was declared."""
    reply = await gateway.create_template("Dear {name}, {{code}}. {name}!", locale="en")
    record = dict(reply.data)
    assert record.pop("template_id").startswith("tpl_")
    assert record.pop("created_at").endswith("Z")
    assert record == {
        "name": "otp",
        "body": "Dear {name}, {{code}}. {name}!",
        "locale": "en",
        "variables": ["name", "code"],
        "review_state": "approved",
        "reject_reason": None,
    }
    assert reply.metadata["cost_usd"] == 0


async def test_variables_are_kept_as_they_are_declared(gateway: Gateway) -> None:
    """More may be declared than the body uses."""
    reply = await gateway.create_template("Hello {a}", variables=["b", "a"])
    assert reply.data["variables"] == ["b", "a"]
    assert reply.data["review_state"] == "approved"


async def test_a_template_can_be_pinned_to_a_vendor(gateway: Gateway) -> None:
    """A vendor that is none is refused, and nothing is made."""
    assert (await gateway.create_template(vendor="telnyx")).metadata["vendor"] == "telnyx"
    assert_refused(await gateway.create_template(vendor="nobody"), 422, "UNKNOWN_VENDOR")
    assert len((await gateway.get("/v1/sms/template/list")).data["items"]) == 1


async def test_a_review_takes_five_seconds(session: ClientSession, url: str) -> None:
    """Where nothing else is set they are seconds of the world's clock; nothing is sent before."""
    gateway, control = Gateway.of(session, url, "slow"), Control.of(session, url, "slow")
    template_id = await created(gateway, "Hello")
    for by, state in (("4999ms", "pending"), ("1ms", "approved")):
        reply = await fill(gateway, template_id, {})
        assert_refused(reply, 422, "TEMPLATE_NOT_APPROVED")
        assert f"{template_id} is pending" in reply.error["message"]
        await control.advance(by)
        assert (await read(gateway, template_id))["review_state"] == state
    assert (await fill(gateway, template_id, {})).status == 200


@pytest.mark.parametrize(
    ("body", "variables", "reason"),
    [
        ("I reject this", None, "reject"),
        ("Hello {a} {b}", ["a"], "b"),
        ("", None, "empty"),
        ("  ", None, "empty"),
        ("x" * 1601, None, "1600"),
    ],
)
async def test_a_rejected_template_is_not_sent(
    gateway: Gateway, body: str, variables: object, reason: str
) -> None:
    """The review says why, the refusal says so, and nothing is charged."""
    template_id = await created(gateway, body, variables=variables)
    record = await read(gateway, template_id)
    assert record["review_state"] == "rejected"
    assert reason in record["reject_reason"]
    reply = await fill(gateway, template_id, {"a": "1", "b": "2"})
    assert_refused(reply, 422, "TEMPLATE_NOT_APPROVED")
    assert "rejected" in reply.error["message"]
    assert await gateway.balance() == 2.0


@pytest.mark.parametrize(
    ("body", "variables", "text"),
    [
        ("Your code is {{code}}", {"code": "123456"}, "Your code is 123456"),
        ("Your code is {code}", {"code": 123456}, "Your code is 123456"),
        ("{a} costs {b}", {"a": "Tea", "b": 2.5}, "Tea costs 2.5"),
        ("{a}{a}", {"a": "x"}, "xx"),
        ("{a}", {"a": "{b}", "b": "no"}, "{b}"),
        ("Hello", {"surplus": "x"}, "Hello"),
        ("Hi {a}{b}", {"a": "", "b": -1}, "Hi -1"),
        ("Привет, {имя}", {"имя": "Аня"}, "Привет, Аня"),
    ],
)
async def test_a_template_is_filled(
    gateway: Gateway, control: Control, body: str, variables: object, text: str
) -> None:
    """Strings and numbers go in as they are written; what has no place is not used."""
    reply = await fill(gateway, await created(gateway, body), variables)
    assert (reply.status, reply.data["state"]) == (200, "queued")
    assert await control.texts() == [text]


async def test_a_filled_template_is_charged_by_its_text(gateway: Gateway) -> None:
    """Segments are those of what is sent, not of the template."""
    reply = await fill(gateway, await created(gateway, "{a}"), {"a": "x" * 161})
    assert (reply.data["segments"], reply.metadata["cost_usd"]) == (2, 0.0158)


async def test_every_missing_variable_is_named(gateway: Gateway) -> None:
    """Nothing is sent with a hole in it."""
    template_id = await created(gateway, "{a} {b} {c}")
    reply = await fill(gateway, template_id, {"b": "x"})
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == ["template_vars.a", "template_vars.c"]
    reply = await gateway.post("/v1/sms/send", {"to": ALICE, "template_id": template_id})
    assert reply.fields == ["template_vars.a", "template_vars.b", "template_vars.c"]
    assert (await gateway.list()).data["items"] == []


@pytest.mark.parametrize("filled", ["", "x" * 1601])
async def test_what_comes_of_a_template_is_a_message(gateway: Gateway, filled: str) -> None:
    """A text that could not be sent as a body cannot be made by a template either."""
    reply = await fill(gateway, await created(gateway, "{a}"), {"a": filled})
    assert (reply.status, reply.fields) == (422, ["template_vars"])


@pytest.mark.parametrize("wrong", [None, True, [], {}])
async def test_a_variable_is_text_or_a_number(gateway: Gateway, wrong: object) -> None:
    """Anything else has no one way to be written."""
    reply = await fill(gateway, await created(gateway, "{a}"), {"a": wrong})
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert {field.rpartition(".")[0] for field in reply.fields} == {"template_vars.a"}


@pytest.mark.parametrize("wrong", ["code", ["code"], 5])
async def test_variables_are_an_object(gateway: Gateway, wrong: object) -> None:
    """Each is given by its name."""
    reply = await fill(gateway, await created(gateway, "{a}"), wrong)
    assert (reply.status, reply.fields) == (422, ["template_vars"])


async def test_no_template_is_not_found(session: ClientSession, gateway: Gateway) -> None:
    """One that was given up, or is another project's, or was never there, is not sent."""
    neighbour = Gateway.of(session, gateway.url, "neighbour")
    gone, foreign = await created(gateway, "Hello"), await created(neighbour, "Hello")
    await gateway.delete(f"/v1/sms/template/delete/{gone}")
    for template_id in (gone, foreign, "tpl_none", "none", "", await gateway.sent()):
        assert_refused(await fill(gateway, template_id, {}), 404, "NOT_FOUND")


async def test_a_batch_may_hold_templates(gateway: Gateway, control: Control) -> None:
    """Each item is filled by itself; what one of them lacks is its own affair."""
    template_id = await created(gateway, "Hi {name}")
    item = {"template_id": template_id, "to": BOB}
    results = (
        await gateway.batch(
            [
                {**item, "template_vars": {"name": "Ann"}},
                {**item, "template_vars": {}},
                {**item, "template_id": "tpl_none"},
                {**item, "template_vars": {"name": 5}},
                {"to": BOB, "body": "plain"},
            ]
        )
    ).data["results"]
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == [None, "VALIDATION_ERROR", "NOT_FOUND", None, None]
    assert await control.texts() == ["plain", "Hi 5", "Hi Ann"]


async def test_a_message_keeps_the_text_that_its_template_made(
    gateway: Gateway, control: Control
) -> None:
    """It can be sent again when the template is gone."""
    template_id = await created(gateway, "Hi {name}")
    sms_id = (await fill(gateway, template_id, {"name": "Ann"})).data["sms_id"]
    await gateway.delete(f"/v1/sms/template/delete/{template_id}")
    assert (await gateway.resend(sms_id)).status == 200
    assert await control.texts() == ["Hi Ann", "Hi Ann"]


@pytest.mark.parametrize(
    ("member", "wrong", "field"),
    [
        *(("name", None, "name"), ("name", 5, "name"), ("body", None, "body")),
        *(("body", ["x"], "body"), ("locale", 5, "locale"), ("vendor", 5, "vendor")),
        *(("variables", "code", "variables"), ("variables", [5], "variables.0")),
    ],
)
async def test_a_member_of_the_wrong_kind_is_named(
    gateway: Gateway, member: str, wrong: object, field: str
) -> None:
    """A broken schema is a 422 that names the member."""
    wish = {"name": "otp", "body": "x", member: wrong}
    reply = await gateway.post("/v1/sms/template/create", wish)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [field]


async def test_a_template_needs_a_name_and_a_body(gateway: Gateway) -> None:
    """All else may be left out."""
    assert (await gateway.post("/v1/sms/template/create", {})).fields == ["name", "body"]
