"""The data that is shipped can be read, and profiles that make no sense cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.domain.hours import Hours
from simulator.domain.keywords import Keyword
from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform
from simulator.domain.message import What
from simulator.domain.profile import Outcome, ProfileError, Receipts
from simulator.domain.terms import Pace, SenderRule, SenderRules, Terms
from simulator.resources import (
    fixtures_folder,
    read_keywords,
    read_lookalikes,
    read_prices,
    read_profiles,
    read_routing,
    read_vendor_prices,
    read_vendor_rules,
)

PLAIN: dict[str, Any] = {
    "name": "plain",
    "summary": "For this test.",
    "queueing": {"fixed": {"ms": 1}},
    "dispatch": {"fixed": {"ms": 2}},
    "delivery": {"fixed": {"ms": 3}},
    "outcomes": [{"ending": "delivered", "ratio": 1}],
    "receipts": {"latency": {"fixed": {"ms": 4}}},
    "validity_ms": 5,
}

QUIET = {"from": "21:00", "to": "08:00", "utc_offset": "+01:00", "action": "hold", "words": []}


def write(folder: Path, **changes: object) -> Path:
    """Write a plain profile, with changes, where profiles are looked for."""
    told = PLAIN | changes
    (folder / f"{told['name']}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_the_shipped_profiles_go_by_the_names_of_their_files() -> None:
    """Whoever looks for a profile finds it, and the two that are promised are there."""
    files = {file.stem for file in (fixtures_folder() / "carriers").iterdir()}
    profiles = read_profiles()

    assert profiles.keys() == files >= {"perfect", "grumpy", "countries"}
    assert all(name == profile.name for name, profile in profiles.items())


def test_the_grumpy_profile_is_read_as_it_is_written() -> None:
    """Each kind of latency, each outcome and each share arrives where it belongs."""
    grumpy = read_profiles()["grumpy"]

    assert (grumpy.queueing, grumpy.dispatch) == (Uniform(100, 3_000), Normal(800, 300))
    assert grumpy.delivery == LogNormal(6_000, 1.2, 3_600_000)
    assert grumpy.outcomes[0] == Outcome(What.DELIVERED, 0.8)
    assert grumpy.outcomes[-1] == Outcome(What.FAILED, 0.02, "no_route")
    assert grumpy.receipts == Receipts(
        Pareto(500, 1.1, 7_200_000), 0.04, 0.05, Uniform(1_000, 60_000)
    )
    assert grumpy.validity_ms == 259_200_000


@pytest.mark.parametrize("name", sorted(read_profiles()))
def test_a_profile_of_a_country_says_where_it_comes_from(name: str) -> None:
    """A page or an estimate stands behind it, and a day; each summary is one of its own."""
    profile = read_profiles()[name]

    assert profile.summary
    if profile.terms is None:
        assert profile.sources == ()
    else:
        assert any(source.is_estimate for source in profile.sources)
        assert any(source.url.startswith("http") for source in profile.sources)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("+14155550123", "us-2026"),
        ("+12045550123", "perfect"),
        ("+18765550123", "perfect"),
        ("+447700900123", "gb-2026"),
        ("+2348031234567", "ng-2026"),
        ("+819012345678", "perfect"),
    ],
)
def test_each_country_has_its_own_profile(number: str, name: str) -> None:
    """The longest prefix decides; Canada and Jamaica are not the United States."""
    profiles = read_profiles()

    assert profiles["countries"].of_country(number) is profiles[name]
    assert profiles["grumpy"].of_country(number) is profiles["grumpy"]


def test_the_profile_of_india_is_read_as_it_is_written() -> None:
    """Each term arrives where it belongs."""
    india = read_profiles()["in-2026"]

    assert india.terms is not None
    senders, quiet, pace = india.terms.senders, india.terms.quiet, india.terms.pace
    assert senders == SenderRules(
        SenderRule.REPLACED, SenderRule.ALLOWED, SenderRule.REGISTERED, "54321"
    )
    assert quiet is not None
    assert quiet.hours == Hours(21 * 3_600_000, 9 * 3_600_000, 19_800_000)
    assert not quiet.is_refused
    assert pace == Pace(1, 100, 10)
    assert india.receipts.network_ratio == 0.05
    america = read_profiles()["us-2026"].terms
    assert america is not None
    assert america.quiet is not None
    assert america.quiet.hours.offset_ms == -5 * 3_600_000


def test_what_terms_leave_out_is_left_to_the_sender(tmp_path: Path) -> None:
    """No rules, no hours, no pace."""
    assert read_profiles(write(tmp_path, terms={}))["plain"].terms == Terms()
    assert read_profiles(write(tmp_path))["plain"].terms is None


def test_the_shipped_prices_can_be_read() -> None:
    """A message to North America costs less than a cent a segment."""
    assert read_prices().price("+15550100123", 2) == 15_800


def test_the_shipped_routing_can_be_read() -> None:
    """It names the vendors there are, and no others."""
    routing = read_routing(["unimatrix", "telnyx"])

    assert routing.vendors == ("telnyx", "unimatrix")
    with pytest.raises(ValueError, match="telnyx"):
        read_routing(["unimatrix"])


def test_the_shipped_keywords_can_be_read() -> None:
    """They are those of many languages at once."""
    keywords = read_keywords()

    assert keywords.recognise("stop") is keywords.recognise("退订") is Keyword.STOP


def test_the_shipped_look_alikes_can_be_read() -> None:
    """They know the apostrophe that word processors write."""
    assert read_lookalikes().swap("It\u2019s")[0] == "It's"


def test_what_a_profile_leaves_out_is_honest_receipts(tmp_path: Path) -> None:
    """None is lost and none repeated unless the profile says so."""
    plain = read_profiles(write(tmp_path))["plain"]

    assert plain.receipts == Receipts(Fixed(4))


@pytest.mark.parametrize(
    ("told", "latency"),
    [
        ({"fixed": {"ms": 1}}, Fixed(1)),
        ({"uniform": {"low_ms": 1, "high_ms": 2}}, Uniform(1, 2)),
        ({"normal": {"mean_ms": 1.5, "deviation_ms": 2}}, Normal(1.5, 2)),
        ({"lognormal": {"median_ms": 1, "sigma": 2}}, LogNormal(1, 2)),
        ({"lognormal": {"median_ms": 1, "sigma": 2, "max_ms": 3}}, LogNormal(1, 2, 3)),
        ({"pareto": {"scale_ms": 1, "shape": 2}}, Pareto(1, 2)),
        ({"pareto": {"scale_ms": 1, "shape": 2, "max_ms": 3}}, Pareto(1, 2, 3)),
    ],
)
def test_every_kind_of_latency_can_be_written(
    tmp_path: Path, told: dict[str, object], latency: Latency
) -> None:
    """A latency is its kind with its numbers; tails have no cap unless they are given one."""
    assert read_profiles(write(tmp_path, delivery=told))["plain"].delivery == latency


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"fixed": {"ms": 1}, "uniform": {"low_ms": 1, "high_ms": 2}},
    ],
    ids=["none", "two"],
)
def test_a_latency_is_of_exactly_one_kind(tmp_path: Path, told: dict[str, object]) -> None:
    """Nobody guesses which was meant."""
    write(tmp_path, delivery=told)

    with pytest.raises(ValueError, match="one of fixed, uniform, normal, lognormal, pareto"):
        read_profiles(tmp_path)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"mood": "bad"}, "mood"),
        ({"validity_ms": "5"}, "validity_ms"),
        ({"queueing": {"fixed": {"ms": 1.5}}}, r"queueing\.fixed\.ms"),
        ({"queueing": {"gamma": {"ms": 1}}}, r"queueing\.gamma"),
        ({"queueing": {"fixed": {"ms": 1, "s": 2}}}, r"queueing\.fixed\.s"),
        ({"outcomes": [{"ending": "delivered", "ratio": 1.5}]}, r"outcomes\.0\.ratio"),
        ({"outcomes": [{"ending": "delivered", "ratio": -1}]}, r"outcomes\.0\.ratio"),
        ({"receipts": {"latency": {}, "lost_ratio": 2}}, r"receipts\.lost_ratio"),
        ({"receipts": {"latency": {}, "repeated_ratio": -1}}, r"receipts\.repeated_ratio"),
        ({"receipts": {}}, r"receipts\.latency"),
        ({"receipts": {"latency": {}, "network_ratio": 2}}, r"receipts\.network_ratio"),
        ({"terms": {"hours": {}}}, r"terms\.hours"),
        ({"terms": {"quiet_hours": QUIET | {"from": "24:00"}}}, r"terms\.quiet_hours\.from"),
        ({"terms": {"quiet_hours": QUIET | {"to": "8:00"}}}, r"terms\.quiet_hours\.to"),
        ({"terms": {"quiet_hours": QUIET | {"utc_offset": "1"}}}, r"terms\..*\.utc_offset"),
        ({"terms": {"quiet_hours": QUIET | {"action": "wait"}}}, r"terms\.quiet_hours\.action"),
        ({"sources": [{"says": "so", "seen_on": "today"}]}, r"sources\.0\.seen_on"),
    ],
)
def test_a_member_that_does_not_belong_is_named(
    tmp_path: Path, changes: dict[str, object], place: str
) -> None:
    """Unknown members, other types and impossible shares are found before the server listens."""
    write(tmp_path, **changes)

    with pytest.raises(ValidationError, match=rf"(?m)^{place}$"):
        read_profiles(tmp_path)


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    """A profile that was cut off while it was written is not taken for a whole one."""
    (tmp_path / "torn.json").write_text('{"name": "torn"', encoding="utf-8")

    with pytest.raises(ValidationError, match="Invalid JSON"):
        read_profiles(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"outcomes": [{"ending": "delivered", "ratio": 0.9}]},
            "outcomes of 'plain' do not sum to 1",
        ),
        ({"outcomes": [{"ending": "queued", "ratio": 1}]}, "outcome of 'plain' is not a way for"),
        ({"validity_ms": 0}, "'plain' gives messages no time"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_by_name(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    """What each member allows by itself, the profile as a whole may not."""
    write(tmp_path, **changes)

    with pytest.raises(ProfileError, match=message):
        read_profiles(tmp_path)


def test_an_ending_that_is_no_word_of_ours_is_refused(tmp_path: Path) -> None:
    """The message repeats it."""
    write(tmp_path, outcomes=[{"ending": "eaten", "ratio": 1}])

    with pytest.raises(ValueError, match="eaten"):
        read_profiles(tmp_path)


SAID = {"says": "so", "seen_on": "2026-11-28"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sources": [SAID]}, "has a url, or is an estimate"),
        ({"sources": [SAID | {"url": "http://x", "estimate": True}]}, "has a url, or is an"),
        ({"terms": {"segments_per_second": {"numbers": 0, "short_codes": 1, "names": 1}}}, "above"),
        ({"terms": {"senders": {"numbers": "eaten", "short_codes": "", "names": ""}}}, "eaten"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    """Before anybody meets them."""
    write(tmp_path, **changes)

    with pytest.raises(ValueError, match=said):
        read_profiles(tmp_path)


@pytest.mark.parametrize(
    ("default", "prefixes", "said"),
    [
        ("plain", {"+1": "fancy"}, "'fancy' is no profile; there are plain"),
        ("fancy", {}, "'fancy' is no profile"),
        ("plain", {"1": "plain"}, "is no prefix"),
    ],
)
def test_countries_have_profiles_that_are_there(
    tmp_path: Path, default: str, prefixes: dict[str, str], said: str
) -> None:
    """And prefixes that numbers have."""
    countries = {"name": "countries", "summary": "x", "default": default, "prefixes": prefixes}
    (write(tmp_path) / "countries.json").write_text(json.dumps(countries), encoding="utf-8")

    with pytest.raises(ValueError, match=said):
        read_profiles(tmp_path)


def test_only_json_is_read(tmp_path: Path) -> None:
    """Notes may lie beside the profiles."""
    (write(tmp_path) / "notes.txt").write_text("not a profile", encoding="utf-8")

    assert read_profiles(tmp_path).keys() == {"plain"}


def test_the_vendor_who_knows_his_senders_has_rules() -> None:
    """His keywords are fewer than everybody's, and his sentences are his own."""
    rules = read_vendor_rules()

    assert rules.vendor == "telnyx"
    assert rules.keywords.recognise("Stop all") is Keyword.STOP
    assert rules.keywords.recognise("ARRET") is None
    assert set(rules.confirmations) == {Keyword.STOP, Keyword.START}


def test_the_shipped_prices_of_vendors_can_be_read() -> None:
    """Those of one: what its list leaves out costs what it costs everywhere."""
    ((vendor, prices),) = read_vendor_prices().items()

    assert vendor == "unimatrix"
    assert prices.price("+12068800123", 2) == 37_800
    assert prices.price("+18760000000", 1) == read_prices().price("+18760000000", 1)
    assert prices.price("+8613800138000", 1) == read_prices().price("+8613800138000", 1)
