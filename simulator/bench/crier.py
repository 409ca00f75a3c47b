"""The yardstick of webhooks: the least that an aiohttp client can do and still tell somebody."""

import asyncio

from aiohttp import ClientSession, DummyCookieJar, web

from simulator.bench.bare import serve

__all__ = ["BODY", "application"]

# As long as that of a real webhook; nobody signs it, and nothing is written down.
BODY = b'{"data":"%b"}' % (b"x" * 1_267)

# With how many at once it is quickest.
CONNECTION_COUNT = 16


async def cry(request: web.Request) -> web.Response:
    """Post to a URL, so many times, and answer when all of it has been taken."""
    told = await request.json()
    left = iter(range(told["count"]))
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:

        async def post() -> None:
            for _ in left:
                async with session.post(told["url"], data=BODY) as response:
                    await response.read()

        await asyncio.gather(*[post() for _ in range(CONNECTION_COUNT)])
    return web.Response()


def application() -> web.Application:
    """One route and nothing around it."""
    app = web.Application()
    app.router.add_post("/cry", cry)
    return app


if __name__ == "__main__":
    serve(application())
