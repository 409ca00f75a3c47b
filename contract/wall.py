"""The only module that knows what time it is: everything else is told, or waits here."""

import asyncio
import time
import uuid

__all__ = ["nonce", "now", "pause", "today"]


def now() -> float:
    """Tell the seconds since some instant; they never go back."""
    return time.monotonic()


def today() -> str:
    """Tell the date, as in `2026-11-28`, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime())


async def pause(seconds: float) -> None:
    """Wait."""
    await asyncio.sleep(seconds)


def nonce() -> str:
    """Draw a word that no other run has, so that runs against one server do not meet."""
    return uuid.uuid4().hex[:10]
