"""`python -m simulator` is `carriersim`."""

import sys

from simulator.cli import main

sys.exit(main())
