"""`sms.message.send`: to one number or many, in a text, a name and content, or a template."""

import re
from typing import Any

import pytest

from tests.clients import ALICE, BOB, Control, Gateway, Reply
from tests.unimatrix import Unimatrix

CHINA = "+8613800138000"
DOCUMENTED = "+12068800123"


def data(reply: Reply) -> Any:  # noqa: ANN401 - JSON
    """Tell what came of it."""
    assert reply.status == 200, reply.body
    return reply.document["data"]


async def approve(gateway: Gateway, control: Control, name: str) -> None:
    """Have a name approved."""
    assert (await gateway.create_signature(name)).status == 200
    await control.advance("5s")


async def send(unimatrix: Unimatrix, **body: object) -> Reply:
    """Send just this."""
    return await unimatrix.act("sms.message.send", {"to": ALICE, **body})


# --- The answer -----------------------------------------------------------------------------------


async def test_the_answer_is_the_documented_one(unimatrix: Unimatrix) -> None:
    """To the letter, but for the id, and with what other pages of the vendor's add to it."""
    reply = await unimatrix.send(DOCUMENTED, "701522 é seu código de verificação.")

    message_id = data(reply)["messages"][0]["id"]
    assert reply.document == {
        "code": "0",
        "message": "Success",
        "data": {
            "recipients": 1,
            "messageCount": 1,
            "currency": "USD",
            "totalAmount": "0.018900",
            "messages": [
                {
                    "id": message_id,
                    "to": DOCUMENTED,
                    "iso": "US",
                    "cc": "1",
                    "parts": 1,
                    "count": 1,
                    "price": "0.018900",
                }
            ],
        },
    }
    assert re.fullmatch("[0-9a-f]{32}", message_id)
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"


async def test_every_answer_has_an_id_of_its_own(unimatrix: Unimatrix) -> None:
    """In a header, in the spelling in which the SDK for .NET looks for it."""
    replies = [await unimatrix.send(), await unimatrix.send(), await unimatrix.send("test")]

    ids = [reply.headers["X-Uni-Request-Id"] for reply in replies]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids)
    assert all("X-Uni-Request-Id" in [*reply.headers] for reply in replies)


async def test_a_text_to_many_is_many_messages(unimatrix: Unimatrix, gateway: Gateway) -> None:
    """In order; each has its country and price, and all of it is charged."""
    numbers = [BOB, "+254712345678", "+442079460123", BOB]

    told = data(await unimatrix.send(numbers, "x" * 161))

    assert [one["to"] for one in told["messages"]] == numbers
    assert [one["iso"] for one in told["messages"]] == ["US", "KE", "GB", "US"]
    assert [one["cc"] for one in told["messages"]] == ["1", "254", "44", "1"]
    assert [one["price"] for one in told["messages"]] == [
        "0.037800",
        "0.148000",
        "0.083000",
        "0.037800",
    ]
    assert (told["recipients"], told["messageCount"]) == (4, 8)
    assert told["totalAmount"] == "0.306600"
    assert await gateway.balance() == round(2 - 0.3066, 6)


@pytest.mark.parametrize(
    ("to", "sent"),
    [
        ("12068800123", [DOCUMENTED]),
        ([DOCUMENTED], [DOCUMENTED]),
        (["12068800123", ALICE], [DOCUMENTED, ALICE]),
    ],
)
async def test_a_number_may_be_written_as_ever(
    unimatrix: Unimatrix, to: object, sent: list[str]
) -> None:
    """Alone or in a list, and without its plus sign, as in older pages of the vendor's."""
    assert [one["to"] for one in data(await unimatrix.send(to))["messages"]] == sent


@pytest.mark.parametrize("path", ["/", "//", "/unimtx", "/unimtx/", "/a/b/c", "/v0//"])
async def test_it_may_be_called_below_any_path(unimatrix: Unimatrix, path: str) -> None:
    """Half of the SDKs drop the path of their endpoint, some double its slash, others keep it."""
    body = {"to": ALICE, "text": "Hello"}

    assert data(await unimatrix.act("sms.message.send", body, path=path))["recipients"] == 1


