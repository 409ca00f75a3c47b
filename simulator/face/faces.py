"""The value that a face is, and how faces are found."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final, Protocol, TypeAlias

from aiohttp import web

from simulator.domain.value import value
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.reading import Wire
from simulator.face.refused import Refused, Unauthorized
from simulator.services.telling import Webhooks

__all__ = [
    "CONSOLE",
    "METRICS",
    "VENDORS",
    "Exposition",
    "Face",
    "Handler",
    "Route",
    "discover",
    "world_of_any",
]

Handler: TypeAlias = Callable[[Call], Awaitable[Answer | Stream]]


@value
class Route:
    """One operation: where it is, what it is called, and who answers.

    Attributes:
        path: as aiohttp writes it, with `{id}` for what varies.
        name: the operationId.
        takes: what its body, or the query of a GET, is read as; None where it takes neither.
        has_world: whether a call belongs to a world; the others need no credential.
        gives: the type of a good answer, where our own document tells it.
        status: of a good answer.
        media_type: of a good answer, where our own document tells it.
        is_one_change: whether all that it asks and does is done by one change.
    """

    method: str
    path: str
    name: str
    handler: Handler
    takes: type[Wire] | None = None
    has_world: bool = True
    gives: type | None = None
    status: int = 200
    media_type: str = "application/json"
    is_one_change: bool = False

    @property
    def summary(self) -> str:
        """What it does, in the sentence above its handler."""
        return inspect.getdoc(self.handler) or ""


def _tell_nothing(op: str, document: Mapping[str, Any]) -> tuple[str, str, str]:  # noqa: ARG001 - faces that tell more read both
    return ("", "", "")


@value
class Face:
    """One API of the simulator.

    Attributes:
        name: also that of its folder.
        prefix: of all its paths; what is unknown below it is refused in its dialect.
        routes: all its operations.
        world_of: reads the name of the world out of a request's credential; raises Unauthorized.
        refuse: says no in its dialect.
        keys: what a client needs to know to speak for a world: credentials, as JSON.
        environment: the variables that point a client at this server, given world and base URL.
        spell_message_id: how this face writes the id of a message.
        tells: reads originator, destination and text, as far as there are any, out of what an
            operation is sent; for rules by which calls fail on purpose.
        error_codes: of the errors that `refuse` can say by code.
        guard: sees each request below the prefix first, and raises a refusal; None lets all in.
        admit: sees each call once its world is known, and raises a refusal; None lets all in.
        picks: of a face whose operations are not told apart by their paths, which may begin as they
            like: reads out of a request which one is meant; None if it is not for this face.
        is_journaled: whether its calls are taken down in the journals of their worlds.
        is_portable: whether its prefix may have another path in front of it, as it has for clients
            whose base URL leads through a proxy.
        webhooks: how it tells its customers' servers what happens; None where it does not.
    """

    name: str
    prefix: str
    routes: tuple[Route, ...]
    world_of: Callable[[web.Request], str]
    refuse: Callable[[Call, Refused], Answer]
    keys: Callable[[str], object]
    environment: Callable[[str, str], Mapping[str, str]]
    spell_message_id: Callable[[str], str] = str
    tells: Callable[[str, Mapping[str, Any]], tuple[str, str, str]] = _tell_nothing
    error_codes: frozenset[str] = frozenset()
    guard: Callable[[web.Request], None] | None = None
    admit: Callable[[Call], None] | None = None
    picks: Callable[[web.Request], str | None] | None = None
    is_journaled: bool = True
    is_portable: bool = False
    webhooks: Webhooks | None = None


# The faces of vendors in this process, for the console, which looks through all of them.
VENDORS: Final = web.AppKey("vendors", Sequence[Face])


class Exposition(Protocol):
    """Says what this process has done."""

    async def expose(self) -> bytes:
        """Write all metrics in the text format of Prometheus."""
        ...


# Of this process, for whoever scrapes it.
METRICS: Final = web.AppKey("metrics", Exposition)

# Our own faces in this process, by name, for the one that describes them.
CONSOLE: Final = web.AppKey("console", Mapping[str, Face])


def world_of_any(request: web.Request) -> str:
    """Read the name of the world out of a credential of any vendor's.

    Raises:
        Unauthorized: it is none of theirs.
    """
    for vendor in request.app[VENDORS]:
        with suppress(Unauthorized):
            return vendor.world_of(request)
    raise Unauthorized("No face knows this key.")


def discover(package: ModuleType) -> Iterator[Face]:
    """Find the faces in the folders of a package, in the order of their names."""
    for module in iter_modules(package.__path__):
        face = import_module(f"{package.__name__}.{module.name}").FACE
        if not isinstance(face, Face) or face.name != module.name:
            raise TypeError(f"{package.__name__}.{module.name}.FACE is no face of that name")
        yield face
