"""The language of rules: what it takes, what it refuses, and what it decides."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from aiohttp import ClientOSError, ClientSession, ServerDisconnectedError

from simulator.console.control.faulting import EFFECTS
from simulator.domain.clock import ClockMode
from simulator.domain.dice import Dice
from simulator.domain.pricing import MicroUsd
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Control, Gateway, serving

PLENTY = MicroUsd(1_000_000_000)
START = "2026-01-01T08:59:00.000Z"

# Each effect as it may be written, all ways of writing it that differ.
WRITTEN: list[dict[str, Any]] = [
    {"refuse": {"code": "VENDOR_TIMEOUT"}},
    {"http": {"status": 503}},
    {"http": {"status": 429, "body": {"a": [1, None]}, "retry_after": 5}},
    {"http": {"status": 500, "body": "x", "retry_after": "2s"}},
    {"delay": "1s"},
    {"delay": {"lognormal": {"median": "1s", "sigma": 0.5, "max": "5s"}}},
    {"hang": True},
    {"reset": True},
    {"truncate": True},
    {"garble": True},
    {"garble": "chunks"},
    {"garble": "bytes"},
    {"wrong_length": True},
    {"drip": True},
    {"drip": {"every": "10ms"}},
    {"rate_limit": {"rate": 5}},
    {"rate_limit": {"rate": "30/m", "burst": 3, "by": "sender", "mode": "reject"}},
    {"rate_limit": {"rate": 0.5, "by": "country", "mode": "queue"}},
    {"lost_response": True},
    {"deliver": {"outcome": "failed", "error": "spam", "after": "5s"}},
    {"deliver": {}},
    {"receipt": "lose"},
    {"receipt": {"delay": "30s"}},
    {"receipt": {"contradict": None}},
    {"vendor_down": True},
    {"vendor_down": {"vendor": "telnyx"}},
    {"vendor_down": {"vendor": ["telnyx", "unimatrix"]}},
    {"webhook": "drop"},
    {"webhook": {"delay": "30s"}},
]


async def put(control: Control, *rules: object) -> Any:  # noqa: ANN401 - JSON
    """Let these be the rules, and tell what was answered."""
    reply = await control.put("/_sim/faults", {"rules": rules})
    assert reply.status == 200, reply.body
    return reply.document["rules"]


async def refusal(control: Control, rule: object) -> list[tuple[str, str]]:
    """Add a rule that makes no sense; tell what is said of which member."""
    reply = await control.post("/_sim/faults", rule)
    assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR"), reply.body
    return [(one["field"], one["message"]) for one in reply.error["details"]]


@pytest.mark.parametrize("then", WRITTEN, ids=str)
async def test_a_rule_is_told_as_it_was_written(control: Control, then: dict[str, Any]) -> None:
    """Alone, in a list, and with `times`; what is told can be put again."""
    match = {
        "face": "gateway",
        "op": "sms.*",
        "from": "Sh?p",
        "to": "+1555*",
        "text": "/promo/i",
        "nth": "2-",
        "ratio": 0.3,
        "between": ["22:00", "06:00"],
    }
    if "webhook" in then:  # of which the gateway has none
        match = {name: member for name, member in match.items() if name not in {"face", "op"}}
    rules = [
        {"id": "one", "match": match, "then": then},
        {"match": {}, "then": [{**then, "times": 2}, then]},
        {"then": {**then, "times": 1}},
    ]
    told = await put(control, *rules)
    assert told == [
        {"id": "one", "match": match, "then": then, "hits": 0},
        {"id": "rule-2", "match": {}, "then": [{**then, "times": 2}, then], "hits": 0},
        {"id": "rule-3", "match": {}, "then": {**then, "times": 1}, "hits": 0},
    ]
    assert (await control.get("/_sim/faults")).document == {"rules": told}
    again = [{name: member for name, member in rule.items() if name != "hits"} for rule in told]
    assert await put(control, *again) == told


def test_each_effect_is_written_somewhere_above() -> None:
    """Or it would be taken by nobody's test."""
    assert {name for then in WRITTEN for name in then} == EFFECTS


