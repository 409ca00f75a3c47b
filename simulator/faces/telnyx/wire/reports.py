"""Queries of what the vendor reports: opt-outs and metrics."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.face.members import Instant
from simulator.face.reading import Wire
from simulator.faces.telnyx.wire.members import ProfileId
from simulator.faces.telnyx.wire.pages import PageQuery

__all__ = ["MetricsQuery", "OptOutsQuery", "TimeFrame"]

TimeFrame = Literal["1h", "3h", "24h", "3d", "7d", "30d"]


class OptOutsQuery(PageQuery):
    """The query of `GET /messaging_optouts`."""

    from_: Annotated[str | None, Field(alias="filter[from]")] = None
    of_profile: Annotated[ProfileId | None, Field(alias="filter[messaging_profile_id]")] = None
    created_since: Annotated[Instant | None, Field(alias="created_at[gte]")] = None
    created_until: Annotated[Instant | None, Field(alias="created_at[lte]")] = None
    redaction_enabled: Literal["true", "false"] = "false"


class MetricsQuery(Wire):
    """The query of metrics."""

    time_frame: TimeFrame = "24h"
