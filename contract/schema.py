"""Schemathesis: whatever the document allows and forbids. No other module knows that it exists.

It runs in a thread of its own, with `requests`, and shows what it sends and gets to the monitors.
Checks of it that are off, and why:

- `unsupported_method`, `allow_header_conformance`: no source says how other methods are refused.
- `ensure_resource_availability`: it takes a link whose id it replaced itself for one that was lost.
- `object_level_authorization`: it compares whole answers, and no two have the same `request_id`.
- `missing_required_header`: no header is required but the key, which `ignored_auth` leaves out.
"""

import asyncio
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import schemathesis
from schemathesis.core.transport import Response
from schemathesis.engine import Status, events, from_schema

from contract import wall
from contract.document import Node, read_document
from contract.evidence import evidence
from contract.exchange import KEY_VARIABLE, Exchange
from contract.guest import Guest
from contract.options import Profile
from contract.purse import affordable
from contract.requirements import Level, Need, Requirement
from contract.running import Run
from contract.verdicts import Trial, Word

__all__ = ["explore"]

Case: TypeAlias = schemathesis.Case[Any]

_CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "ignored_auth",
)
_OFF: Final = (
    "unsupported_method",
    "allow_header_conformance",
    "ensure_resource_availability",
    "object_level_authorization",
    "missing_required_header",
    "use_after_free",
)

# What a schema allows may make no sense all the same, and documents are silent on which refusal
# that is; a batch may have one error among its results.
_REFUSALS: Final = [400, 401, 402, 403, 404, 409, 410, 412, 413, 415, 422, 423, 428, 429]

_TIME_S: Final = 30.0
_FUZZED_MAX: Final = 10
_CASES_PER_OPERATION: Final = 40


@dataclass
class _Findings:
    """What was found, by operation."""

    failures: dict[str, Trial] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


async def explore(run: Run, rules: Sequence[Requirement], ends_at: float) -> Mapping[str, Trial]:
    """Check that nothing comes of requests but what the document says.

    Args:
        run: whom to ask.
        rules: which operations' rules.
        ends_at: after which instant of the wall's clock no further request is made.
    """
    paid = sum(Need.MONEY in rule.needs for rule in rules)
    has_money = not paid or await affordable(run) > paid * _CASES_PER_OPERATION
    asked = [rule for rule in rules if has_money or Need.MONEY not in rule.needs]
    operations = [rule.operations[0] for rule in asked]
    findings = _Findings()
    if operations:
        await asyncio.to_thread(_explore, run, operations, ends_at, findings)
    return {rule.id: _trial(rule, findings, has_money=rule in asked) for rule in rules}


def _trial(rule: Requirement, findings: _Findings, *, has_money: bool) -> Trial:
    operation = rule.operations[0]
    if operation in findings.failures:
        return findings.failures[operation]
    if not has_money:
        return Trial(Word.COULD_NOT_RUN, "the project has too little credit left for it")
    if operation not in findings.seen:
        return Trial(Word.COULD_NOT_RUN, "the budget of time was used up")
    return Trial(Word.KEPT)


def _explore(run: Run, operations: Sequence[str], ends_at: float, findings: _Findings) -> None:
    """Drive the engine, and keep the first failure of each operation."""
    schema = _schema(run, operations)
    stream = from_schema(schema).execute()
    for event in stream:
        if isinstance(event, events.ScenarioFinished):
            for operation, exchange, why in _read(event, findings):
                run.transport.show(exchange)
                if why:
                    trial = Trial(Word.BROKEN, why, evidence([exchange]))
                    findings.failures.setdefault(operation, trial)
        if wall.now() >= ends_at:
            stream.stop()


def _read(
    event: events.ScenarioFinished, findings: _Findings
) -> Iterator[tuple[str, Exchange, str]]:
    """Tell each call of a scenario: operation, exchange, and what was wrong with it."""
    for name, node in event.recorder.cases.items():
        interaction = event.recorder.interactions.get(name)
        operation = node.value.operation.definition.raw["operationId"]
        findings.seen.add(operation)
        if interaction is None or interaction.response is None:
            continue
        checks = event.recorder.checks.get(name, ())
        wrong = [one for one in checks if one.status is Status.FAILURE and one.failure_info]
        said = [f"{one.name}: {_first_line(one.failure_info)}" for one in wrong]
        yield operation, _exchange(operation, interaction.response), "; ".join(said)


