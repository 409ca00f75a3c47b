"""`otp.send` and `otp.verify`."""

import pytest

from tests.clients import ALICE, BOB, Control, Gateway
from tests.unimatrix import Unimatrix


async def test_a_code_is_sent_and_verified_once(unimatrix: Unimatrix, control: Control) -> None:
    """What is answered of it is a message; the code stands in its text alone."""
    reply = await unimatrix.otp()

    code = await control.code()
    message_id = reply.document["data"]["id"]
    assert reply.document == {
        "code": "0",
        "message": "Success",
        "data": {
            "id": message_id,
            "to": ALICE,
            "iso": "US",
            "cc": "1",
            "parts": 1,
            "count": 1,
            "price": "0.018900",
        },
    }
    assert await control.texts() == [f"{code} is your verification code, good for 5 minutes."]
    seen = (await control.get(f"/_sim/messages/{message_id}")).document
    assert (seen["vendor"], seen["face"]) == ("unimatrix", "unimatrix")
    assert [await unimatrix.is_valid(code) for _ in range(2)] == [True, False]


async def test_the_answer_to_a_code_is_the_documented_one(unimatrix: Unimatrix) -> None:
    """Number and verdict; a wrong code, or one that was never sent, is no error."""
    reply = await unimatrix.act("otp.verify", {"to": ALICE, "code": "123456"})

    assert (reply.status, reply.document) == (
        200,
        {"code": "0", "message": "Success", "data": {"to": ALICE, "valid": False}},
    )


@pytest.mark.parametrize("face", ["gateway", "unimatrix"])
async def test_a_code_never_verifies_on_another_face(
    unimatrix: Unimatrix, gateway: Gateway, control: Control, face: str
) -> None:
    """Whichever of the two has sent it; the control API tells which."""
    await (gateway.otp() if face == "gateway" else unimatrix.otp())
    told = (await control.get(f"/_sim/otp?to=%2B{ALICE[1:]}")).document
    code = told["code"]
    assert told["face"] == face

    by_gateway = (await gateway.verify(code)).data["valid"]
    by_unimatrix = await unimatrix.is_valid(code)

    assert (by_gateway, by_unimatrix) == (face == "gateway", face == "unimatrix")


@pytest.mark.parametrize("digits", [4, 5, 6, 7, 8])
async def test_a_code_has_so_many_digits(
    unimatrix: Unimatrix, control: Control, digits: int
) -> None:
    """Between four and eight."""
    await unimatrix.otp(digits=digits)

    assert len(await control.code()) == digits
    assert await unimatrix.is_valid(await control.code())


async def test_codes_for_two_intents_are_two(unimatrix: Unimatrix, control: Control) -> None:
    """Each is good for its own, and a newer one for the other does not replace it."""
    await unimatrix.otp(intent="login")
    login = await control.code()
    await unimatrix.otp(intent="reset password")
    reset = await control.code()

    assert not await unimatrix.is_valid(login)
    assert not await unimatrix.is_valid(login, intent="reset password")
    assert await unimatrix.is_valid(login, intent="login")
    assert await unimatrix.is_valid(reset, intent="reset password")


async def test_a_new_code_replaces_the_old_one(unimatrix: Unimatrix, control: Control) -> None:
    """Of the same intent and number."""
    await unimatrix.otp()
    old = await control.code()
    await unimatrix.otp()

    assert not await unimatrix.is_valid(old)
    assert not await unimatrix.is_valid(await control.code(), BOB)
    assert await unimatrix.is_valid(await control.code())


@pytest.mark.parametrize(
    ("ttl", "waited", "valid"),
    [
        (None, "299s", True),
        (None, "300s", False),
        (60, "59s", True),
        (60, "60s", False),
        (1800, "29m59s", True),
        (1800, "30m", False),
    ],
)
async def test_whoever_verifies_says_how_long_a_code_was_good(
    unimatrix: Unimatrix, control: Control, ttl: int | None, waited: str, *, valid: bool
) -> None:
    """The time begins when it was sent, and ends where the question has it."""
    await unimatrix.otp(ttl=1)  # of no concern to a code that was drawn
    code = await control.code()
    await control.advance(waited)

    assert await unimatrix.is_valid(code, ttl=ttl) is valid


