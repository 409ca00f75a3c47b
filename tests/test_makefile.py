"""The front door: the Makefile and its pins."""

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = ("help", "serve", "test", "lint", "bench", "pins", "clean")


def make(*arguments: str) -> str:
    """What make prints in the checkout, told nothing by a make around these tests."""
    return subprocess.run(  # noqa: S603 - the targets below, and nothing from outside
        ("/usr/bin/env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "make", *arguments),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def pins(name: str) -> dict[str, str]:
    """Version by distribution of a pin file, whatever extras are pinned with it."""
    text = (ROOT / ".ci" / name).read_text()
    return dict(
        re.findall(r"^([a-z0-9._-]+)(?:\[[a-z0-9,. _-]+\])?==([^ ;]+)", text, flags=re.MULTILINE)
    )


def names(requirements: list[str]) -> set[str]:
    """The distributions that a list of requirements speaks of, ourselves apart."""
    found = (re.split(r"[^A-Za-z0-9_.-]", requirement)[0] for requirement in requirements)
    return {name.lower().replace("_", "-") for name in found} - {"carriersim"}


def test_make_alone_lists_every_target() -> None:
    """Nobody has to read the Makefile to use it."""
    listed = re.findall(r"^make ([a-z]+) ", make(), flags=re.MULTILINE)

    assert sorted(listed) == sorted(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_can_be_planned(target: str) -> None:
    """No target wants a file that nothing makes."""
    assert make("--dry-run", target)


@pytest.mark.parametrize(("command", "status"), [("true", 0), ("false", 1)])
@pytest.mark.parametrize(("aside", "aside_status"), [("ls Makefile", 0), ("ls Makefile none", 2)])
def test_what_runs_beside_another_fails_as_surely(
    aside: str, aside_status: int, command: str, status: int
) -> None:
    """A fault of the static half fails the gate, whatever the tests come to, and is named."""
    ran = subprocess.run(  # noqa: S603 - the words above
        (ROOT / ".ci" / "beside", aside, command),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == (aside_status or status)
    assert ran.stdout.endswith("Makefile\n")
    assert (f"FAILED: {aside}" in ran.stdout) is (aside_status != 0)


def test_what_serves_was_tested() -> None:
    """A pin for serving is a pin for testing, of the same version."""
    assert pins("serve.txt").items() <= pins("test.txt").items()


def test_every_requirement_is_pinned() -> None:
    """A requirement added to pyproject.toml asks for `make pins`."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = pyproject["project"]
    serving = names(project["dependencies"] + pyproject["build-system"]["requires"])
    testing = names([*chain.from_iterable(project["optional-dependencies"].values())])

    assert serving <= pins("serve.txt").keys()
    assert testing <= pins("test.txt").keys()


@pytest.mark.parametrize("name", ["serve.txt", "test.txt"])
def test_pins_tell_what_and_never_where_from(name: str) -> None:
    """An index or a folder in a pin file would be somebody's machine."""
    text = (ROOT / ".ci" / name).read_text()

    assert pins(name)
    assert not re.search(r"://|^-|^ *--(?!hash)|/", text, flags=re.MULTILINE)
