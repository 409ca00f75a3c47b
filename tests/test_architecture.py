"""What the linters do not know about the shape of this code base."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import get_args

import pytest

from simulator.domain.message import TRANSITIONS
from simulator.domain.refusals import Refusal
from simulator.face.refused import Refused
from tests.diagram import draw

ROOT = Path(__file__).parents[1]
SOURCES = sorted(file for name in ("simulator", "contract") for file in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

FUNCTION_LINES_MEDIAN, FUNCTION_LINES_MAX, FILE_LINES_MAX = 10, 40, 300
NAMES_THAT_NAME_NOTHING = {"utils", "helpers", "common", "base", "manager", "models"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def folders_with_files() -> Iterator[Path]:
    """Find the folders that somebody may open and wonder what they are for."""
    for name in ("simulator", "contract", "fixtures", "tests"):
        for folder in (ROOT / name, *(ROOT / name).rglob("*/")):
            has_files = any(file.is_file() for file in folder.iterdir())
            if has_files and not {"__pycache__", "_fixtures"} & set(folder.parts):
                yield folder


def fixture_files() -> Iterator[str]:
    """Find the data, by its path within `fixtures/`."""
    fixtures = ROOT / "fixtures"
    for file in fixtures.rglob("*"):
        if file.is_file() and file.name != "README.md":
            yield file.relative_to(fixtures).as_posix()


def within(path: Path) -> str:
    """Name a path as people in this checkout do."""
    return path.relative_to(ROOT).as_posix()


def readme(folder: Path) -> str:
    """Read the README of a folder, if it has one."""
    file = folder / "README.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def functions(file: Path) -> Iterator[tuple[str, int]]:
    """Tell each function of a file with its number of lines, docstring and all."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, Function):
            yield f"{within(file)}: {node.name}", (node.end_lineno or 0) - node.lineno + 1


def module_name(file: Path) -> str:
    """Tell by which name a file is imported."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Find every way to refuse that the simulator knows."""
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def sleeps(file: Path) -> Iterator[int]:
    """Find the lines on which a file names a sleep of the clock's."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Attribute(value=ast.Name(id="time" | "asyncio"), attr="sleep"):
                yield node.lineno
            case ast.ImportFrom(module="time" | "asyncio", names=names):
                yield from (name.lineno for name in names if name.name == "sleep")
            case _:
                pass


def test_functions_are_short() -> None:
    """Half of them have fewer than ten lines and none has more than forty."""
    line_counts = dict(one for file in SOURCES for one in functions(file))
    long = {name: count for name, count in line_counts.items() if count > FUNCTION_LINES_MAX}

    assert long == {}
    assert median(line_counts.values()) < FUNCTION_LINES_MEDIAN


def test_files_are_short() -> None:
    """A file that needs more than 300 lines is two files."""
    line_counts = {
        within(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES
    }

    assert {name: count for name, count in line_counts.items() if count > FILE_LINES_MAX} == {}


def test_modules_are_named_for_what_they_are_about() -> None:
    """Names that fit anything attract everything."""
    names = {within(file): file.relative_to(ROOT).with_suffix("").parts for file in SOURCES}

    assert [name for name, words in names.items() if NAMES_THAT_NAME_NOTHING & set(words)] == []


@pytest.mark.parametrize("name", [module_name(file) for file in SOURCES if file.stem != "__main__"])
def test_what_a_module_offers_is_there(name: str) -> None:
    """Each module can be imported by itself, and has what its `__all__` names."""
    module = importlib.import_module(name)

    assert [offer for offer in getattr(module, "__all__", ()) if not hasattr(module, offer)] == []


def is_explained(folder: Path) -> bool:
    """Tell whether a folder has a README, or one around it that names it: `gateway/`."""
    around = [above for above in folder.parents if above != ROOT and above.is_relative_to(ROOT)]
    is_named = any(f"{folder.relative_to(above).as_posix()}/" in readme(above) for above in around)
    return bool(readme(folder)) or is_named


def test_every_folder_is_explained() -> None:
    """By a README of its own, or by that of a folder around it."""
    folders = list(folders_with_files())

    assert folders
    assert [within(folder) for folder in folders if not is_explained(folder)] == []


def test_every_fixture_tells_its_origin() -> None:
    """The README of `fixtures/` names each file by its path and says where it comes from."""
    names, told = list(fixture_files()), readme(ROOT / "fixtures")

    assert names
    assert [name for name in names if name not in told] == []


def test_every_refusal_is_in_the_union() -> None:
    """A face has words for each member of the union, or does not type-check."""
    for file in SOURCES:
        if file.stem != "__main__" and module_name(file).startswith("simulator."):
            importlib.import_module(module_name(file))

    known = {kind for kind in refusals() if kind.__module__.startswith("simulator.")}
    assert set(get_args(Refused)) == known


def test_no_test_sleeps() -> None:
    """A test that waits for the clock is slow on a good day and wrong on a bad one."""
    assert TESTS
    assert [f"{within(file)}:{line}" for file in TESTS for line in sleeps(file)] == []


def test_the_state_diagram_is_the_table() -> None:
    """The README of `simulator/` shows what `python -m tests.diagram` prints."""
    assert f"```mermaid\n{draw(TRANSITIONS)}\n```" in readme(ROOT / "simulator")


def test_the_diagram_has_an_arrow_for_each_row() -> None:
    """And one more for each state that nothing leaves."""
    lines = draw(TRANSITIONS).splitlines()

    assert "    [*] --> queued: queued" in lines
    assert "    queued --> sending: dispatched" in lines
    assert "    delivered --> [*]" in lines
    assert len(lines) == 1 + len(TRANSITIONS) + 5
