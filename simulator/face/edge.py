"""Where HTTP becomes a call, and its answer goes out; the only place that catches everything."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NoReturn, TypeAlias, cast

from aiohttp import web

from simulator.domain.refusals import Refusal
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import Face, Handler, Route
from simulator.face.failing import Line, fail, foresee, spoil
from simulator.face.observing import Observer
from simulator.face.refused import Broken, MethodNotAllowed, NoSuchRoute, Refused
from simulator.face.replies import reply, respond, stream
from simulator.face.supposing import supposing
from simulator.services.simulation import Simulation

__all__ = ["HttpHandler", "serve_picked", "serve_route", "serve_unknown"]

HttpHandler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOG: Final = logging.getLogger("simulator")


def serve_route(
    face: Face, route: Route, simulation: Simulation, line: Line | None = None
) -> HttpHandler:
    """Make the aiohttp handler of a route; without a line, none of its calls fails on purpose."""
    guard = face.guard
    answered = supposing(face, route, simulation, _entering(face, route, simulation, line))
    observer = Observer(face, route, simulation)
    is_outside = face.is_journaled and not route.has_world

    async def handle(request: web.Request) -> web.StreamResponse:
        call = Call(request, simulation, route.name)
        answer: Answer | Stream
        try:
            if guard is not None:
                guard(request)
            answer = await answered(call)
        except Exception as error:  # noqa: BLE001 - told in the dialect of the face
            call.blame(error)
            answer = face.refuse(call, _refused(request, error))
        observer.see(call, answer)
        if is_outside:
            await observer.see_from_outside(call, answer)
        if isinstance(answer, Stream):
            return await stream(call, answer)
        if call.decision is None or line is None:
            return reply(call, answer)
        return await spoil(call, call.decision, respond(call, answer), line)

    return handle


def _entering(face: Face, route: Route, simulation: Simulation, line: Line | None) -> Handler:
    """Make what answers a route's calls, each in its world if it needs one."""
    if not route.has_world:
        return route.handler
    enter, admit = simulation.worlds.enter, face.admit

    async def answer(call: Call) -> Answer | Stream:
        world = await enter(face.world_of(call.request))
        call.enter(world)
        if admit is not None:
            admit(call)
        if world.settings.faults.rules and line is not None:
            call.decision = await foresee(call, face)
            if call.decision is not None:
                return await fail(call, call.decision, route.handler)
        return await route.handler(call)

    return answer


def _refused(request: web.Request, error: Exception) -> Refused:
    """Take what went wrong for what it is: a refusal, or a fault of ours, which is logged.

    That somebody hung up before he had said all is neither; what he is told, nobody reads.
    """
    if isinstance(error, Refusal):
        return cast("Refused", error)
    if isinstance(error, ConnectionResetError) and request.transport is None:
        return Broken()
    _LOG.error("%s %s failed", request.method, request.rel_url, exc_info=error)
    return Broken()


def serve_picked(
    face: Face, simulation: Simulation, line: Line, otherwise: HttpHandler
) -> HttpHandler:
    """Make the handler of whatever path nobody owns, for a face that picks its own from all that.

    What it does not pick is for somebody else.
    """
    handlers = {
        (route.method, route.name): serve_route(face, route, simulation, line)
        for route in face.routes
    }
    unknown, misused = _serve_rest(face, simulation, _missing), _misused_of(face, simulation)
    picks = face.picks

    async def handle(request: web.Request) -> web.StreamResponse:
        name = None if picks is None else picks(request)
        if name is None:
            return await otherwise(request)
        handler = handlers.get((request.method, name)) or misused.get(name, unknown)
        return await handler(request)

    return handle


def _misused_of(face: Face, simulation: Simulation) -> Mapping[str, HttpHandler]:
    """Make what answers where an operation is asked for by another method than its own."""

    def misuse(route: Route) -> HttpHandler:
        async def refuse(call: Call) -> NoReturn:
            raise MethodNotAllowed(call.request.method, (route.method,))

        return _serve_rest(face, simulation, refuse)

    return {route.name: misuse(route) for route in face.routes}


def serve_unknown(face: Face, simulation: Simulation) -> HttpHandler:
    """Make the handler of everything below a face's prefix that is no route."""
    return _serve_rest(face, simulation, _unknown)


def _serve_rest(face: Face, simulation: Simulation, handler: Handler) -> HttpHandler:
    rest = Route("*", f"{face.prefix}{{tail:.*}}", "unknown", handler, has_world=False)
    return serve_route(face, rest, simulation)


async def _missing(call: Call) -> NoReturn:
    """Say that there is nothing."""
    raise NoSuchRoute(call.request.path)


async def _unknown(call: Call) -> NoReturn:
    """Say that there is nothing, or nothing for this method."""
    allowed = await _allowed(call.request)
    # Another face's paths may end like this one; then even its own method is among them.
    if allowed and call.request.method not in allowed:
        raise MethodNotAllowed(call.request.method, allowed)
    raise NoSuchRoute(call.request.path)


async def _allowed(request: web.Request) -> tuple[str, ...]:
    """Find the methods that this path would take; the catch-all takes any and does not count."""
    allowed: set[str] = set()
    for resource in request.app.router.resources():
        _, methods = await resource.resolve(request)
        allowed |= methods - {"*"}
    return tuple(sorted(allowed))
