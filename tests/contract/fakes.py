"""Servers that are no gateways, or hardly: what a judge may meet in the wild."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

__all__ = ["KEY", "answering", "envelope"]

KEY: Final = "ifr_pk_proj_secret4711"

_METADATA: Final = {"cost_usd": 0, "latency_ms": 1, "vendor": None, "cache_hit": False}


def envelope(data: object, number: int = 0) -> dict[str, object]:
    """Wrap what an operation answers."""
    request_id = f"01930000-0000-7000-8000-{number:012x}"
    metadata = {**_METADATA, "request_id": request_id}
    return {"ok": True, "data": data, "error": None, "metadata": metadata}


@asynccontextmanager
async def answering(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """Serve one handler for everything, on a free port, and tell the URL."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
