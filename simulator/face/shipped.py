"""Where the data is that comes with the simulator."""

from functools import cache
from pathlib import Path

__all__ = ["fixtures_folder"]


@cache
def fixtures_folder() -> Path:
    """Find the data: inside the package where it was installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "_fixtures"
    return shipped if shipped.is_dir() else package.parent / "fixtures"
