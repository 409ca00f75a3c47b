"""What a face is: one API of the simulator, as a value; and what all faces share.

A face is found, not listed: `discover` walks a package and takes the `FACE` of each folder in it.
"""

from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import (
    CONSOLE,
    METRICS,
    VENDORS,
    Face,
    Handler,
    Route,
    discover,
    world_of_any,
)

__all__ = [
    "CONSOLE",
    "METRICS",
    "VENDORS",
    "Answer",
    "Call",
    "Face",
    "Handler",
    "Route",
    "Stream",
    "discover",
    "world_of_any",
]
