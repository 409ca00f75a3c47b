"""What a face is: one API of the simulator, as a value; and what all faces share.

A face is found, not listed: `discover` walks a package and takes the `FACE` of each folder in it.
"""

from simulator.face.answers import Answer
from simulator.face.call import Call
from simulator.face.faces import CONSOLE, VENDORS, Face, Handler, Route, discover

__all__ = ["CONSOLE", "VENDORS", "Answer", "Call", "Face", "Handler", "Route", "discover"]
