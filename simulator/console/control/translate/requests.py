"""The journal of calls, in the control API's words."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from simulator.console.control import journaling as shapes
from simulator.face import Face, Route
from simulator.face.instants import iso
from simulator.services.exchange import KEPT_BYTES_MAX, Exchange
from simulator.services.journal import ExchangeFilter, NotedPage
from simulator.services.ports import Noted

__all__ = ["exchange_filter", "request", "requests"]

# So many routes are named as near ones, and what is less alike than this is not near.
_NEAR_COUNT_MAX: Final = 3
_NEAR_RATIO_MIN: Final = 0.75
_FARTHER_MAX: Final = 0.1  # than the nearest

# Comparing takes time by the square of the length, and no path of ours is half as long.
_COMPARED_LENGTH_MAX: Final = 120

_PART: Final = "{"


def exchange_filter(sent: shapes.RequestQuery) -> ExchangeFilter:
    """Read which calls are wanted."""
    return ExchangeFilter(sent.face, sent.op, sent.status, sent.since)


def requests(page: NotedPage, vendors: Sequence[Face]) -> shapes.Requests:
    """Spell a page of calls."""
    spelled: shapes.Requests = {
        "items": [request(line, vendors) for line in page.lines],
        "next_cursor": page.next_cursor,
    }
    if not page.is_whole:
        spelled["hint"] = "Older calls are not kept any more."
    return spelled


def request(line: Noted, vendors: Sequence[Face]) -> shapes.Request:
    """Spell a call and its answer."""
    one = line.exchange
    body, answer = _content(one.body), _content(one.answer)
    return {
        "id": f"req_{line.revision}",
        "at": iso(one.at),
        "duration_ms": max(0, one.elapsed_ns) / 1_000_000,
        "face": one.face,
        "op": one.operation,
        "method": one.method,
        "path": one.target,
        "status": one.status,
        "headers": _headers(one),
        "idempotency_key": _key(one, body),
        "body": body,
        "body_truncated": _is_truncated(one.body),
        "answer": answer,
        "answer_truncated": _is_truncated(one.answer),
        "warnings": list(one.warnings),
        "fault": None if one.fault is None else {"rule": one.fault[0], "effect": one.fault[1]},
        "near_misses": [*_near_routes(one, vendors), *_near_members(one, body, vendors)],
    }


def _headers(one: Exchange) -> dict[str, str]:
    named = {"User-Agent": one.agent, "Content-Type": one.media_type, "Idempotency-Key": one.key}
    return {name: _legible(text) for name, text in named.items() if text is not None}


def _key(one: Exchange, body: Any) -> str | None:  # noqa: ANN401 - whatever was sent
    """Tell the idempotency key, by the header or by a member of the body."""
    member = body.get("idempotency_key") if isinstance(body, dict) else None
    if one.key is not None:
        return _legible(one.key)
    return member if isinstance(member, str) else None


def _legible(header: str) -> str:
    """Write a header that may have had bytes in it which are no UTF-8: no JSON has room for them.

    RFC 9110, 5.5: "A recipient SHOULD treat other allowed octets in field content (i.e., obs-text)
    as opaque data"; Latin-1 is what it was once, and still is with some clients.
    """
    return header.encode(errors="surrogateescape").decode(errors="replace")


def _content(kept: bytes | None) -> Any:  # noqa: ANN401 - JSON may be anything
    """Spell a body as JSON if that is what it is; half of one is text."""
    if not kept:
        return None
    if not _is_truncated(kept):
        try:
            return orjson.loads(kept)
        except orjson.JSONDecodeError:
            pass
    return kept[:KEPT_BYTES_MAX].decode(errors="replace")


def _is_truncated(kept: bytes | None) -> bool:
    return kept is not None and len(kept) > KEPT_BYTES_MAX


# --- Near misses ----------------------------------------------------------------------------------


def _near_routes(one: Exchange, vendors: Sequence[Face]) -> Iterator[shapes.NearMiss]:
    """Tell which operations may have been meant by a call that found nothing."""
    if one.operation != "unknown":
        return
    path, _, query = one.target.partition("?")
    picking = [face for face in vendors if face.picks is not None]
    if any(face.name == one.face for face in picking):
        yield from _near_names(query, [route.name for face in picking for route in face.routes])
        return
    found = path[:_COMPARED_LENGTH_MAX]
    at_paths = [face for face in vendors if face not in picking]
    routes = tuple((route.method, route.path) for face in at_paths for route in face.routes)
    nearest = [*_nearest(one.method, found, routes)]
    yield {"at": "route", "found": f"{one.method} {found}", "nearest": nearest}


def _near_names(query: str, names: Sequence[str]) -> Iterator[shapes.NearMiss]:
    """Tell which operations a query may have meant whose face knows them by name, not by path."""
    for _, told in parse_qsl(query):
        found = told[:_COMPARED_LENGTH_MAX]
        if nearest := get_close_matches(found, names):
            yield {"at": "route", "found": found, "nearest": nearest}


@lru_cache(maxsize=1024)
def _nearest(method: str, path: str, routes: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Find the routes whose paths are most like this one, the best first."""
    scored = [
        (_likeness(path, template), method == allowed, f"{allowed} {template}")
        for allowed, template in routes
    ]
    best = max((score for score, _, _ in scored), default=0)
    least = max(_NEAR_RATIO_MIN, best - _FARTHER_MAX)
    near = sorted((one for one in scored if one[0] >= least), reverse=True)
    return tuple(name for _, _, name in near[:_NEAR_COUNT_MAX])


def _likeness(path: str, template: str) -> float:
    """Tell how much a path is like the paths of a template, whatever stands for its parts."""
    steps, wanted = path.split("/"), template.split("/")
    meant = "/".join(
        step if part.startswith(_PART) and step else part
        for part, step in zip(wanted, [*steps, *[""] * len(wanted)], strict=False)
    )
    matcher = SequenceMatcher(None, path, meant, autojunk=False)
    is_hopeless = matcher.quick_ratio() < _NEAR_RATIO_MIN
    return 0 if is_hopeless else matcher.ratio()


def _near_members(
    one: Exchange,
    body: Any,  # noqa: ANN401 - whatever was sent
    vendors: Sequence[Face],
) -> Iterator[shapes.NearMiss]:
    """Tell which members may have been meant by those that nobody knows."""
    route = _route(one, vendors)
    if route is None or route.takes is None:
        return
    known = [field.alias or name for name, field in route.takes.model_fields.items()]
    for name in _sent_members(one, body):
        if name not in known and (nearest := get_close_matches(name, known)):
            yield {"at": "member", "found": name, "nearest": nearest}


def _sent_members(one: Exchange, body: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    query = one.target.partition("?")[2]
    members: Mapping[str, object] = body if isinstance(body, dict) else dict(parse_qsl(query))
    for name in members:
        yield name[:_COMPARED_LENGTH_MAX]


def _route(one: Exchange, vendors: Sequence[Face]) -> Route | None:
    for face in vendors:
        if face.name == one.face:
            return next((route for route in face.routes if route.name == one.operation), None)
    return None
