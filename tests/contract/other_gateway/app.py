"""The application: who asks, what for, and how the answer is wrapped."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import uuid_utils
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.contract.other_gateway import discovery
from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.capabilities import CAPABILITIES, Capability
from tests.contract.other_gateway.clock import Clock
from tests.contract.other_gateway.doors import doors
from tests.contract.other_gateway.money import pay
from tests.contract.other_gateway.once import once
from tests.contract.other_gateway.project import Project
from tests.contract.other_gateway.reading import Fields, read_json
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["Gate", "build"]

_SCHEME: Final = "bearer "

Handler = Callable[[Request], Awaitable[Response]]


class _Json(JSONResponse):
    """JSON in ASCII, in which half a surrogate pair is no trouble."""

    media_type = "application/json; charset=utf-8"

    def render(self, content: object) -> bytes:
        return json.dumps(content, default=float).encode()


@dataclass
class Gate:
    """The projects, by their keys."""

    projects: Mapping[str, Project]
    clock: Clock = field(default_factory=Clock)

    def project_of(self, request: Request) -> Project:
        """Tell whose a request is."""
        words = request.headers.get("authorization", "")
        if not words.lower().startswith(_SCHEME):
            raise Refusal(401, "KEY_MISSING")
        project = self.projects.get(words[len(_SCHEME) :].strip())
        if project is None:
            raise Refusal(403, "KEY_UNKNOWN")
        return project


def build(gate: Gate) -> Starlette:
    """Put it together."""
    routes = [Route(one.path, _operation(gate, one), methods=[one.method]) for one in CAPABILITIES]
    return Starlette(
        routes=[
            *routes,
            Route("/v1/discovery", _unwrapped(discovery.everything)),
            Route("/v1/discovery/{id}", _unwrapped(discovery.one)),
            Route("/pay/{id}", _checkout(gate)),
            *doors(gate.project_of, gate.clock),
        ],
        exception_handlers={HTTPException: _no_such_place, Refusal: _refused},
    )


def _operation(gate: Gate, capability: Capability) -> Handler:
    async def answer(request: Request) -> Response:
        began = perf_counter()
        project = gate.project_of(request)
        call, key = await _read(request, project)
        act = capability.handler
        is_read = capability.method == "GET"
        outcome = act(call) if is_read else once(call, capability.id, key, act)
        return _success(outcome, perf_counter() - began)

    return answer


async def _read(request: Request, project: Project) -> tuple[Call, str | None]:
    """Read a request, and its key. A key in the header goes before all others."""
    raw = b"" if request.method == "GET" else await request.body()
    may_be_empty = request.method != "POST" or "/cancel/" in request.url.path
    body = Fields({} if may_be_empty and not raw.strip() else read_json(raw))
    query = Fields(dict(request.query_params))
    told = body.optional("idempotency_key") or query.optional("idempotency_key")
    key = request.headers.get("idempotency-key") or told
    base = str(request.base_url).rstrip("/")
    return Call(project, base, body, query, request.path_params.get("id", "")), key


def _unwrapped(answer: Callable[[str], object]) -> Handler:
    async def tell(request: Request) -> Response:
        return _Json(answer(request.path_params.get("id", "")))

    return tell


def _checkout(gate: Gate) -> Handler:
    async def open_page(request: Request) -> Response:
        paid = any(pay(project, request.path_params["id"]) for project in gate.projects.values())
        return HTMLResponse("<p>Thank you." if paid else "<p>There is nothing to pay.")

    return open_page


def _success(outcome: Outcome, seconds: float) -> Response:
    metadata = {
        "cost_usd": outcome.cost,
        "latency_ms": round(seconds * 1000, 3),
        "vendor": outcome.vendor,
        "cache_hit": False,
        "request_id": str(uuid_utils.uuid7()).upper(),
        "region": "nowhere",
    }
    wrapped = {"ok": True, "error": None, "data": outcome.data, "metadata": metadata}
    return _Json(wrapped, outcome.status)


async def _refused(_request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    error = {"code": refusal.code, "hint": refusal.hint, "kind": "refusal"}
    return _Json({"ok": False, "error": error}, refusal.status)


async def _no_such_place(_request: Request, _problem: Exception) -> Response:
    """Nothing here, or not by that method: that is all one."""
    return _Json({"ok": False, "error": {"code": "NOTHING_HERE"}}, 404)
