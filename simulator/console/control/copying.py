"""Copies of worlds: what is sent for one, and the document that an export is, as types."""

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.wire import Name
from simulator.domain.clock import INSTANT_MAX
from simulator.face.reading import Wire

__all__ = ["DOCUMENT_BYTES_MAX", "ExportedWorld", "ForkWorld", "ImportWorld"]

# Of an import: some hundred thousand messages.
DOCUMENT_BYTES_MAX: Final = 256 * 1024 * 1024


class _Strict(Wire):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ForkWorld(_Strict):
    """`POST /_sim/worlds/{world}/fork`."""

    name: Name | None = None


class ImportWorld(_Strict):
    """`POST /_sim/worlds/import`: what an export answered, and another name if so wished."""

    format: Annotated[int, Field(strict=True)]
    version: str | None = None
    world: Name
    taken_at: Annotated[int, Field(ge=0, le=INSTANT_MAX, strict=True)]
    records: dict[str, Any]
    indexes: dict[str, Any]
    steps: list[Any]
    name: Name | None = None


class ExportedWorld(TypedDict):
    """All that a world holds, at one moment; another server takes it as it is.

    `taken_at` is in milliseconds since 1970 by the server's own clock, instants in `records` and
    `steps` by the world's. Money is in millionths of a dollar. Idempotency keys and what came of
    their requests are among the records, passcodes too; credentials are not.
    """

    format: Literal[1]
    version: str
    world: str
    taken_at: int
    records: dict[str, dict[str, Any]]
    indexes: dict[str, list[str]]
    steps: list[dict[str, Any]]
