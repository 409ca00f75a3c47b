"""How commands speak: to people in lines, to programs in JSON, and what their status means."""

import argparse
import json
import sys
from typing import Final, TypeAlias

__all__ = ["EXIT_FAILED", "EXIT_USAGE", "Commands", "fail", "say"]

EXIT_FAILED: Final = 1
EXIT_USAGE: Final = 2

# argparse has no other name for it.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def say(lines: str, document: object, *, as_json: bool) -> None:
    """Tell what came of it, in whichever form was asked for."""
    print(json.dumps(document) if as_json else lines, flush=True)


def fail(error: object, status: int) -> int:
    """Say what went wrong, and give the status to end with."""
    print(f"carriersim: {error}", file=sys.stderr)
    return status