async def test_an_effect_that_needs_no_more_is_a_word(control: Control, gateway: Gateway) -> None:
    """Alone or in a list."""
    await put(control, {"then": ["lost_response", "reset"]})
    with pytest.raises(ServerDisconnectedError):
        await gateway.send()
    with pytest.raises(ClientOSError):
        await gateway.send()


async def test_rules_are_added_behind_the_others_and_removed(control: Control) -> None:
    """Each by its name; what is not there is not found, and what is there is not added twice."""
    first = await control.post("/_sim/faults", {"id": "a.b-c_1", "then": "hang"})
    assert (first.status, first.document["id"]) == (201, "a.b-c_1")
    second = await control.post("/_sim/faults", {"then": "hang"})
    assert second.document == {"id": "rule-2", "match": {}, "then": "hang", "hits": 0}
    twice = await control.post("/_sim/faults", {"id": "rule-2", "then": "hang"})
    assert (twice.status, twice.error["code"]) == (409, "CONFLICT")
    assert (await control.delete("/_sim/faults/a.b-c_1")).document == {"deleted": True}
    gone = await control.delete("/_sim/faults/a.b-c_1")
    assert (gone.status, gone.error["code"]) == (404, "NOT_FOUND")
    assert [rule["id"] for rule in (await control.get("/_sim/faults")).document["rules"]] == [
        "rule-2"
    ]


