"""Faces are found, not listed."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from simulator import console, faces
from simulator.face import Face, discover


def package(folder: Path, name: str, source: str) -> ModuleType:
    """Make a package with one module in it, under a name that nobody uses."""
    (folder / f"{name}.py").write_text(source)
    made = ModuleType("strangers")
    made.__path__ = [str(folder)]
    return made


def test_the_faces_of_vendors_are_found() -> None:
    """Each folder of `simulator.faces` is a face of that name."""
    assert "gateway" in [face.name for face in discover(faces)]


def test_the_faces_of_the_console_are_found() -> None:
    """Each folder of `simulator.console` is a face of that name."""
    assert {"checkout", "control"} <= {face.name for face in discover(console)}


@pytest.mark.parametrize(
    "found", [*discover(faces), *discover(console)], ids=lambda face: face.name
)
def test_a_face_keeps_to_its_prefix(found: Face) -> None:
    """All routes of a face begin with its prefix, so that what is unknown below it is its own."""
    assert found.routes
    assert all(route.path.startswith(f"{found.prefix}/") for route in found.routes)


@pytest.mark.parametrize(
    "source", ["from simulator.faces.gateway import FACE", "FACE = None"], ids=["other", "none"]
)
def test_a_folder_that_is_no_face_of_its_name_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """A face under another's name would be served as what it is not."""
    strangers = package(tmp_path, "impostor", source)
    monkeypatch.setitem(sys.modules, "strangers", strangers)
    monkeypatch.delitem(sys.modules, "strangers.impostor", raising=False)
    with pytest.raises(TypeError, match=r"strangers\.impostor"):
        list(discover(strangers))
    sys.modules.pop("strangers.impostor", None)
