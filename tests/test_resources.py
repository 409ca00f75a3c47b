"""The data that is shipped can be read, and profiles that make no sense cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.domain.carrier import Outcome, ProfileError, Receipts
from simulator.domain.keywords import Keyword
from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform
from simulator.domain.message import What
from simulator.resources import (
    fixtures_folder,
    read_keywords,
    read_lookalikes,
    read_prices,
    read_profiles,
    read_routing,
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


def write(folder: Path, **changes: object) -> Path:
    """Write a plain profile, with changes, where profiles are looked for."""
    told = PLAIN | changes
    (folder / f"{told['name']}.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_the_shipped_profiles_go_by_the_names_of_their_files() -> None:
    """Whoever looks for a profile finds it, and the two that are promised are there."""
    files = {file.stem for file in (fixtures_folder() / "carriers").iterdir()}
    profiles = read_profiles()

    assert profiles.keys() == files >= {"perfect", "grumpy"}
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


def test_only_json_is_read(tmp_path: Path) -> None:
    """Notes may lie beside the profiles."""
    (write(tmp_path) / "notes.txt").write_text("not a profile", encoding="utf-8")

    assert read_profiles(tmp_path).keys() == {"plain"}