@pytest.mark.parametrize(
    ("rule", "field", "said"),
    [
        ({}, "then", "is needed"),
        ({"then": []}, "then", "needs an effect"),
        ({"then": {}}, "then", "needs one of"),
        ({"then": {"times": 2}}, "then", "needs one of"),
        ({"then": {"hang": True, "reset": True}}, "then", "needs one of"),
        ({"then": {"hang": None}}, "then", "needs one of"),
        ({"then": 5}, "then", ""),
        ({"then": "hung"}, "then", "did you mean `hang`?"),
        ({"then": {"http": {"retry_afer": 1, "status": 503}}}, "then.http.retry_afer",
         "unknown; did you mean `retry_after`?"),
        ({"then": {"http": {}}}, "then.http.status", "is needed"),
        ({"then": {"http": {"status": 99}}}, "then.http.status", "200"),
        ({"then": {"http": {"status": "x"}}}, "then.http.status", "integer"),
        ({"then": {"http": {"status": 503, "body": "x" * 100_001}}}, "then.http.body", "100000"),
        ({"then": {"http": {"status": 503, "retry_after": -1}}}, "then.http.retry_after", ""),
        ({"then": {"webhook": {"drop": "1s"}}}, "then.webhook", "takes no duration"),
        ({"then": {"webhook": {"drop": None, "stale": None}}}, "then.webhook", "one of drop"),
        ({"then": {"webhook": "lose"}}, "then.webhook", "knows no 'lose'"),
        ({"then": {"refuse": {"code": "42"}}}, "then.refuse.code", "the code of no error"),
        ({"match": {"face": "gateway"}, "then": {"refuse": {"code": "42"}}}, "then.refuse.code",
         "there are CONFLICT,"),
        ({"then": "explode"}, "then", "there are refuse, http,"),
        ({"then": {"refuse": {"code": "VENDOR_EROR"}}}, "then.refuse.code", "`VENDOR_ERROR`"),
        ({"then": [{"hang": True}, {"refuse": {"code": "X"}}]}, "then.1.refuse.code", ""),
        ({"then": {"delay": "soon"}}, "then.delay", "duration"),
        ({"then": {"delay": "2h"}}, "then.delay", "1h"),
        ({"then": {"delay": {}}}, "then.delay", "needs one of fixed"),
        ({"then": {"delay": {"uniform": {"low": "2s", "high": "1s"}}}}, "then.delay.uniform",
         "high below"),
        ({"then": {"delay": {"pareto": {"scale": "1s", "shape": 0}}}},
         "then.delay.pareto.shape", ""),
        ({"then": {"delay": {"unifrom": {}}}}, "then.delay.unifrom", "`uniform`"),
        ({"then": {"drip": {"every": 1}}}, "then.drip.every", ""),
        ({"then": {"drip": False}}, "then.drip", ""),
        ({"then": {"hang": False}}, "then.hang", ""),
        ({"then": {"garble": "both"}}, "then.garble", "bytes"),
        *(({"then": {"rate_limit": {"rate": rate}}}, "then.rate_limit.rate", "30/m")
          for rate in (0, -1, True, "x", "5/w", "1e9", None, "nan")),
        ({"then": {"rate_limit": {"rate": 1, "burst": 0}}}, "then.rate_limit.burst", ""),
        ({"then": {"rate_limit": {"rate": 1, "by": "moon"}}}, "then.rate_limit.by", "country"),
        ({"then": {"deliver": {"outcome": "lost"}}}, "then.deliver.outcome", "failed"),
        ({"then": {"receipt": "loose"}}, "then.receipt", "did you mean `lose`?"),
        ({"then": {"receipt": {"lose": "1s"}}}, "then.receipt", "no duration"),
        ({"then": {"receipt": {"delay": 1}}}, "then.receipt", ""),
        ({"then": {"receipt": {}}}, "then.receipt", "one of"),
        ({"then": {"receipt": 5}}, "then.receipt", "one of"),
        ({"then": {"vendor_down": {"vendor": "moon"}}}, "then.vendor_down.vendor",
         "there are telnyx, unimatrix"),
        ({"then": {"hang": True, "times": 0}}, "then.times", ""),
        ({"then": ["hang", {"receipt": "lose"}]}, "then", "make a rule of each"),
        ({"then": [{"webhook": "drop"}, "hang"]}, "then", "effects on calls and effects on web"),
        (
            {"match": {"face": "gateway"}, "then": {"webhook": "drop"}},
            "match.face",
            "has no webhooks",
        ),
        ({"then": ["hang"] * 21}, "then", "20"),
        ({"then": "hang", "id": "a b"}, "id", ""),
        ({"then": "hang", "mach": {}}, "mach", "`match`"),
        ({"then": "hang", "match": {"form": "x"}}, "match.form", "`from`"),
        ({"then": "hang", "match": {"face": "gatway"}}, "match.face", "`gateway`"),
        ({"then": "hang", "match": {"face": "moon"}}, "match.face", "there are gateway"),
        ({"then": "hang", "match": {"op": "sms.sent"}}, "match.op", "`sms.send`"),
        ({"then": "hang", "match": {"op": "control.*"}}, "match.op", "no operation"),
        ({"then": "hang", "match": {"to": "x" * 201}}, "match.to", "200"),
        ({"then": "hang", "match": {"to": 5}}, "match.to", "string"),
        ({"then": "hang", "match": {"text": "/(a+)+$/"}}, "match.text", "no regular expression"),
        ({"then": "hang", "match": {"text": "x" * 201}}, "match.text", "200"),
        *(({"then": "hang", "match": {"nth": nth}}, "match.nth", "")
          for nth in (0, -1, "0", "2-1", "a", "1-2-3", "", "-", "-2", True, 1.5, "9" * 30, "٣")),
        *(({"then": "hang", "match": {"ratio": ratio}}, "match.ratio", "")
          for ratio in (-0.1, 1.1, "x", "nan")),
        *(({"then": "hang", "match": {"between": between}}, "match.between", "")
          for between in (
              "09:00", ["09:00"], ["9", "10"], ["09:60", "10:00"], ["24:01", "10:00"], [-1, 5],
              ["09:00", "09:00"], ["00:00", "24:00"], [True, 60], ["09:0", "10:00"], [None, 5],
          )),
    ],
    ids=lambda one: str(one)[:60],
)  # fmt: skip
async def test_a_rule_that_makes_no_sense_is_refused(
    control: Control, rule: dict[str, Any], field: str, said: str
) -> None:
    """Where it is wrong is named by its path as it was sent, and nothing is changed."""
    ((named, message),) = await refusal(control, rule)
    assert named == field
    assert said in message
    reply = await control.put("/_sim/faults", {"rules": [{"then": "hang"}, rule]})
    assert (reply.status, reply.fields) == (422, [f"rules.1.{field}"])
    assert (await control.get("/_sim/faults")).document == {"rules": []}


@pytest.mark.parametrize("body", [{}, {"rules": {}}, {"rules": [{"then": "hang"}] * 101}])
async def test_rules_are_a_list(control: Control, body: object) -> None:
    """Of a hundred at the most."""
    reply = await control.put("/_sim/faults", body)
    assert (reply.status, reply.fields) == (422, ["rules"])


