"""The yardstick: the least that an aiohttp server can do and still answer a send."""

import argparse
import asyncio
import socket
from pathlib import Path

from aiohttp import web

__all__ = ["ANSWER", "application", "serve"]

# As long as the envelope of a real answer.
ANSWER = b'{"ok":true,"data":"%b"}' % (b"x" * 379)


async def answer(request: web.Request) -> web.Response:
    """Read the body, as any server must, and look at none of it."""
    await request.read()
    return web.Response(body=ANSWER, content_type="application/json")


def application() -> web.Application:
    """One route and nothing around it."""
    app = web.Application()
    app.router.add_post("/v1/sms/send", answer)
    return app


def event_loop() -> asyncio.AbstractEventLoop:
    """The loop that the simulator runs on: uvloop wherever it installs."""
    try:
        import uvloop  # noqa: PLC0415 - not on every platform
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def serve(app: web.Application) -> None:
    """Serve on a free port of the loopback, and write its number to the file that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", type=Path, required=True)
    port_file: Path = parser.parse_args().port_file
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port_file.write_text(str(listener.getsockname()[1]))
        web.run_app(app, sock=listener, loop=event_loop(), access_log=None, print=lambda *_: None)


if __name__ == "__main__":
    serve(application())
