"""The simulator as a process, with the face of `bells/`: `python -m tests.ringing serve ...`."""

import sys
from pathlib import Path

from simulator import faces
from simulator.cli import main

if __name__ == "__main__":
    faces.__path__.append(str(Path(__file__).parent / "bells"))
    sys.exit(main())