async def test_two_rules_have_two_names(control: Control) -> None:
    """It is said which one is wrong."""
    rule = {"id": "a", "then": "hang"}
    reply = await control.put("/_sim/faults", {"rules": [rule, rule]})
    assert (reply.status, reply.fields) == (422, ["rules.1.id"])


# --- What is decided ------------------------------------------------------------------------------


async def codes(gateway: Gateway, count: int, to: str = ALICE, body: str = "Hi") -> list[int]:
    """Send the same so often; tell the statuses."""
    return [(await gateway.send(to, body)).status for _ in range(count)]


async def test_it_fails_twice_and_then_works(gateway: Gateway, control: Control) -> None:
    """For each message by itself, and the rule's hits are counted."""
    await put(control, {"then": {"http": {"status": 503}, "times": 2}})
    assert await codes(gateway, 4) == [503, 503, 200, 200]
    assert await codes(gateway, 3, BOB) == [503, 503, 200]
    ((rule),) = (await control.get("/_sim/faults")).document["rules"]
    assert rule["hits"] == 4
    await put(control, {"then": {"http": {"status": 503}, "times": 2}})
    assert await codes(gateway, 3) == [503, 503, 200]


@pytest.mark.parametrize(
    ("match", "statuses"),
    [
        ({"nth": "1-2"}, [503, 503, 200, 200]),
        ({"nth": 3}, [200, 200, 503, 200]),
        ({"nth": "2-"}, [200, 503, 503, 503]),
        ({"to": "+1415*", "text": "/hi/i"}, [503] * 4),
        ({"to": "+44*"}, [200] * 4),
        ({"text": "hi"}, [200] * 4),
        ({"from": "*Shop"}, [200] * 4),
        ({"op": "sms.otp"}, [200] * 4),
        ({"ratio": 1}, [503] * 4),
        ({"ratio": 0}, [200] * 4),
    ],
    ids=str,
)
async def test_a_rule_means_what_its_match_says(
    gateway: Gateway, control: Control, match: dict[str, object], statuses: list[int]
) -> None:
    """And nothing else."""
    await put(control, {"match": match, "then": {"http": {"status": 503}}})
    assert await codes(gateway, 4) == statuses


@pytest.mark.parametrize("between", [["09:00", "17:00"], ["09:00", 1020], [540, "24:00"]])
async def test_a_rule_has_its_hours(gateway: Gateway, control: Control, between: object) -> None:
    """By the world's clock, in UTC; YAML makes a number of a time without quotation marks."""
    await control.put("/_sim/clock", {"now": START})
    await put(control, {"match": {"between": between}, "then": {"http": {"status": 503}}})
    assert await codes(gateway, 1) == [200]
    await control.advance("1m")
    assert await codes(gateway, 1) == [503]
    await control.advance("15h")
    assert await codes(gateway, 1) == [200]


async def test_operations_without_a_recipient_are_alike_by_their_paths(
    gateway: Gateway, control: Control
) -> None:
    """The first look at each message fails, and the second does not."""
    ids = [await gateway.sent(body=f"n{number}") for number in range(3)]
    await put(
        control, {"match": {"op": "sms.status", "nth": 1}, "then": {"refuse": {"code": "INTERNAL"}}}
    )
    statuses = [(await gateway.status(each)).status for each in (*ids, *ids)]
    assert statuses == [500] * 3 + [200] * 3


async def story(session: ClientSession, order: int) -> tuple[Counter[str], Counter[str]]:
    """Send 200 messages at once, in some order; tell which failed, and how the others ended."""
    texts = [f"n{number % 150}" for number in range(200)]
    shuffle = Dice(order)
    places = sorted(range(200), key=lambda place: shuffle.number(str(place)))
    traffic = [texts[place] for place in places]
    async with serving(Settings(clock=ClockMode.MANUAL, credit=PLENTY)) as url:
        gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
        await put(
            control,
            {"match": {"ratio": 0.3}, "then": {"refuse": {"code": "VENDOR_ERROR"}}},
            {"match": {"ratio": 0.3}, "then": {"receipt": "lose"}},
        )
        replies = await asyncio.gather(*(gateway.send(body=text) for text in traffic))
        await control.advance("73h")
        items = (await control.get("/_sim/messages?limit=1000")).document["items"]
    sent = zip(traffic, replies, strict=True)
    failed = Counter(text for text, reply in sent if reply.status == 502)
    return failed, Counter(f"{item['text']} {item['state']}" for item in items)