@pytest.mark.parametrize(
    "media_type", ["application/json;charset=utf-8", "text/plain", "application/octet-stream"]
)
async def test_a_body_need_not_say_that_it_is_json(unimatrix: Unimatrix, media_type: str) -> None:
    """Some client may not know how to."""
    reply = await unimatrix.call(
        "POST",
        "/?action=sms.message.send&accessKeyId=test",
        {"to": ALICE, "text": "Hello"},
        headers={"Content-Type": media_type},
    )

    assert data(reply)["recipients"] == 1


# --- What is sent ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"text": "Hello"}, "Hello"),
        ({"text": "Hello", "signature": "Acme"}, "Hello"),
        ({"content": "Hello"}, "Hello"),
        ({"content": "Hello", "signature": "Acme"}, "【Acme】Hello"),
        ({"content": "Hello", "text": "Good day"}, "Good day"),
        ({"text": "", "signature": "", "content": "Hello"}, "Hello"),
        ({"text": None, "templateId": None, "templateData": None, "content": "Hello"}, "Hello"),
        (
            {"templateId": "pub_verif_basic", "templateData": {"code": "701522"}, "text": "Hello"},
            "Your code is 701522.",
        ),
        (
            {"templateId": "pub_verif_en_ttl", "templateData": {"code": 701522, "ttl": "10"}},
            "701522 is your verification code, good for 10 minutes.",
        ),
        (
            {
                "templateId": "pub_verif_basic",
                "templateData": {"code": "{ttl}", "more": "1"},
                "signature": "Acme",
            },
            "【Acme】Your code is {ttl}.",
        ),
    ],
)
async def test_the_text_is_made_as_it_was_asked_for(
    unimatrix: Unimatrix, control: Control, body: dict[str, object], text: str
) -> None:
    """A template goes before a text, and that before content; what is empty is not there."""
    assert (await send(unimatrix, **body)).status == 200
    assert await control.texts() == [text]


@pytest.mark.parametrize("called", ["id", "gateway", "name"])
async def test_a_template_of_the_project_is_shared_with_the_gateway(
    unimatrix: Unimatrix, gateway: Gateway, control: Control, called: str
) -> None:
    """By its id, as either face writes it, or by its name, once it is approved."""
    made = (await gateway.create_template("{{code}} for {name}")).data["template_id"]
    template_id = {"id": made.removeprefix("tpl_"), "gateway": made, "name": "otp"}[called]
    body = {"templateId": template_id, "templateData": {"code": 1, "name": "Ann"}}
    early = await send(unimatrix, **body)
    assert early.document == {"code": "107142", "message": "InvalidSmsTemplate"}

    await control.advance("5s")

    assert (await send(unimatrix, **body, signature="Acme")).status == 200
    assert await control.texts() == ["【Acme】1 for Ann"]


