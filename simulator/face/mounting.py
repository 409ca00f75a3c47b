"""Where faces are found: each at its paths, and below all other paths whoever picks a call."""

from collections.abc import Sequence

from aiohttp import web

from simulator.face.edge import serve_picked, serve_route, serve_unknown
from simulator.face.faces import Face
from simulator.face.failing import Line
from simulator.services.simulation import Simulation

__all__ = ["mount_all"]


def mount_all(
    app: web.Application,
    simulation: Simulation,
    vendors: Sequence[Face],
    own: Sequence[Face],
    nobody: Face,
    line: Line,
) -> None:
    """Serve faces.

    Args:
        app: which serves.
        simulation: what is asked.
        vendors: their calls may fail on purpose.
        own: ours, which never do, for they have no line that could.
        nobody: answers what nobody else does.
        line: by which calls fail.
    """
    # One prefix may lie within another: aiohttp asks whoever is at the longest first.
    for face in vendors:
        if face.picks is None:
            _mount(app, face, simulation, line)
    for face in own:
        _mount(app, face, simulation, None)
    anywhere = serve_unknown(nobody, simulation)
    for face in vendors:
        if face.picks is not None:
            anywhere = serve_picked(face, simulation, line, anywhere)
    app.router.add_route("*", "/{tail:.*}", anywhere)


def _mount(app: web.Application, face: Face, simulation: Simulation, line: Line | None) -> None:
    for route in face.routes:
        handler = serve_route(face, route, simulation, line)
        app.router.add_route(route.method, route.path, handler, name=route.name)
    app.router.add_route("*", face.prefix + "{tail:.*}", serve_unknown(face, simulation))
    if face.is_portable:
        _mount_below(app, "/{before:.+}", face, simulation, line)


def _mount_below(
    app: web.Application, before: str, face: Face, simulation: Simulation, line: Line | None
) -> None:
    """Serve a face once more, behind whatever path is in front of its prefix."""
    for route in face.routes:
        handler = serve_route(face, route, simulation, line)
        app.router.add_route(route.method, before + route.path, handler)
    rest = f"{before}{face.prefix}{{tail:(/.*)?}}"
    app.router.add_route("*", rest, serve_unknown(face, simulation))
