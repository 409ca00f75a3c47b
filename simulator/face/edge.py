"""Where HTTP becomes a call and an answer becomes HTTP; the only place that catches everything."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final, NoReturn, TypeAlias, cast

from aiohttp import web
from multidict import CIMultiDict

from simulator import __version__
from simulator.domain.refusals import Refusal
from simulator.face.answers import Answer
from simulator.face.call import Call
from simulator.face.faces import Face, Route
from simulator.face.failing import HEADER, Line, fail, foresee, spoil
from simulator.face.refused import Broken, MethodNotAllowed, NoSuchRoute, Refused
from simulator.services.simulation import Simulation

__all__ = ["HttpHandler", "serve_route", "serve_unknown"]

HttpHandler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOG: Final = logging.getLogger("simulator")
_WARNINGS_LENGTH_MAX: Final = 1_000


def serve_route(
    face: Face, route: Route, simulation: Simulation, line: Line | None = None
) -> HttpHandler:
    """Make the aiohttp handler of a route.

    Args:
        face: whose route it is.
        route: what is to be served.
        simulation: what it is served from.
        line: how answers are harmed where the world's rules say so; None lets nothing go wrong.
    """
    enter, guard = simulation.worlds.enter, face.guard

    async def handle(request: web.Request) -> web.StreamResponse:
        call = Call(request, simulation, route.name)
        try:
            if guard is not None:
                guard(request)
            if route.has_world:
                world = await enter(face.world_of(request))
                call.enter(world)
                if world.settings.faults.rules and line is not None:
                    call.enter(replace(world, op=route.name))
                    call.decision = await foresee(call, face)
            if call.decision is None:
                answer = await route.handler(call)
            else:
                answer = await fail(call, call.decision, route.handler)
        except Refusal as refusal:
            answer = face.refuse(call, cast("Refused", refusal))
        except Exception:  # noqa: BLE001 - logged, and told in the dialect of the face
            _LOG.exception("%s %s failed", request.method, request.rel_url)
            answer = face.refuse(call, Broken())
        response = _respond(call, answer)
        if call.decision is None or line is None:
            return response
        return await spoil(call, call.decision, response, line)

    return handle


def serve_unknown(face: Face, simulation: Simulation) -> HttpHandler:
    """Make the handler of everything below a face's prefix that is no route."""
    rest = Route("*", f"{face.prefix}{{tail:.*}}", "unknown", _unknown, has_world=False)
    return serve_route(face, rest, simulation)


async def _unknown(call: Call) -> NoReturn:
    """Say that there is nothing, or nothing for this method."""
    allowed = await _allowed(call.request)
    if allowed:
        raise MethodNotAllowed(call.request.method, allowed)
    raise NoSuchRoute(call.request.path)


async def _allowed(request: web.Request) -> tuple[str, ...]:
    """Find the methods that this path would take; the catch-all takes any and does not count."""
    allowed: set[str] = set()
    for resource in request.app.router.resources():
        _, methods = await resource.resolve(request)
        allowed |= methods - {"*"}
    return tuple(sorted(allowed))


def _respond(call: Call, answer: Answer) -> web.Response:
    headers = _headers(call.world_name, call.seed)
    if answer.headers or call.warnings or call.decision is not None:
        headers = headers.copy()
        headers.update(answer.headers)
        if call.decision is not None:
            headers[HEADER] = call.decision.rule
        if call.warnings:
            headers["X-Sim-Warnings"] = "; ".join(call.warnings)[:_WARNINGS_LENGTH_MAX]
    return web.Response(body=answer.body, status=answer.status, headers=headers)


@lru_cache(maxsize=1024)
def _headers(world: str, seed: int) -> CIMultiDict[str]:
    return CIMultiDict(
        {
            "Content-Type": "application/json",
            "X-Sim-World": world,
            "X-Sim-Version": __version__,
            "X-Sim-Seed": str(seed),
        }
    )
