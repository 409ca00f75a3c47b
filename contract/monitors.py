"""Rules that every exchange is held to, whoever made it and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeGuard

from contract.document import SENDING, read_document
from contract.evidence import evidence, leading_to
from contract.exchange import Exchange
from contract.lives import Lives
from contract.steps import Step

__all__ = ["Finding", "Monitors"]

Finding = tuple[str, tuple[Step, ...]]
Problem = str
Look = Callable[[Exchange], Iterator[Problem]]

_UUID7: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)"
)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# Neither side's clock is better than that, and one may round up.
_CLOCKS_DIFFER_MS: Final = 10.0
_METADATA: Final = ("cost_usd", "latency_ms", "vendor", "cache_hit", "request_id")


class Monitors:
    """Watches all exchanges.

    Attributes:
        seen: how many exchanges each rule was held against.
        found: what broke each rule first, and by which exchanges.
    """

    def __init__(self) -> None:
        self.seen: dict[str, int] = defaultdict(int)
        self.found: dict[str, Finding] = {}
        self._alone: set[str] = set()
        self._request_ids: dict[str, Exchange] = {}
        self._lives = Lives()

    def watch(self, exchange: Exchange) -> None:
        """Hold an exchange against all rules."""
        one = read_document().operations.get(exchange.operation)
        if one is None:
            return
        self._hold("GW-ENV-004", exchange, _json(exchange))
        self._hold("GW-ENV-011", exchange, _no_failure(exchange))
        if one.is_public:
            if exchange.is_success:
                self._hold("GW-ENV-013", exchange, _ok_200(exchange))
            self._watch_data(exchange, exchange.document)
            return
        self._hold("GW-ENV-015", exchange, _agreement(exchange))
        if exchange.is_success:
            self._watch_success(exchange)
        else:
            for rule, look in _OF_FAILURES.items():
                self._hold(rule, exchange, look(exchange))

    def place(self, steps: Sequence[Step]) -> None:
        """Put what led to it before the exchanges that broke a rule, now that a check is done."""
        for rule in [one for one in self._alone if self.found[one][1][-1] in steps]:
            said, shown = self.found[rule]
            exchanges = [one for one in shown if isinstance(one, Exchange)]
            self.found[rule] = said, evidence(leading_to(exchanges, steps))
            self._alone.discard(rule)

    def _watch_success(self, exchange: Exchange) -> None:
        for rule, look in _OF_SUCCESSES.items():
            self._hold(rule, exchange, look(exchange))
        self._hold("GW-ENV-010", exchange, *self._repeated(exchange))
        self._watch_data(exchange, exchange.data)
        for rule, problems, before in self._lives.watch(exchange):
            self._hold(rule, exchange, problems, before)

    def _watch_data(self, exchange: Exchange, data: object) -> None:
        if not exchange.is_success:
            return
        operation = exchange.operation
        self._hold(f"GW-RET-{operation}", exchange, _members(operation, data))
        faults = read_document().faults(operation, data)
        self._hold(f"GW-TYPE-{operation}", exchange, faults)
        self._hold("GW-ENV-012", exchange, _instants(data))

    def _hold(
        self,
        rule: str,
        exchange: Exchange,
        problems: Iterable[Problem],
        before: tuple[Exchange, ...] = (),
    ) -> None:
        """Note that a rule was held against an exchange, and the first problem of all."""
        self.seen[rule] += 1
        for problem in problems:
            said = f"{exchange.operation or exchange.path}: {problem}"
            if rule not in self.found:
                self.found[rule] = said, (*before, exchange)
                self._alone.add(rule)

    def _repeated(self, exchange: Exchange) -> tuple[Sequence[Problem], tuple[Exchange, ...]]:
        """Tell that a request id came before, and with what."""
        name = exchange.metadata.get("request_id")
        if not isinstance(name, str):
            return (), ()
        first = self._request_ids.setdefault(name, exchange)
        if first is exchange:
            return (), ()
        said = f"the request id {name} is that of an earlier call of {first.operation}"
        return (said,), (first,)


def _json(exchange: Exchange) -> Iterator[Problem]:
    if exchange.document is None:
        yield f"the answer ({exchange.status}) is no JSON: {exchange.answer[:60]!r}"
    elif not re.fullmatch(r"application/([\w.-]+\+)?json", exchange.media_type):
        yield f"the answer is said to be {exchange.media_type or 'nothing'}, and is JSON"


def _no_failure(exchange: Exchange) -> Iterator[Problem]:
    if exchange.status >= 500:
        yield f"it failed: {exchange.summary}"


def _agreement(exchange: Exchange) -> Iterator[Problem]:
    told = exchange.document.get("ok") if isinstance(exchange.document, dict) else None
    if told is not None and told is not exchange.is_success:
        yield f"the status is {exchange.status}, and ok is {told!r}"


def _success(exchange: Exchange) -> Iterator[Problem]:
    document = exchange.document
    if not isinstance(document, dict):
        yield "the answer is no object"
        return
    if document.get("ok") is not True:
        yield f"ok is {document.get('ok')!r} in a success"
    if document.get("error", "missing") is not None:
        yield f"error is {document.get('error', 'missing')!r} in a success"
    if document.get("data") is None:
        yield "a success has no data"


def _failure(exchange: Exchange) -> Iterator[Problem]:
    document = exchange.document
    if not isinstance(document, dict):
        yield "the answer is no object"
        return
    if document.get("ok") is not False:
        yield f"ok is {document.get('ok')!r} in a failure"
    if not isinstance(document.get("error"), dict):
        yield f"error is {document.get('error')!r} in a failure"


def _error_code(exchange: Exchange) -> Iterator[Problem]:
    if not _CODE.fullmatch(exchange.code):
        yield f"the code of the error is {exchange.code!r}"


def _is_amount(found: object) -> TypeGuard[float]:
    return isinstance(found, int | float) and not isinstance(found, bool) and found >= 0


def _amount(name: str) -> Look:
    def look(exchange: Exchange) -> Iterator[Problem]:
        if not _is_amount(exchange.metadata.get(name)):
            yield f"metadata.{name} is {exchange.metadata.get(name)!r}"

    return look


def _vendor(exchange: Exchange) -> Iterator[Problem]:
    found = exchange.metadata.get("vendor", 0)
    if found is not None and not isinstance(found, str):
        yield f"metadata.vendor is {exchange.metadata.get('vendor')!r}, or missing"


def _cache_hit(exchange: Exchange) -> Iterator[Problem]:
    if not isinstance(exchange.metadata.get("cache_hit"), bool):
        yield f"metadata.cache_hit is {exchange.metadata.get('cache_hit')!r}"


def _request_id(exchange: Exchange) -> Iterator[Problem]:
    found = exchange.metadata.get("request_id")
    if not (isinstance(found, str) and _UUID7.fullmatch(found)):
        yield f"metadata.request_id is {found!r}"


def _ok_200(exchange: Exchange) -> Iterator[Problem]:
    if exchange.status != 200:
        yield f"the status of a success is {exchange.status}"


def _free(exchange: Exchange) -> Iterator[Problem]:
    cost = exchange.metadata.get("cost_usd")
    if cost != 0 and exchange.operation not in SENDING:
        yield f"it sends nothing, and cost {cost!r}"
    is_replay = exchange.headers.get("idempotent-replayed") == "true"
    if exchange.metadata.get("cache_hit") is True and not is_replay:
        yield "it is said to come from a cache, and is no replay"


def _waited(exchange: Exchange) -> Iterator[Problem]:
    told = exchange.metadata.get("latency_ms")
    is_first_hand = exchange.metadata.get("cache_hit") is not True
    if is_first_hand and _is_amount(told) and told > exchange.elapsed_ms + _CLOCKS_DIFFER_MS:
        yield f"metadata.latency_ms is {told!r}, and it was there after {exchange.elapsed_ms:.1f}"


def _whole_millionths(exchange: Exchange) -> Iterator[Problem]:
    for name, told in _amounts({**exchange.metadata, "data": exchange.data}):
        if round(told, 6) != told:
            yield f"{name} is {told!r}, which has more than six decimals"


def _amounts(found: Any) -> Iterator[tuple[str, float]]:  # noqa: ANN401 - JSON may be anything
    """Find what is in dollars, however deep."""
    members = found.items() if isinstance(found, dict) else ()
    for name, item in members:
        if name.endswith("_usd") and isinstance(item, float):
            yield name, item
        yield from _amounts(item)
    for item in found if isinstance(found, list) else ():
        yield from _amounts(item)


def _whole_failure(exchange: Exchange) -> Iterator[Problem]:
    document = exchange.document if isinstance(exchange.document, dict) else {}
    if document.get("data", 0) is not None:
        yield "a failure has no data that is null"
    missing = [name for name in _METADATA if name not in exchange.metadata]
    missing += [name for name in ("message", "hint", "retryable") if name not in exchange.error]
    if missing:
        yield f"a failure lacks {', '.join(missing)}"


def _named_members(exchange: Exchange) -> Iterator[Problem]:
    if exchange.code != "VALIDATION_ERROR":
        return
    document, operation = read_document(), exchange.operation
    known = {*document.request(operation).get("properties", {}), *document.query(operation)}
    details = exchange.error.get("details") or [{}]
    for one in details:
        name = str(one.get("field"))
        if re.split(r"[.\[]", name)[0] not in known or not one.get("message"):
            yield f"nothing is called {name}, or no reason is given: {one}"


def _members(operation: str, data: object) -> Iterator[Problem]:
    names = data.keys() if isinstance(data, dict) else set()
    if missing := read_document().members(operation) - names:
        yield f"the answer lacks {', '.join(sorted(missing))}"
    yield from read_document().lacking(operation, data)


def _instants(data: Any) -> Iterator[Problem]:  # noqa: ANN401 - JSON may be anything
    if isinstance(data, list):
        for item in data:
            yield from _instants(item)
    elif isinstance(data, dict):
        for name, item in data.items():
            if name.endswith("_at") and isinstance(item, str) and not _INSTANT.fullmatch(item):
                yield f"{name} is {item!r}"
            yield from _instants(item)


_OF_SUCCESSES: Final[dict[str, Look]] = {
    "GW-ENV-001": _success,
    "GW-ENV-005": _amount("cost_usd"),
    "GW-ENV-006": _amount("latency_ms"),
    "GW-ENV-007": _vendor,
    "GW-ENV-008": _cache_hit,
    "GW-ENV-009": _request_id,
    "GW-ENV-013": _ok_200,
    "GW-ENV-018": _free,
    "GW-ENV-019": _waited,
    "GW-ENV-020": _whole_millionths,
}
_OF_FAILURES: Final[dict[str, Look]] = {
    "GW-ENV-002": _failure,
    "GW-ENV-003": _error_code,
    "GW-ENV-014": _whole_failure,
    "GW-ENV-023": _named_members,
}
