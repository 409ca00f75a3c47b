"""Who is told: a receiver of webhooks that answers at once, and counts."""

from itertools import count

from aiohttp import web

from simulator.bench.bare import serve

__all__ = ["application"]


def application() -> web.Application:
    """Two routes: `POST /hooks` is a webhook, `GET /count` says how many there have been."""
    numbers = count()
    told = 0

    async def take(request: web.Request) -> web.Response:
        nonlocal told
        await request.read()
        told = next(numbers) + 1
        return web.Response()

    async def tell(_request: web.Request) -> web.Response:
        return web.json_response(told)

    app = web.Application()
    app.router.add_post("/hooks", take)
    app.router.add_get("/count", tell)
    return app


if __name__ == "__main__":
    serve(application())