async def test_china_wants_a_name_that_was_approved(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """In the member for it, or before the text; another one's approval is no help."""
    await approve(gateway, control, "Acme")

    assert (await unimatrix.send(CHINA, "您好")).document["code"] == "107120"
    assert (await unimatrix.send(CHINA, "您好", signature="Other")).document["code"] == "107121"
    assert (await unimatrix.send(CHINA, "【Other】您好")).document["code"] == "107121"
    told = data(await unimatrix.send([ALICE, CHINA], "【Acme】您好"))
    assert [one["iso"] for one in told["messages"]] == ["US", "CN"]
    body = {"to": CHINA, "content": "您好", "signature": "Acme"}
    assert data(await unimatrix.act("sms.message.send", body))["totalAmount"] == "0.026500"


async def test_a_name_in_review_is_not_good_yet(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """Wherever the text goes; one that nobody has handed in is any name, but in China."""
    await gateway.create_signature("Acme")
    early = await unimatrix.send(ALICE, "Hello", signature="Acme")
    assert early.document == {"code": "107122", "message": "InvalidSmsSignature"}
    assert "pending" in early.headers["X-Sim-Warnings"]

    await control.advance("5s")

    assert (await unimatrix.send(ALICE, "Hello", signature="Acme")).status == 200
    assert (await unimatrix.send(ALICE, "Hello", signature="Other")).status == 200


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"to": None}, "104001"),
        ({"to": ""}, "104001"),
        ({"to": []}, "104001"),
        ({}, "104001"),
        ({"text": ""}, "104001"),
        ({"to": "test", "text": "x"}, "107111"),
        ({"to": 12068800123, "text": "x"}, "107111"),
        ({"to": [ALICE, "+1"], "text": "x"}, "107111"),
        ({"to": [ALICE, None], "text": "x"}, "107111"),
        ({"to": {"a": "b"}, "text": "x"}, "107111"),
        ({"to": [ALICE] * 1_001, "text": "x"}, "107111"),
        ({"to": "+15005550030", "text": "x"}, "107111"),
        ({"text": 5}, "104002"),
        ({"text": ["x"]}, "104002"),
        ({"text": "x" * 1_601}, "104002"),
        ({"content": "x" * 1_601}, "104002"),
        ({"content": "x" * 1_600, "signature": "Acme"}, "0"),
        ({"text": "x", "signature": "A"}, "107122"),
        ({"text": "x", "signature": "A" * 17}, "107122"),
        ({"text": "x", "signature": 5}, "107122"),
        ({"templateId": "pub_verif_nothing"}, "107141"),
        ({"templateId": "nothing"}, "107141"),
        ({"templateId": 5}, "107141"),
        ({"templateId": "x" * 101}, "107141"),
        ({"templateId": "pub_verif_basic"}, "107143"),
        ({"templateId": "pub_verif_en_ttl", "templateData": {"code": "1"}}, "107143"),
        ({"templateId": "pub_verif_basic", "templateData": {"code": []}}, "107144"),
        ({"templateId": "pub_verif_basic", "templateData": {"code": True}}, "107144"),
        ({"templateId": "pub_verif_basic", "templateData": ["1"]}, "107144"),
        ({"templateId": "pub_verif_basic", "templateData": {"code": "1" * 1_600}}, "107144"),
    ],
)
async def test_what_is_wrong_is_told_by_its_code(
    unimatrix: Unimatrix, body: dict[str, object], code: str
) -> None:
    """And nothing was sent then."""
    reply = await send(unimatrix, **body)

    assert reply.document["code"] == code
    assert reply.status == (200 if code == "0" else 400)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b"\xff", b'{"to": "+14155550100", "to": "+14155550101"}']
)
async def test_a_body_that_is_no_object_is_refused(unimatrix: Unimatrix, raw: bytes) -> None:
    """In the vendor's words."""
    reply = await unimatrix.call("POST", "/?action=otp.send&accessKeyId=test", raw=raw)

    assert (reply.status, reply.document) == (400, {"code": "104002", "message": "InvalidParams"})


async def test_a_body_that_is_too_long_is_refused(unimatrix: Unimatrix) -> None:
    """Before it is looked at."""
    reply = await unimatrix.send(text="x" * (1 << 20))

    assert (reply.status, reply.document["code"]) == (400, "104002")


async def test_one_bad_number_refuses_all(unimatrix: Unimatrix, control: Control) -> None:
    """Nobody is sent anything, and a header says which one it was."""
    reply = await unimatrix.send([ALICE, BOB, "nobody"])

    assert reply.document == {"code": "107111", "message": "InvalidPhoneNumbers"}
    assert "to.2" in reply.headers["X-Sim-Warnings"]
    assert await control.texts() == []


async def test_what_the_money_does_not_cover_is_not_sent(
    unimatrix: Unimatrix, control: Control
) -> None:
    """The documented failure, to the letter."""
    await control.set_balance("0.0378")

    reply = await unimatrix.send([ALICE, BOB, DOCUMENTED])

    assert reply.status == 400
    assert reply.body == b'{"code":"105400","message":"FundsInsufficient"}'
    assert await control.texts() == []
    assert (await unimatrix.send([ALICE, BOB])).status == 200


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/?action=sms.message.get&accessKeyId=test", "104002"),
        ("/?action=&accessKeyId=test", "104001"),
        ("/?accessKeyId=test", "104001"),
        ("/", "104001"),
        ("//", "104001"),
        ("/below?action=unknown", "104002"),
    ],
)
async def test_an_action_has_to_be_one(unimatrix: Unimatrix, target: str, code: str) -> None:
    """Whatever is posted to no path is for this vendor, and all that names an action."""
    reply = await unimatrix.call("POST", target, {"to": ALICE})

    assert (reply.status, reply.document["code"]) == (400, code)
    assert reply.headers["X-Sim-Warnings"].startswith("There is no action")


