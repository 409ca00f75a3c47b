"""The command line: what it takes, and what it says when it does not."""

import re
import socket
from pathlib import Path

import pytest

from simulator import __version__
from simulator.cli import main
from simulator.settings import Settings
from tests.processes import run


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints one line and is no failure."""
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"carriersim {__version__}\n"


def test_help_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """Each setting has its flag, and each flag its setting."""
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])
    flags = set(re.findall(r"^  (--[a-z-]+) ", capsys.readouterr().out, flags=re.MULTILINE))
    assert flags == {f"--{name.replace('_', '-')}" for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--port", "x"), "port (command line)"),
        (("--port", "65536"), "port (command line)"),
        (("--clock", "fast"), "clock (command line)"),
        (("--credit", "-1"), "credit (command line)"),
        (("--credit", "lots"), "credit (command line)"),
        (("--credit", "0.0000001"), "credit (command line)"),
        (("--speed", "0"), "speed (command line)"),
        (("--speed", "nan"), "speed (command line)"),
        (("--seed", "-1"), "seed (command line)"),
        (("--profile", "grumpi"), "profile (command line)"),
        (("--worlds", "ajar"), "worlds (command line)"),
        (("--store", "paper"), "store (command line)"),
        (("--workers", "0"), "workers (command line)"),
        (("--workers", "257"), "workers (command line)"),
        (("--log-format", "xml"), "log_format (command line)"),
    ],
)
def test_a_bad_flag_is_named_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, str],
    said: str,
) -> None:
    """Status 2, nothing on standard output, and one line that says which setting and where from."""
    monkeypatch.chdir(tmp_path)
    assert main(["serve", *flags]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"carriersim: {said}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("store", ["memory", "sqlite:journal"])
def test_several_processes_need_a_store_that_they_share(tmp_path: Path, store: str) -> None:
    """Status 2, before anything listens; the setting that asked for them is named."""
    ended = run(tmp_path, "serve", "--port", "0", "--store", store, SIM_WORKERS="2")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(
        rf"carriersim: workers \(environment\): 2 need a store.*; {store} is.*\n", ended.stderr
    )
    assert list(tmp_path.iterdir()) == []


def test_a_bad_variable_is_named_in_one_line(tmp_path: Path) -> None:
    """The environment is told from the command line."""
    ended = run(tmp_path, "serve", SIM_PORT="x")
    assert ended.returncode == 2
    assert re.fullmatch(r"carriersim: port \(environment\): .+\n", ended.stderr)


@pytest.mark.parametrize("text", ["port: x", "ports: 1", "- port", "port: [", "credit: []", "\t"])
def test_a_bad_file_is_named(tmp_path: Path, text: str) -> None:
    """A file that makes no sense stops the start; what is wrong is said without a traceback."""
    (tmp_path / "carriersim.yaml").write_text(text)
    ended = run(tmp_path, "serve")
    assert ended.returncode == 2
    assert ended.stderr.startswith("carriersim: ")
    assert "carriersim.yaml" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [(), ("dance",), ("serve", "--nothing"), ("serve", "--port")])
def test_what_it_does_not_know_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """Status 2, and a reminder of the usage."""
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: carriersim" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named_in_one_line(tmp_path: Path) -> None:
    """Status 1: it was asked for rightly, and could not be done."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(tmp_path, "serve", "--port", str(port))
    assert ended.returncode == 1
    assert re.fullmatch(rf"carriersim: cannot listen on 127\.0\.0\.1:{port}: .+\n", ended.stderr)
    assert ended.stdout == ""
