"""No credential: whoever has the link may pay, and the id in it cannot be guessed."""

from collections.abc import Mapping

from aiohttp import web

from simulator.face.access import refuse_strangers

__all__ = ["environment", "guard", "keys", "world_of"]


def guard(request: web.Request) -> None:
    """Let links lead here from anywhere, and only our own page pay.

    Raises:
        Forbidden: another site is behind it.
    """
    refuse_strangers(request, may_be_linked=True)


def world_of(request: web.Request) -> str:
    """Read the world out of the path."""
    return request.match_info["world"]


def keys(world: str) -> object:  # noqa: ARG001 - every face is asked by world
    """Tell that there are none."""
    return None


def environment(world: str, url: str) -> Mapping[str, str]:  # noqa: ARG001 - as above
    """Tell that nothing need be set: the link is in the answer to the top-up."""
    return {}
