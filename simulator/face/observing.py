"""What is taken down of each call, once it is answered: numbers of all, and a line in the journal.

This is in the middle of every call. It takes references to what is there; whoever looks makes
something of them (`console/control/translate/requests.py`).
"""

from typing import Final
from urllib.parse import unquote

from aiohttp import hdrs, web
from multidict import istr

from simulator.domain.faults import Decision
from simulator.domain.refusals import NotFound
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import Face, Route
from simulator.face.refused import Unauthorized
from simulator.services.exchange import KEPT_BYTES_MAX, Exchange
from simulator.services.simulation import Simulation
from simulator.services.world import World

__all__ = ["Observer", "without_secrets"]

_KEY: Final = istr("Idempotency-Key")
_KEPT: Final = KEPT_BYTES_MAX + 1
_TARGET_LENGTH_MAX: Final = 2_000

# What parts of names of parameters make them secrets: `accessKeyId`, `signature`, `api_key` ...
_SECRET: Final = ("key", "secret", "sign", "token", "auth", "passw", "credential", "nonce")
_HIDDEN: Final = "***"


class Observer:
    """Takes down what becomes of the calls of one route."""

    __slots__ = (
        "_durations",
        "_elapsed_ns",
        "_face",
        "_operation",
        "_parts",
        "_statuses",
        "_worlds",
    )

    def __init__(self, face: Face, route: Route, simulation: Simulation) -> None:
        self._parts = simulation.parts
        self._elapsed_ns = simulation.parts.wall.elapsed_ns
        self._worlds = simulation.worlds
        self._face = face
        self._operation = route.name
        self._statuses = simulation.parts.tally.statuses(face.name, route.name)
        self._durations = simulation.parts.tally.durations_of(face.name)

    def see(self, call: Call, answer: Answer | Stream) -> None:
        """Count a call, and take it down in its world's journal if it belongs to one."""
        if isinstance(answer, Stream):  # how long it will take, nobody knows
            self._statuses[200] += 1
            return
        elapsed_ns = self._elapsed_ns() - call.started_ns
        self._statuses[answer.status] += 1
        self._durations.take(elapsed_ns)
        if call.decision is not None:
            self._parts.tally.faults[call.decision.effect.kind] += 1
        world = call.entered
        if world is not None and self._face.is_journaled:
            self._note(call, answer, elapsed_ns, world)

    async def see_from_outside(self, call: Call, answer: Answer | Stream) -> None:
        """Take down a call that needs no world, in the one whose credential it has all the same."""
        if isinstance(answer, Answer) and call.entered is None:
            try:
                world = await self._worlds.find(self._face.world_of(call.request))
            except (Unauthorized, NotFound):
                return
            self._note(call, answer, self._elapsed_ns() - call.started_ns, world)

    def _note(self, call: Call, answer: Answer, elapsed_ns: int, world: World) -> None:
        request, headers, body = call.request, call.request.headers, call.body
        exchange = Exchange(
            world.now,
            elapsed_ns,
            self._face.name,
            self._operation,
            request.method,
            _target(request),
            answer.status,
            headers.get(hdrs.USER_AGENT),
            headers.get(hdrs.CONTENT_TYPE),
            headers.get(_KEY),
            None if body is None else body[:_KEPT],
            answer.body[:_KEPT],
            call.warnings or (),
            None if call.decision is None else _told(call.decision),
        )
        self._parts.store.note(world.settings.name, exchange)


def _told(decision: Decision) -> tuple[str, str]:
    """Tell the rule that decided how a call goes, and what it does."""
    return decision.rule, decision.effect.kind


def _target(request: web.Request) -> str:
    """Tell path and query; a whole URL, as it is sent to a proxy, might have a password in it."""
    target = request.raw_path[:_TARGET_LENGTH_MAX]
    if target[:1] != "/":
        target = request.path_qs[:_TARGET_LENGTH_MAX]
    return target if "?" not in target else without_secrets(target)


def without_secrets(target: str) -> str:
    """Hide what may be secret in a query."""
    path, _, query = target.partition("?")
    return f"{path}?{'&'.join(map(_shown, query.split('&')))}"


def _shown(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    spelled = unquote(name).lower()
    is_secret = any(part in spelled for part in _SECRET)
    return f"{name}={_HIDDEN}" if equals and is_secret else parameter
