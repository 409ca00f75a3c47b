"""What is done inside Redis, each as a whole: scripts, by the digests that they are called by."""

from hashlib import sha1
from importlib.resources import files
from typing import Final

from simulator.domain.value import value

__all__ = [
    "COMMIT",
    "DROP",
    "FEED",
    "HOLD",
    "LEASE",
    "LIST",
    "LOAD",
    "NOTE",
    "RIGHTS",
    "SCRIPTS",
    "UNLIST",
    "WAITING",
]


@value
class Script:
    """A script, and the digest of it that Redis knows it by."""

    text: str
    digest: str


def _script(name: str) -> Script:
    text = files(__package__).joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")
    digest = sha1(text.encode(), usedforsecurity=False).hexdigest()
    return Script(text, digest)


COMMIT: Final = _script("commit")
DROP: Final = _script("drop")
FEED: Final = _script("feed")
HOLD: Final = _script("hold")
LEASE: Final = _script("lease")
LIST: Final = _script("list")
LOAD: Final = _script("load")
NOTE: Final = _script("note")
RIGHTS: Final = _script("rights")
UNLIST: Final = _script("unlist")
WAITING: Final = _script("waiting")

SCRIPTS: Final = (COMMIT, DROP, FEED, HOLD, LEASE, LIST, LOAD, NOTE, RIGHTS, UNLIST, WAITING)