async def test_a_mistyped_action_is_a_near_miss(unimatrix: Unimatrix, control: Control) -> None:
    """The journal tells which one may have been meant."""
    await unimatrix.send()  # else there would be no world yet
    await unimatrix.act("sms.message.sent", {"to": ALICE})

    (call,) = (await control.get("/_sim/requests?op=unknown")).document["items"]
    assert call["face"] == "unimatrix"
    assert call["near_misses"] == [
        {"at": "route", "found": "sms.message.sent", "nearest": ["sms.message.send"]}
    ]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_an_action_is_posted(unimatrix: Unimatrix, method: str) -> None:
    """Asked for by another method it is none, and the answer says which one to use."""
    reply = await unimatrix.call(method, "/?action=otp.send&accessKeyId=test", {"to": ALICE})

    assert (reply.status, reply.document["code"]) == (400, "104002")
    assert reply.headers["Allow"] == "POST"


@pytest.mark.parametrize("target", ["/below", "/below?accessKeyId=test", "/?more=1"])
async def test_what_names_no_action_below_a_path_is_nobodys(
    unimatrix: Unimatrix, target: str
) -> None:
    """It is refused as anything else that is nowhere."""
    reply = await unimatrix.get(target)

    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


async def test_the_paths_of_others_are_theirs(gateway: Gateway) -> None:
    """A parameter of that name means nothing there."""
    reply = await gateway.post("/v1/sms/send?action=otp.send", {"to": ALICE, "body": "Hello"})
    assert reply.status == 200
    nowhere = await gateway.post("/v1/nowhere?action=otp.send", {})
    assert (nowhere.status, nowhere.error["code"]) == (404, "NOT_FOUND")


async def test_unknown_members_are_told(unimatrix: Unimatrix) -> None:
    """They are no error, as they are none elsewhere."""
    reply = await unimatrix.send(vendor="telnyx")

    assert reply.headers["X-Sim-Warnings"] == "unknown member 'vendor' ignored"


@pytest.mark.parametrize("name", ["ünï\r\nX-Evil: 1", "\u2028", "x" * 5_000])
async def test_a_header_says_nothing_that_it_cannot_hold(unimatrix: Unimatrix, name: str) -> None:
    """Whatever the caller has written where."""
    reply = await send(unimatrix, templateId="nothing", templateData={name: []})

    assert reply.status == 400
    assert "X-Evil" not in reply.headers
    assert reply.headers["X-Sim-Warnings"].isascii()


# --- Limits ---------------------------------------------------------------------------------------


async def test_a_number_may_be_written_to_so_often(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """Then it is refused until its time is over; codes count, and other faces do not."""
    limits = {"minute": 2, "hour": None, "day": 3, "whitelist": [BOB]}
    await control.put("/_sim/unimatrix", {"rate_limit": limits})
    assert (await control.get("/_sim/unimatrix")).document["rate_limit"] == limits
    assert (await unimatrix.send()).status == (await unimatrix.otp()).status == 200

    refused = await unimatrix.send()

    assert (refused.status, refused.document) == (400, {"code": "105300", "message": "LimitExceed"})
    assert (await unimatrix.send([BOB] * 5)).status == 200
    assert (await gateway.send()).status == 200
    await control.advance(f"{refused.headers['Retry-After']}s")
    assert [(await unimatrix.send()).status for _ in range(2)] == [200, 400]


async def test_a_world_that_is_limited_takes_five_calls_a_second(unimatrix: Unimatrix) -> None:
    """Whose name begins so; then the caller is told when to come back."""
    body = {"to": ALICE, "text": "Hello"}
    replies = [await unimatrix.act("sms.message.send", body, world="limited1") for _ in range(6)]

    assert [reply.document["code"] for reply in replies] == [*["0"] * 5, "105300"]
    assert replies[5].headers["Retry-After"] == "1"