async def test_the_same_traffic_has_the_same_fate(session: ClientSession) -> None:
    """Three times in another order, and as many at once as may be: the same ones fail."""
    stories = [await story(session, order) for order in range(3)]
    assert stories[0] == stories[1] == stories[2]
    failed, ends = stories[0]
    assert 40 < failed.total() < 80
    assert 25 < sum(ends[end] for end in ends if end.endswith("undelivered")) < 65


async def test_a_message_fails_by_the_operation_that_sent_it(
    gateway: Gateway, control: Control
) -> None:
    """A code comes too late to be of use; other messages come as ever."""
    await put(
        control,
        {"match": {"op": "sms.otp"}, "then": {"deliver": {"after": "10m"}}},
        {"match": {"op": "sms.batch.send"}, "then": {"deliver": {"outcome": "failed"}}},
    )
    await gateway.otp()
    await gateway.send(BOB)
    await gateway.batch([{"to": BOB, "body": "in a batch"}])
    await control.advance("9m")
    items = (await control.get("/_sim/messages")).document["items"]
    assert [item["state"] for item in items] == ["failed", "delivered", "sent"]
    code = await control.code()
    await control.advance("2m")
    assert (await gateway.verify(code)).data == {"valid": False}


async def test_receipts_contradict_and_overtake(gateway: Gateway, control: Control) -> None:
    """The message's events say so, in the gateway's words; its state stays what it was."""
    await put(
        control,
        {"match": {"to": ALICE}, "then": {"receipt": {"contradict": "5s"}}},
        {"match": {"to": BOB}, "then": {"receipt": "reorder"}},
    )
    contradicted, overtaken = await gateway.sent(ALICE), await gateway.sent(BOB)
    await control.advance("1m")
    events = [
        [(event["type"], event["state"], event["detail"]) for event in reply.data["items"]][-2:]
        for reply in (await gateway.events(contradicted), await gateway.events(overtaken))
    ]
    assert events == [
        [
            ("message.delivered", "delivered", None),
            ("receipt.contradicted", "delivered", "undelivered"),
        ],
        [("message.delivered", "delivered", None), ("message.sent", "delivered", None)],
    ]


async def test_a_message_tells_which_rule_decided(gateway: Gateway, control: Control) -> None:
    """Though the rule is gone; of most messages there is nothing to tell."""
    await put(control, {"id": "late", "match": {"to": ALICE}, "then": {"receipt": {"delay": "1m"}}})
    await gateway.send(ALICE)
    await gateway.send(BOB)
    await control.delete("/_sim/faults/late")
    items = (await control.get("/_sim/messages")).document["items"]
    assert [item["fault"] for item in items] == [None, {"rule": "late", "effect": "receipt"}]


async def test_a_vendor_is_down(gateway: Gateway, control: Control) -> None:
    """Its messages go another way, and who insists on it is refused."""
    await put(control, {"then": {"vendor_down": {"vendor": "telnyx"}}})
    assert (await gateway.send()).data["vendor"] == "unimatrix"
    reply = await gateway.send(vendor="telnyx")
    assert (reply.status, reply.error["code"]) == (503, "VENDOR_UNAVAILABLE")
    assert await gateway.balance() == round(2 - 0.0189, 6)  # the price of who took it
    assert reply.headers["X-Sim-Fault"] == "rule-1"
    assert "GET /_sim/faults" in reply.error["hint"]
    (told,) = (await control.get("/_sim/requests?status=503")).document["items"]
    assert told["fault"] == {"rule": "rule-1", "effect": "vendor_down"}

    await put(control, {"id": "slow", "then": {"delay": "1ms"}}, {"then": "vendor_down"})
    reply = await gateway.send(vendor="telnyx")
    assert (reply.status, reply.headers["X-Sim-Fault"]) == (503, "slow")  # it came so much later
