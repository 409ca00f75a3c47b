"""Doors for tests, in place of phones and calendars."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.contract.other_gateway.clock import Clock, written
from tests.contract.other_gateway.project import Inbound, Project

__all__ = ["doors"]


def doors(projects: Mapping[str, Project], clock: Clock) -> list[Route]:
    """Read the last code that was sent to a number, move the time, and answer a message."""

    async def code(request: Request) -> Response:
        codes = [project.codes.get(request.query_params["to"]) for project in projects.values()]
        found = next((code for code in codes if code), None)
        return PlainTextResponse(found or "none", 200 if found else 404)

    async def advance(request: Request) -> Response:
        clock.advance(float((await request.json())["seconds"]))
        return JSONResponse({"now": written(clock.now())})

    async def reply(request: Request) -> Response:
        told = await request.json()
        for project in projects.values():
            if told["to"] in {sender.number for sender in project.senders.values()}:
                serial = project.serial()
                project.inbound.append(
                    Inbound(serial, told["from"], told["to"], told["text"], project.now)
                )
        return JSONResponse({})

    return [
        Route("/doors/code", code),
        Route("/doors/clock", advance, methods=["POST"]),
        Route("/doors/reply", reply, methods=["POST"]),
    ]
