"""`carriersim scenario`: told, checked, and started on a real server."""

import json
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.resources import fixtures_folder, read_scenarios
from tests.processes import forked


def test_list_tells_each_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, or JSON."""
    assert main(["scenario", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(read_scenarios())
    assert main(["scenario", "list", "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [item["name"] for item in items] == sorted(read_scenarios())


def test_check_tells_what_is_wrong_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1 if any file is wrong, and a line for each thing that is; status 0 if none is."""
    good, bad, broken = tmp_path / "good.yaml", tmp_path / "bad.yaml", tmp_path / "broken.yaml"
    good.write_text("name: good\nrules:\n  - then: {deliver: {outcome: failed}}\n")
    bad.write_text("name: bad\nprofil: grumpy\nsteps:\n  - after: soon\n")
    broken.write_text("name: [\n")
    gone = tmp_path / "gone.yaml"

    assert main(["scenario", "check", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: fine\n"
    assert main(["scenario", "check", *map(str, (good, bad, broken, gone))]) == 1
    out = capsys.readouterr().out
    assert f"{bad}: profil is unknown; did you mean `profile`?" in out
    assert f"{bad}: steps.0.after must be a duration" in out
    assert f"{broken}: body is not YAML" in out
    assert f"{gone}: No such file" in out


def test_check_answers_programs_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file with its problems."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: bad\nseed: x\n")
    assert main(["scenario", "check", "--json", str(bad)]) == 1
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert item["file"] == str(bad)
    assert item["problems"] == [
        "seed should be a valid integer, unable to parse string as an integer"
    ]


def test_every_shipped_scenario_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is named as its file is, and could be started."""
    files = sorted((fixtures_folder() / "scenarios").glob("*.yaml"))
    assert main(["scenario", "check", *map(str, files)]) == 0
    assert capsys.readouterr().out.count(": fine\n") == len(files)
    assert {name: story["name"] for name, story in read_scenarios().items()} == {
        file.stem: file.stem for file in files
    }


def test_run_starts_a_shipped_one_in_a_new_world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It tells how to speak for that world, and the server says that it runs."""
    with forked(tmp_path) as there:
        assert main(["scenario", "run", "brown-out", "--url", there.url, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        world = told["env"]["INFRAI_API_KEY"].removeprefix("ifr_pk_proj_")
        _, document = there.call("GET", "/_sim/scenarios", key=world)
    assert told["world"] == world
    assert document["running"]["name"] == "brown-out"
    assert [turn["note"] for turn in told["steps"]] == ["all is well again"]


def test_run_starts_a_file_in_a_world_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is found by its variable, the world by its name."""
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\nsummary: Of my own.\nbalance_usd: 3\n")
    with forked(tmp_path) as there:
        monkeypatch.setenv("SIM_URL", there.url)
        assert main(["scenario", "run", str(file), "--world", "night"]) == 0
        _, account = there.call("GET", "/_sim/account", key="night")
    assert capsys.readouterr().out == "mine runs in the world night: Of my own.\n"
    assert account["balance_usd"] == 3


def test_run_wants_the_token_where_the_server_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it the server's no is told in one line; the variable holds it as well."""
    monkeypatch.delenv("SIM_ADMIN_TOKEN", raising=False)
    with forked(tmp_path, "--admin-token", "open-sesame") as there:
        run = ["scenario", "run", "asleep", "--url", there.url]
        assert main(run) == 1
        err = capsys.readouterr().err
        assert err.startswith("carriersim: ")
        assert "status 401" in err
        assert err.count("\n") == 1
        assert main([*run, "--token", "open-sesame"]) == 0
        monkeypatch.setenv("SIM_ADMIN_TOKEN", "open-sesame")
        assert main(run) == 0


def test_run_says_that_nobody_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1: it was asked for rightly. Port 9 is the one that throws away (RFC 863)."""
    assert main(["scenario", "run", "asleep", "--url", "http://127.0.0.1:9"]) == 1
    assert "no carriersim answers at http://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"), [(None, "shipped are asleep"), ("name: x\nsee: d\n", "see is unknown")]
)
def test_run_asks_no_server_for_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, said: str
) -> None:
    """Status 2, and one line."""
    file = tmp_path / "story.yaml"
    if text is not None:
        file.write_text(text)
    assert main(["scenario", "run", str(file)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
