"""Why a message fares as it does, asked by a client."""

from typing import Any

import pytest

from tests.clients import ALICE, Control, Gateway

INDIAN = "+919876543210"


async def explained(control: Control, sms_id: str) -> Any:  # noqa: ANN401 - JSON
    """Ask why."""
    reply = await control.get(f"/_sim/messages/{sms_id}/explain")
    assert reply.status == 200, reply.body
    return reply.document


async def of_profile(control: Control, profile: str) -> tuple[Gateway, Control]:
    """Make a world with a profile."""
    world = profile.replace("-", "")
    wish = {"name": world, "profile": profile, "seed": 7, "clock": {"mode": "manual"}}
    reply = await control.post("/_sim/worlds", wish)
    assert reply.status == 201, reply.body
    session, url = control.session, control.url
    return Gateway.of(session, url, world), Control.of(session, url, world)


def whys(document: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    """Tell the reasons in their sentences, by their kind."""
    return {reason["kind"]: reason["why"] for reason in document["reasons"]}


async def test_an_ordinary_message_is_explained(gateway: Gateway, control: Control) -> None:
    """Where it went, what it cost, whose conduct decided, and how it will end."""
    sms_id = await gateway.sent(body="x" * 200)

    document = await explained(control, sms_id)

    assert (document["id"], document["state"]) == (sms_id, "queued")
    foretold = document["foretold"]
    assert (foretold["state"], foretold["detail"]) == ("delivered", None)
    route, price, profile = document["reasons"]
    assert route == {
        "kind": "route",
        "why": "Carried by telnyx: the first choice for this destination.",
        "vendor": "telnyx",
        "preferred": ["telnyx", "unimatrix"],
        "passed_over": None,
    }
    assert price == {
        "kind": "price",
        "why": "2 segments in GSM_7, at the price of the destination.",
        "encoding": "GSM_7",
        "segment_count": 2,
        "segment_price_usd": 0.0079,
        "price_usd": 0.0158,
        "charged_usd": 0.0158,
    }
    assert (profile["name"], profile["file"]) == ("perfect", "fixtures/carriers/perfect.json")
    assert profile["sources"] == document["draws"] == []
    assert document["what_would_change_it"] == [
        'Another vendor: "vendor": "unimatrix".',
        "A shorter text: POST /_sim/segments shows where it is cut, and how to save.",
        "A world with another profile, such as grumpy: this one leaves nothing to chance.",
        f'PUT /_sim/handsets/{ALICE} {{"power": "off"}} before it comes: it would wait.',
    ]
    await control.advance("1h")
    record = (await control.get(f"/_sim/messages/{sms_id}")).document
    assert record["timeline"] == foretold["timeline"]


async def test_each_draw_is_told_with_its_thresholds(control: Control) -> None:
    """And what is foretold of sixty messages of a bad day is what then happens."""
    gateway, control = await of_profile(control, "grumpy")
    ids = [await gateway.sent(body=f"hello {n}") for n in range(60)]
    documents = [await explained(control, sms_id) for sms_id in ids]
    assert {one["foretold"]["state"] for one in documents} == {
        *("delivered", "undelivered", "failed")
    }
    for document in documents:
        draws = {draw["question"]: draw for draw in document["draws"]}
        outcome, delivery = draws["outcome"], draws.get("delivery")
        below = [one for one in outcome["choices"] if outcome["fraction"] < one["up_to"]]
        assert outcome["selected"] == below[0]["outcome"]
        assert outcome["latency"] is None
        assert outcome["choices"][0] == {"outcome": "delivered", "up_to": 0.8}
        if delivery is not None:
            assert delivery["latency"] == "lognormal median_ms=6000 sigma=1.2 max_ms=3.6e+06"
            assert delivery["selected"].endswith(" ms")
        assert document["what_would_change_it"][0].startswith("Another seed")

    await control.advance("100h")

    for sms_id, document in zip(ids, documents, strict=True):
        record = (await control.get(f"/_sim/messages/{sms_id}")).document
        assert record["timeline"] == document["foretold"]["timeline"]
        assert (await explained(control, sms_id))["draws"] == document["draws"]


async def test_what_would_change_it_changes_it(gateway: Gateway, control: Control) -> None:
    """A handset that is in the way is named by its members, and told to step aside."""
    wish = {
        "power": "off",
        "coverage": [["08:00", "09:00"]],
        "memory": {"full": True},
        "landline": False,
        "blocks": ["Shop"],
    }
    await control.put(f"/_sim/handsets/{ALICE}", wish)
    sms_id = await gateway.sent()
    document = await explained(control, sms_id)
    (handset,) = [one for one in document["reasons"] if one["kind"] == "handset"]
    assert handset["members"] == ["power", "coverage", "memory", "blocks"]
    assert document["foretold"]["detail"] == "validity expired"
    (change,) = [one for one in document["what_would_change_it"] if one.startswith("PUT")]
    members = '{"power": "on", "coverage": null, "memory": null, "blocks": []}'
    assert change == (f"PUT /_sim/handsets/{ALICE} {members}: nothing of it is in the way then.")

    told = await control.call("PUT", f"/_sim/handsets/{ALICE}", raw=members.encode())
    assert told.status == 200
    assert (await explained(control, sms_id))["foretold"]["state"] == "delivered"
    await control.advance("1h")
    assert await gateway.state(sms_id) == "delivered"


async def test_a_landline_is_in_the_way(gateway: Gateway, control: Control) -> None:
    """Whatever else it is."""
    await control.put(f"/_sim/handsets/{ALICE}", {"landline": True})
    document = await explained(control, await gateway.sent())

    assert document["foretold"]["detail"] == "landline"
    assert whys(document)["handset"] == "Its handset may be in the way: landline."


async def test_a_magic_number_is_explained(gateway: Gateway, control: Control) -> None:
    """By its own story; only another number would change it, or one's own hand."""
    document = await explained(control, await gateway.sent("+15005550010"))

    assert (
        whys(document)["magic"]
        == "The number is magic: undelivered: the handset cannot be reached."
    )
    assert "Another number: the digits of this one decide." in document["what_would_change_it"]
    opted_out = await explained(control, await gateway.sent("+15005550070"))
    assert opted_out["state"] == opted_out["foretold"]["state"] == "suppressed"
    assert not [one for one in opted_out["what_would_change_it"] if "suppression" in one]


async def test_a_suppression_is_explained(gateway: Gateway, control: Control) -> None:
    """With the call that lifts it; after that, it is enough to send again."""
    await gateway.suppress(ALICE, reason="complaint")
    sms_id = await gateway.sent()
    document = await explained(control, sms_id)
    assert whys(document)["suppression"].endswith("was sent: complaint.")
    (change,) = [one for one in document["what_would_change_it"] if "suppression" in one]
    assert change.startswith(f'POST /v1/sms/suppression/delete {{"phone": "{ALICE}"}}')

    await gateway.post("/v1/sms/suppression/delete", {"phone": ALICE})

    again = await explained(control, sms_id)
    assert (
        "Sending it again: the suppression has been lifted since."
        in (again["what_would_change_it"])
    )
    assert await gateway.state(await gateway.sent()) == "queued"


async def test_what_was_cancelled_or_pinned_is_told_so(gateway: Gateway, control: Control) -> None:
    """Both are the sender's own doing."""
    sms_id = await gateway.sent(vendor="unimatrix")
    await gateway.cancel(sms_id)

    document = await explained(control, sms_id)

    reasons = whys(document)
    assert reasons["route"] == "Carried by unimatrix: whoever sent it asked for that vendor."
    assert reasons["cancelled"] == "Whoever sent it has taken it back."
    assert (
        "Not cancelling it: what is foretold would have come." in (document["what_would_change_it"])
    )


async def test_terms_are_explained(control: Control) -> None:
    """With the page that says so, and with what would help."""
    gateway, control = await of_profile(control, "in-2026")
    await control.put("/_sim/clock", {"now": "2026-01-01T00:00:00Z"})
    sale, named, shown = [
        await gateway.sent(INDIAN, "Diwali sale"),
        await gateway.sent(INDIAN, "Hello", **{"from": "Shop"}),
        await gateway.sent(INDIAN, "Hello", **{"from": "+12025550199"}),
    ]
    queued = await gateway.sent(INDIAN, "Hello too", **{"from": "+12025550199"})
    await control.advance("1m")

    documents = [await explained(control, one) for one in (sale, named, shown, queued)]

    terms = [
        [one["term"] for one in document["reasons"] if one["kind"] == "term"]
        for document in documents
    ]
    assert terms[:2] == [["quiet_hours"], ["senders"]]
    assert sorted(terms[2:], key=len) == [["senders"], ["pace", "senders"]]
    said = "\n".join(one for document in documents for one in document["what_would_change_it"])
    for words in ("Another hour of the day", "An approved signature Shop", "Fewer messages"):
        assert words in said
    assert "No sender: then the carrier chooses one that passes as it is." in said
    assert "A world with the profile perfect" in said
    (profile,) = [one for one in documents[0]["reasons"] if one["kind"] == "profile"]
    assert profile["file"] == "fixtures/carriers/in-2026.json"
    assert {source["url"] is None for source in profile["sources"]} == {True, False}


async def test_a_down_vendor_is_told_of_in_words(gateway: Gateway, control: Control) -> None:
    """China has an order of its own."""
    await gateway.create_signature("Acme")
    await control.advance("5s")
    document = await explained(control, await gateway.sent("+8613800138000"))

    assert document["reasons"][0]["preferred"] == ["unimatrix", "telnyx"]


@pytest.mark.parametrize("sms_id", ["sms_0", "nonsense", "%00"])
async def test_only_messages_are_explained(control: Control, sms_id: str) -> None:
    """What is none is not found."""
    reply = await control.get(f"/_sim/messages/{sms_id}/explain")

    assert reply.status == 404