def _first_line(found: Any) -> str:  # noqa: ANN401 - the engine's own record
    failure = found.failure
    return f"{failure.title}. {failure.message}".strip().partition("\n")[0]


def _exchange(operation: str, response: Response) -> Exchange:
    """Make one of our exchanges of one of theirs."""
    request = response.request
    body = request.body.encode() if isinstance(request.body, str) else request.body
    sent = {name: str(text) for name, text in request.headers.items() if name in _SHOWN}
    has_key = "Authorization" in request.headers
    return Exchange(
        operation,
        request.method or "GET",
        request.path_url,
        f"Bearer ${KEY_VARIABLE}" if has_key else "",
        sent,
        body if isinstance(body, bytes) else None,
        response.status_code,
        {name.lower(): texts[0] for name, texts in response.headers.items()},
        response.content or b"",
        response.elapsed * 1000,
    )


_SHOWN: Final = ("Content-Type", "Idempotency-Key")


def _schema(run: Run, operations: Sequence[str]) -> Any:  # noqa: ANN401 - its type is not public
    """Make what the engine takes: the document, as far as it binds others, and our manners."""
    config = schemathesis.Config.from_dict(_config(run))
    node = _lenient(operations)
    if run.options.profile is Profile.DOCUMENTED:
        _unbind(node)
    schema = schemathesis.openapi.from_dict(node, config=config)
    schema.config.update(base_url=run.target.url, request_timeout=run.options.timeout_s)
    guest = Guest(run)
    schema.hooks.register_hook_with_name(guest.filter_case, "filter_case")
    schema.hooks.register_hook_with_name(guest.map_case, "map_case")
    return schema


def _lenient(operations: Sequence[str]) -> Node:
    """Copy the document for those who answer another success than 200, with what is asked."""
    node = copy.deepcopy(read_document().node)
    for path, item in list(node["paths"].items()):
        for method, one in list(item.items()):
            if isinstance(one, dict) and one.get("operationId") not in operations:
                del item[method]
            elif isinstance(one, dict):
                one["responses"] = {
                    "2XX": one["responses"]["200"],
                    "default": one["responses"]["default"],
                }
        if not item:
            del node["paths"][path]
    return node


def _unbind(node: Node) -> None:
    """Let members of requests that carriersim chose be anything: others know nothing of them."""
    for name, schema in node["components"]["schemas"].items():
        members = schema.get("properties", {}) if name.endswith("Request") else {}
        for member, told in members.items():
            if told.get("x-level") == Level.CHOSEN:
                members[member] = {}


def _config(run: Run) -> dict[str, Any]:
    """Say how it is to run; what is not said is as it comes."""
    by_time = int(_TIME_S / (40 * max(run.round_trip_s, 0.003)) / 10)
    return {
        "seed": run.options.seed,
        "workers": 1,  # Hypothesis parses the source of lambdas, which 3.11 cannot do in threads
        "continue-on-failure": True,
        "auth": {"openapi": {"projectKey": {"bearer": run.target.key}}},
        "generation": {
            "with-security-parameters": False,
            "database": "none",
            "max-examples": min(max(by_time, 1), _FUZZED_MAX),
        },
        "cache": {"enabled": False},
        "phases": {"stateful": {"enabled": False}},
        "suppress-health-check": ["all"],
        "checks": {
            **{name: {"enabled": True} for name in _CHECKS},
            **{name: {"enabled": False} for name in _OFF},
            "positive_data_acceptance": {"expected-statuses": ["2xx", *_REFUSALS]},
            "negative_data_rejection": {"expected-statuses": _REFUSALS},
        },
        "operations": [
            {
                "include-operation-id": "sms.batch.send",
                "checks": {"negative_data_rejection": {"expected-statuses": [200, *_REFUSALS]}},
            },
        ],
        **({"rate-limit": f"{max(int(run.options.rps), 1)}/s"} if run.options.rps else {}),
    }
