"""What the control API is sent about links that somebody follows, and what it answers."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.wire import TEXT_LENGTH_MAX
from simulator.face.instants import iso
from simulator.face.reading import Wire
from simulator.services import clicks

__all__ = ["Click", "Clicked", "clicked"]


class Click(Wire, extra="forbid"):
    """Which link: short as it is in the text, or as it was before."""

    url: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]


class Clicked(TypedDict):
    """The link that was followed, where it leads, and when that was."""

    short: str
    url: str
    at: str


def clicked(one: clicks.Clicked) -> Clicked:
    """Spell what was followed."""
    return {"short": one.link.short, "url": one.link.url, "at": iso(one.at)}
