"""What Prometheus reads of this server."""

import re
from collections.abc import Mapping

from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from simulator.domain.message import State
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Client, Control, Gateway, serving
from tests.streams import streaming

Sample = tuple[str, frozenset[tuple[str, str]]]


async def samples(client: Client) -> dict[Sample, float]:
    """Scrape, and tell each sample by its name and labels."""
    reply = await client.get("/_sim/metrics")
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(reply.body.decode())
        for sample in family.samples
    }


def value(scraped: Mapping[Sample, float], name: str, **labels: str) -> float:
    """Find one sample."""
    return scraped["carriersim_" + name, frozenset(labels.items())]


async def test_calls_are_counted_by_what_came_of_them(gateway: Gateway, control: Control) -> None:
    """By face, operation and status; those of the control API, and those that lead nowhere, too."""
    await gateway.send()
    await gateway.send(BOB)
    await gateway.send("nonsense")
    await gateway.get("/v1/nowhere")
    await gateway.get("/nowhere")
    scraped = await samples(control)

    send = {"face": "gateway", "op": "sms.send"}
    assert value(scraped, "requests_total", **send, status="200") == 2
    assert value(scraped, "requests_total", **send, status="422") == 1
    unknown = {"op": "unknown", "status": "404"}
    assert value(scraped, "requests_total", face="gateway", **unknown) == 1
    assert value(scraped, "requests_total", face="none", **unknown) == 1
    assert value(scraped, "request_duration_seconds_count", face="gateway") == 4
    assert value(scraped, "request_duration_seconds_sum", face="gateway") > 0
    again = await samples(control)
    scrape = {"face": "control", "op": "control.metrics", "status": "200"}
    assert value(again, "requests_total", **scrape) == 1


async def test_durations_are_a_histogram(gateway: Gateway, control: Control) -> None:
    """Each class holds all those below it, and the last one all there are."""
    for _ in range(3):
        await gateway.list()
    scraped = await samples(control)

    buckets = sorted(
        (float(dict(labels)["le"]), count)
        for (name, labels), count in scraped.items()
        if name.endswith("_bucket") and ("face", "gateway") in labels
    )
    assert [bound for bound, _ in buckets][:2] == [0.0001, 0.00025]
    assert buckets[-1] == (float("inf"), 3)
    assert [count for _, count in buckets] == sorted(count for _, count in buckets)
    (before,) = [count for bound, count in buckets if bound == 60]
    assert before == 3


async def test_the_carrier_is_measured(gateway: Gateway, control: Control) -> None:
    """Messages by state, what timelines did and have still to do, and how many worlds there are."""
    await gateway.send(ALICE)
    await control.advance("1h")
    await gateway.send(BOB)
    scraped = await samples(control)

    labels = {"face": "gateway", "vendor": "telnyx"}
    counts = {
        state.value: scraped.get(
            ("carriersim_messages_total", frozenset({**labels, "state": state.value}.items()))
        )
        for state in State
    }
    assert {state: count for state, count in counts.items() if count} == {
        "queued": 2,
        "sending": 1,
        "sent": 1,
        "delivered": 1,
    }
    assert value(scraped, "steps_total") == 3
    assert value(scraped, "steps_waiting") == 1
    assert value(scraped, "worlds") == 1


async def test_those_who_wait_are_counted(control: Control) -> None:
    """And no longer than they do."""
    async with streaming(control), streaming(control, to=ALICE):
        assert value(await samples(control), "event_streams") == 2
    assert value(await samples(control), "long_polls") == 0


async def test_the_process_is_measured(control: Control) -> None:
    """What it is, how much memory and time it takes, and its collector."""
    scraped = await samples(control)
    names = {name for name, _ in scraped}

    assert {"carriersim_build_info", "process_cpu_seconds_total"} <= names
    assert {"process_resident_memory_bytes", "process_open_fds"} <= names
    assert "python_gc_collections_total" in names


async def test_labels_are_of_a_fixed_number(
    session: ClientSession, url: str, gateway: Gateway, control: Control
) -> None:
    """No world, number, text, path or key is one, whatever is asked for."""
    await gateway.send(ALICE, "Tell nobody")
    await gateway.get("/v1/secret/path")
    await Gateway.of(session, url, "secretworld").otp(BOB)
    await control.get(f"/_sim/messages/{'f' * 32}")
    await gateway.call("BREW", "/v1/sms/send")
    scraped = await samples(control)
    words = {label for _, labels in scraped for _, label in labels}

    for private in (ALICE, BOB, "secret", "Tell", "test", "ffff", "BREW", "ifr_"):
        assert not any(private in word for word in words), private


async def test_what_a_rule_did_is_counted(control: Control, gateway: Gateway) -> None:
    """By its effect, whatever the rule; the journal names both, and what was asked for."""
    rule = {"id": "r1", "then": {"http": {"status": 503}}}
    assert (await control.post("/_sim/faults", rule)).status == 201
    await gateway.send()

    assert value(await samples(control), "faults_total", effect="http") == 1
    (seen,) = (await control.get("/_sim/requests")).document["items"]
    assert (seen["status"], seen["fault"]) == (503, {"rule": "r1", "effect": "http"})
    assert ALICE in str(seen)


async def test_metrics_need_no_world_and_no_less_than_the_rest(session: ClientSession) -> None:
    """Where the control API wants its token, so do they; where there is no world, they are."""
    settings = Settings(admin_token=SecretStr("hush"), worlds="closed")
    async with serving(settings) as url:
        assert (await Client(session, url, {}).get("/_sim/metrics")).status == 401
        known = Client(session, url, {"Authorization": "Bearer hush", "X-Sim-World": "-"})
        reply = await known.get("/_sim/metrics")
    assert reply.status == 200
    assert "hush" not in reply.body.decode()
    assert re.search(r"^carriersim_worlds 0.0$", reply.body.decode(), re.MULTILINE)
