"""One request on its way through a face."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar

from aiohttp import web
from multidict import istr

from simulator.domain.fault_effects import Fault, LostResponse
from simulator.domain.faults import Decision
from simulator.domain.refusals import Invalid, VendorUnavailable
from simulator.face.reading import (
    Wire,
    load_object,
    parse_document,
    parse_object,
    read_sent,
    require_json,
    validate,
)
from simulator.services.once import Once
from simulator.services.simulation import Simulation
from simulator.services.world import World

__all__ = ["Call"]

W = TypeVar("W", bound=Wire)

_KEY_HEADER = istr("Idempotency-Key")  # of a kind that is looked up without folding its case
_KEY_MEMBER = "idempotency_key"
_KEY_LENGTH_MAX = 255


class Call:
    """A request, the world it belongs to, and what was noticed while it was read.

    Attributes:
        body: what was sent; None as long as nobody has read it.
        warnings: what the caller should know though nothing failed.
        world_name: as the credential says; `-` before that is known.
        seed: of the world; the server's before the world is known.
        decision: what goes wrong with it on purpose, and which rule says so; None if nothing does.
    """

    __slots__ = (
        "_document",
        "_world",
        "body",
        "capability",
        "decision",
        "request",
        "seed",
        "simulation",
        "started_ns",
        "warnings",
        "world_name",
    )

    def __init__(self, request: web.Request, simulation: Simulation, capability: str) -> None:
        self.request = request
        self.simulation = simulation
        self.capability = capability
        self.started_ns = simulation.parts.wall.elapsed_ns()
        self.body: bytes | None = None
        self.warnings: list[str] = []
        self.world_name = "-"
        self.seed = simulation.worlds.defaults.seed
        self.decision: Decision | None = None
        self._world: World | None = None
        self._document: dict[str, Any] = {}

    @property
    def world(self) -> World:
        """The world at the instant at which the call came in."""
        if self._world is None:
            raise LookupError(f"{self.capability} is asked outside of any world")
        return self._world

    @property
    def document(self) -> Mapping[str, Any]:
        """What was read of body or query last, as it was sent."""
        return self._document

    @property
    def entered(self) -> World | None:
        """The world that the call belongs to; None as long as it belongs to none."""
        return self._world

    def start_over(self) -> None:
        """Forget all but what was sent, for it did not happen."""
        self.warnings.clear()
        self.world_name = "-"
        self.seed = self.simulation.worlds.defaults.seed
        self.decision = None
        self._world = None

    def enter(self, world: World) -> None:
        """Let the call belong to a world."""
        self._world = world
        self.world_name = world.settings.name
        self.seed = world.settings.seed

    def lose_answer(self, fault: Fault) -> None:
        """Let the caller never hear of what was done, if that is the fate of what he sent."""
        if isinstance(fault.effect, LostResponse):
            self.decision = Decision(fault.rule, 0, fault.effect, likeness="", nth=1)

    def blame(self, refused: Exception) -> None:
        """Name the rule that had the message refused, if one had, as one that decides calls is."""
        match refused:
            case VendorUnavailable(fault=Fault(rule, effect)) if self.decision is None:
                self.decision = Decision(rule, 0, effect, likeness="", nth=1)
            case _:
                pass

    def part(self, name: str) -> str:
        """Tell what stands in the path for a name."""
        return self.request.match_info[name]

    async def sent(self) -> bytes:
        """Read the body, whatever it says that it is; empty where there is none.

        Raises:
            Refusal: it cannot be read.
        """
        if self.body is None:
            self.body = await read_sent(self.request)
        return self.body

    async def read(self, model: type[W]) -> W:
        """Read the body as JSON.

        Raises:
            Refusal: it is not what the operation takes.
        """
        body = await self.sent()
        require_json(self.request, body)
        return self._validate(model, parse_object(body))

    async def read_optional(self, model: type[W]) -> W:
        """Read the body as JSON; no body is an empty one.

        Raises:
            Refusal: there is a body, and it is not what the operation takes.
        """
        body = await self.sent()
        require_json(self.request, body)
        return self._validate(model, parse_object(body) if body else {})

    async def read_unlabelled(self, model: type[W]) -> W:
        """Read a body that need not say that it is JSON.

        Raises:
            Refusal: it is not what the operation takes.
        """
        return self._validate(model, parse_object(await self.sent()))

    async def read_written(self, model: type[W]) -> W:
        """Read a body that a person wrote: in JSON or, if it says so, in YAML.

        Raises:
            Refusal: it is not what the operation takes.
        """
        return self._validate(model, parse_document(self.request, await self.sent()))

    async def read_large(self, model: type[W], bytes_max: int) -> W:
        """Read a body that may be larger than others; of a member named twice the last one counts.

        Raises:
            Refusal: it is not what the operation takes.
        """
        body = await read_sent(self.request, bytes_max)
        require_json(self.request, body)
        return self._validate(model, load_object(body))

    def query(self, model: type[W]) -> W:
        """Read the query string; of a parameter that is given twice, the last counts.

        Raises:
            Invalid: a parameter is wrong.
        """
        return self._validate(model, dict(self.request.query))

    def once(self, key_member: str | None = None) -> Once | None:
        """Tell whether the caller wants this done once, by the header or by a member of the body.

        Raises:
            Invalid: the key is malformed, or header and body disagree.
        """
        header = self.request.headers.get(_KEY_HEADER)
        key = header if key_member is None else key_member
        if key is None:
            return None
        if header is not None and header != key:
            raise Invalid.field(_KEY_MEMBER, f"differs from the header {_KEY_HEADER}")
        if not 1 <= len(key) <= _KEY_LENGTH_MAX or not key.isprintable():
            raise Invalid.field(_KEY_MEMBER, "must be 1 to 255 printable characters")
        return Once(self.capability, key, self._fingerprint())

    def _validate(self, model: type[W], document: dict[str, Any]) -> W:
        self._document = document
        checked = validate(model, document)
        known = _names(model)
        if not document.keys() <= known and model.model_config.get("extra") != "allow":
            unknown = [name for name in document if name not in known]
            self.warnings += [f"unknown member {name!a} ignored" for name in unknown]
        return checked

    def _fingerprint(self) -> str:
        """Digest what makes two requests the same: their path, and the body without the key."""
        members = {name: item for name, item in self._document.items() if name != _KEY_MEMBER}
        canonical = json.dumps([self.request.path, members], sort_keys=True)
        return blake2b(canonical.encode(), digest_size=16).hexdigest()


@cache
def _names(model: type[Wire]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in model.model_fields.items())
