"""The vendor's catalogue of errors: title, detail and status of each code."""

import json
from collections.abc import Mapping
from functools import cache

from simulator.domain.value import value
from simulator.face.shipped import fixtures_folder

__all__ = ["Entry", "catalogue"]


@value
class Entry:
    """What an error of a code says.

    Attributes:
        status: of HTTP, where nothing else is known of the case.
    """

    code: str
    title: str
    detail: str
    status: int

    @property
    def url(self) -> str:
        """Where the vendor explains it."""
        return f"https://developers.telnyx.com/docs/overview/errors/{self.code}"


@cache
def catalogue() -> Mapping[str, Entry]:
    """Read the catalogue, by code."""
    told = json.loads((fixtures_folder() / "telnyx" / "error-codes.json").read_bytes())
    entries = (
        Entry(one["code"], one["title"], one["detail"], one["http"]) for one in told["codes"]
    )
    return {entry.code: entry for entry in entries}
