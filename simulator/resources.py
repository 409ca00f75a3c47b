"""The data that is shipped in `fixtures/`: where it is, and how it becomes values of the domain."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from simulator.domain.carrier import Outcome, Profile, Receipts
from simulator.domain.keywords import KeywordTable
from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform
from simulator.domain.lookalikes import Lookalikes
from simulator.domain.magic import MagicTable
from simulator.domain.message import What
from simulator.domain.pricing import PriceList
from simulator.domain.routing import Routing

__all__ = [
    "fixtures_folder",
    "read_keywords",
    "read_lookalikes",
    "read_magic",
    "read_prices",
    "read_profiles",
    "read_routing",
]


@cache
def fixtures_folder() -> Path:
    """Find the data: inside the package where it was installed, beside it in a checkout."""
    package = Path(__file__).parent
    shipped = package / "_fixtures"
    return shipped if shipped.is_dir() else package.parent / "fixtures"


def read_prices() -> PriceList:
    """Read the price of a segment by destination."""
    return PriceList.of(_read("prices/2026.json"))


def read_routing(vendors: Iterable[str]) -> Routing:
    """Read which vendors are preferred for a destination."""
    return Routing.of(_read("routing/default.json"), vendors)


def read_keywords() -> KeywordTable:
    """Read the words with which people stop messages, start them again, or ask for help."""
    return KeywordTable.of(_read("keywords/2026.json"))


def read_lookalikes() -> Lookalikes:
    """Read how GSM-7 spells what looks like something that it has."""
    return Lookalikes.of(_read("gsm0338/lookalikes.json"))


def read_magic() -> MagicTable:
    """Read which numbers have a fate of their own."""
    return MagicTable.of(_read("magic/recipients.json"))


def read_profiles(folder: Path | None = None) -> dict[str, Profile]:
    """Read the carrier profiles of a folder, by name; None takes those that are shipped."""
    files = sorted((folder or fixtures_folder() / "carriers").glob("*.json"))
    profiles = [_ProfileFile.model_validate_json(file.read_bytes()).profile() for file in files]
    return {profile.name: profile for profile in profiles}


def _read(path: str) -> Any:  # noqa: ANN401 - JSON is anything, and whoever reads it says what
    return json.loads((fixtures_folder() / path).read_bytes())


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _LatencyFile(_File):
    """One kind with its numbers: `{"fixed": {"ms": 250}}`."""

    fixed: Fixed | None = None
    uniform: Uniform | None = None
    normal: Normal | None = None
    lognormal: LogNormal | None = None
    pareto: Pareto | None = None

    def latency(self) -> Latency:
        kinds = (self.fixed, self.uniform, self.normal, self.lognormal, self.pareto)
        chosen: list[Latency] = [latency for latency in kinds if latency is not None]
        if len(chosen) != 1:
            raise ValueError(f"a latency is one of {', '.join(type(self).model_fields)}")
        return chosen[0]


class _OutcomeFile(_File):
    ending: str
    ratio: float = Field(ge=0, le=1)
    error: str = ""


class _ReceiptsFile(_File):
    latency: _LatencyFile
    lost_ratio: float = Field(default=0, ge=0, le=1)
    repeated_ratio: float = Field(default=0, ge=0, le=1)
    repeated_after: _LatencyFile = _LatencyFile(fixed=Fixed(1_000))


class _ProfileFile(_File):
    name: str
    summary: str
    queueing: _LatencyFile
    dispatch: _LatencyFile
    delivery: _LatencyFile
    outcomes: tuple[_OutcomeFile, ...]
    receipts: _ReceiptsFile
    validity_ms: int

    def profile(self) -> Profile:
        return Profile(
            name=self.name,
            queueing=self.queueing.latency(),
            dispatch=self.dispatch.latency(),
            delivery=self.delivery.latency(),
            outcomes=tuple(
                Outcome(What(one.ending), one.ratio, one.error) for one in self.outcomes
            ),
            receipts=Receipts(
                self.receipts.latency.latency(),
                self.receipts.lost_ratio,
                self.receipts.repeated_ratio,
                self.receipts.repeated_after.latency(),
            ),
            validity_ms=self.validity_ms,
        )
