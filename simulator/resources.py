"""The data that is shipped in `fixtures/`: where it is, and how it becomes values of the domain.

It is read once, for it does not change while a process runs; whoever asks shares the values.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.domain.hours import Hours
from simulator.domain.keywords import KeywordTable
from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform
from simulator.domain.lookalikes import Lookalikes
from simulator.domain.magic import MagicTable
from simulator.domain.message import What
from simulator.domain.prefixes import PrefixTable
from simulator.domain.pricing import PriceList
from simulator.domain.profile import Outcome, Profile, Receipts, Source
from simulator.domain.routing import Routing
from simulator.domain.tariffs import Tariffs
from simulator.domain.terms import Pace, QuietHours, SenderRule, SenderRules, Terms
from simulator.domain.transliteration import Orthography
from simulator.domain.vendor_rules import VendorRules
from simulator.face.shipped import fixtures_folder
from simulator.face.yaml_text import parse_yaml

__all__ = [
    "fixtures_folder",
    "read_keywords",
    "read_lookalikes",
    "read_magic",
    "read_prices",
    "read_profiles",
    "read_routing",
    "read_scenarios",
    "read_vendor_prices",
    "read_vendor_rules",
]


_COUNTRIES: Final = "countries"
_TIME: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"


@cache
def read_prices() -> PriceList:
    """Read the price of a segment by destination."""
    return PriceList.of(_read("prices/2026.json"))


@cache
def read_vendor_prices() -> Mapping[str, PriceList]:
    """Read the price of a segment at the vendors that have their own, by the vendors' names.

    What their lists leave out costs what it costs with the others.
    """
    usual = _read("prices/2026.json")
    return {
        file.stem: PriceList.of({**usual, "prefixes": usual["prefixes"] | rows["prefixes"]})
        for file in sorted((fixtures_folder() / "prices" / "vendors").glob("*.json"))
        if (rows := json.loads(file.read_bytes()))
    }


def read_routing(vendors: Iterable[str]) -> Routing:
    """Read which vendors are preferred for a destination."""
    return Routing.of(_read("routing/default.json"), vendors)


@cache
def read_keywords() -> KeywordTable:
    """Read the words with which people stop messages, start them again, or ask for help."""
    return KeywordTable.of(_read("keywords/2026.json"))


@cache
def read_lookalikes() -> Lookalikes:
    """Read how GSM-7 spells what looks like something that it has."""
    return Lookalikes.of(_read("gsm0338/lookalikes.json"))


@cache
def read_vendor_rules() -> VendorRules:
    """Read how the vendor who knows his senders spells, prices and confirms."""
    alphabet, table = _read("telnyx/alphabet.json"), _read("telnyx/smart-encoding.json")
    tariffs = Tariffs.of(_read("telnyx/tariffs.json"))
    words = _read("telnyx/keywords.json")
    return VendorRules.of("telnyx", Orthography.of(alphabet, table), tariffs, words)


@cache
def read_magic() -> MagicTable:
    """Read which numbers have a fate of their own."""
    return MagicTable.of(_read("magic/recipients.json"))


def read_profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """Read the carrier profiles of a folder, by name; None takes those that are shipped.

    One of them may be `countries`, which sends each destination to another.
    """
    return _shipped_profiles() if folder is None else _profiles_in(folder)


def _profiles_in(folder: Path) -> Mapping[str, Profile]:
    files = sorted(folder.glob("*.json"))
    alone = [file for file in files if file.stem != _COUNTRIES]
    read = [_ProfileFile.model_validate_json(file.read_bytes()).profile() for file in alone]
    profiles = {profile.name: profile for profile in read}
    for file in files:
        if file.stem == _COUNTRIES:
            countries = _CountriesFile.model_validate_json(file.read_bytes())
            profiles[countries.name] = countries.profile(profiles)
    return profiles


@cache
def _shipped_profiles() -> Mapping[str, Profile]:
    return MappingProxyType(_profiles_in(fixtures_folder() / "carriers"))


@cache
def read_scenarios() -> dict[str, dict[str, Any]]:
    """Read the scenarios that are shipped, as they are written, by name."""
    files = sorted((fixtures_folder() / "scenarios").glob("*.yaml"))
    return {file.stem: parse_yaml(file.read_text(encoding="utf-8")) for file in files}


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
    network_ratio: float = Field(default=0, ge=0, le=1)

    def receipts(self) -> Receipts:
        return Receipts(
            self.latency.latency(),
            self.lost_ratio,
            self.repeated_ratio,
            self.repeated_after.latency(),
            self.network_ratio,
        )


class _SendersFile(_File):
    numbers: str
    short_codes: str
    names: str
    shown_as: str = ""

    def senders(self) -> SenderRules:
        numbers, short_codes, names = map(SenderRule, (self.numbers, self.short_codes, self.names))
        return SenderRules(numbers, short_codes, names, self.shown_as)


class _QuietFile(_File):
    """Hours as clocks show them there: `21:00`, `08:00`, `+05:30`."""

    start: str = Field(alias="from", pattern=f"^{_TIME}$")
    end: str = Field(alias="to", pattern=f"^{_TIME}$")
    utc_offset: str = Field(pattern=f"^[+-]{_TIME}$")
    action: Literal["hold", "refuse"]
    words: tuple[str, ...]

    def quiet(self) -> QuietHours:
        sign = -1 if self.utc_offset.startswith("-") else 1
        offset_ms = sign * _time_ms(self.utc_offset[1:])
        hours = Hours(_time_ms(self.start), _time_ms(self.end), offset_ms)
        return QuietHours(hours, self.words, self.action == "refuse")


class _PaceFile(_File):
    numbers: float
    short_codes: float
    names: float

    def pace(self) -> Pace:
        return Pace(self.numbers, self.short_codes, self.names)


class _TermsFile(_File):
    senders: _SendersFile | None = None
    segments_per_second: _PaceFile | None = None
    quiet_hours: _QuietFile | None = None

    def terms(self) -> Terms:
        senders, quiet, pace = self.senders, self.quiet_hours, self.segments_per_second
        return Terms(
            senders.senders() if senders else None,
            quiet.quiet() if quiet else None,
            pace.pace() if pace else None,
        )


class _SourceFile(_File):
    """A page that says something, or an estimate of ours."""

    url: str = ""
    estimate: bool = False
    says: str
    seen_on: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

    def source(self) -> Source:
        if bool(self.url) == self.estimate:
            raise ValueError("a source has a url, or is an estimate")
        return Source(self.url, self.says, self.seen_on)


class _ProfileFile(_File):
    name: str
    summary: str
    queueing: _LatencyFile
    dispatch: _LatencyFile
    delivery: _LatencyFile
    outcomes: tuple[_OutcomeFile, ...]
    receipts: _ReceiptsFile
    validity_ms: int
    terms: _TermsFile | None = None
    sources: tuple[_SourceFile, ...] = ()

    def profile(self) -> Profile:
        return Profile(
            name=self.name,
            queueing=self.queueing.latency(),
            dispatch=self.dispatch.latency(),
            delivery=self.delivery.latency(),
            outcomes=tuple(
                Outcome(What(one.ending), one.ratio, one.error) for one in self.outcomes
            ),
            receipts=self.receipts.receipts(),
            validity_ms=self.validity_ms,
            terms=self.terms.terms() if self.terms else None,
            summary=self.summary,
            sources=tuple(one.source() for one in self.sources),
        )


class _CountriesFile(_File):
    """Which of the other profiles is whose."""

    name: str
    summary: str
    default: str
    prefixes: dict[str, str]

    def profile(self, others: Mapping[str, Profile]) -> Profile:
        rows = {prefix: _named(name, others) for prefix, name in self.prefixes.items()}
        default = _named(self.default, others)
        table = PrefixTable.of(rows, default)
        return replace(default, name=self.name, summary=self.summary, countries=table)


def _named(name: str, others: Mapping[str, Profile]) -> Profile:
    if name not in others:
        raise ValueError(f"{name!r} is no profile; there are {', '.join(sorted(others))}")
    return others[name]


def _time_ms(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return (hours * 60 + minutes) * 60_000
