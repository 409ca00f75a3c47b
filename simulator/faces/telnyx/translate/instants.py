"""How the vendor writes instants: mostly as all do, and here and there in another way."""

from simulator.face.instants import iso

__all__ = ["iso_with_offset"]


def iso_with_offset(instant: int) -> str:
    """Write an instant with microseconds and an offset: `2023-03-22T00:06:49.068000+00:00`."""
    return f"{iso(instant).removesuffix('Z')}000+00:00"