@pytest.mark.parametrize(
    ("ttl", "waited", "valid"),
    [(None, "299s", True), (None, "300s", False), (60, "59s", True), (60, "60s", False)],
)
async def test_a_code_of_ones_own_lives_as_long_as_it_was_given(
    unimatrix: Unimatrix, control: Control, ttl: int | None, waited: str, *, valid: bool
) -> None:
    """Whatever is said when it is verified."""
    await unimatrix.otp(code="0042", ttl=ttl)
    assert await control.code() == "0042"
    await control.advance(waited)

    assert await unimatrix.is_valid("0042", ttl=1800) is valid


async def test_after_five_wrong_guesses_a_code_is_dead(unimatrix: Unimatrix) -> None:
    """As on all faces; the vendor says nothing of it."""
    await unimatrix.otp(code="123456")
    assert not any([await unimatrix.is_valid(f"00000{n}") for n in range(5)])

    assert not await unimatrix.is_valid("123456")


@pytest.mark.parametrize(
    ("channel", "warning"),
    [
        ("sms", None),
        ("auto", None),
        ("call", "channel call goes by SMS here"),
        ("voice", "channel voice goes by SMS here"),
        ("whatsapp", "channel whatsapp goes by SMS here"),
    ],
)
async def test_whatever_the_channel_it_goes_by_sms(
    unimatrix: Unimatrix, control: Control, channel: str, warning: str | None
) -> None:
    """And says so where that is not what was asked for."""
    reply = await unimatrix.otp(channel=channel)

    assert (reply.status, reply.headers.get("X-Sim-Warnings")) == (200, warning)
    assert len(await control.texts()) == 1


async def test_it_is_worded_by_a_template_in_a_name(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """A public one, or one of the project's; both are filled with the code and its minutes."""
    await gateway.create_template("{{code}}, {{ttl}} min")
    await control.advance("5s")

    await unimatrix.otp(code="1234", ttl=90, templateId="pub_verif_login_ttl", signature="Acme")
    await unimatrix.otp(code="1234", ttl=90, templateId="otp", signature="Acme")

    assert await control.texts() == [
        "【Acme】1234, 2 min",
        "【Acme】1234 is your login code, good for 2 minutes.",
    ]


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("otp.send", {}, "104001"),
        ("otp.send", {"to": "test"}, "107111"),
        ("otp.send", {"to": [ALICE]}, "107111"),
        ("otp.send", {"to": ALICE, "digits": 3}, "104002"),
        ("otp.send", {"to": ALICE, "digits": 9}, "104002"),
        ("otp.send", {"to": ALICE, "digits": 0}, "104002"),
        ("otp.send", {"to": ALICE, "digits": "many"}, "104002"),
        ("otp.send", {"to": ALICE, "intent": "x" * 37}, "104002"),
        ("otp.send", {"to": ALICE, "channel": "pigeon"}, "104002"),
        ("otp.send", {"to": ALICE, "code": "123"}, "104002"),
        ("otp.send", {"to": ALICE, "code": "123456789"}, "104002"),
        ("otp.send", {"to": ALICE, "code": "12x456"}, "104002"),
        ("otp.send", {"to": ALICE, "code": "1234\n"}, "104002"),
        ("otp.send", {"to": ALICE, "code": 1234}, "104002"),
        ("otp.send", {"to": ALICE, "code": "1234", "ttl": 1801}, "104002"),
        ("otp.send", {"to": ALICE, "code": "1234", "ttl": 0}, "104002"),
        ("otp.send", {"to": ALICE, "signature": "A"}, "107122"),
        ("otp.send", {"to": ALICE, "templateId": "pub_verif_nothing"}, "107141"),
        ("otp.send", {"to": ALICE, "templateId": "nothing"}, "107141"),
        ("otp.send", {"to": "+8613800138000"}, "107120"),
        ("otp.verify", {}, "104001"),
        ("otp.verify", {"to": ALICE}, "104001"),
        ("otp.verify", {"code": "1234"}, "104001"),
        ("otp.verify", {"to": ALICE, "code": "123"}, "104002"),
        ("otp.verify", {"to": ALICE, "code": "1234", "ttl": 1801}, "104002"),
        ("otp.verify", {"to": ALICE, "code": "1234", "intent": 5}, "104002"),
        ("otp.verify", {"to": "nobody", "code": "1234"}, "107111"),
    ],
)
async def test_what_is_wrong_is_told_by_its_code(
    unimatrix: Unimatrix, action: str, body: dict[str, object], code: str
) -> None:
    """And no code is sent then, or used up."""
    reply = await unimatrix.act(action, body)

    assert (reply.status, reply.document["code"]) == (400, code)
