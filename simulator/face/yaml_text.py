"""YAML as people write it: of the language, what JSON has, and comments."""

from typing import Any

__all__ = ["parse_yaml"]


def parse_yaml(text: str) -> dict[str, Any]:
    """Read an object.

    Raises:
        Invalid: it is none; the message names the line.
    """
    # Takes time to be loaded, which only who writes YAML need wait for.
    from simulator.face.yaml_loader import load  # noqa: PLC0415

    return load(text)
