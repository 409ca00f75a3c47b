"""Doors for tests, in place of phones and calendars: as much of `/_sim` as a judge may ask for."""

import re
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.contract.other_gateway.clock import Clock, written
from tests.contract.other_gateway.project import Inbound, Project
from tests.contract.other_gateway.suppressions import CONFIRMATION

__all__ = ["doors"]

Projects = Callable[[Request], Project]

_SECONDS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


def doors(project_of: Projects, clock: Clock) -> list[Route]:
    """Read codes, move the time, answer messages, set the money, and confirm an erasure."""

    async def now(_request: Request) -> Response:
        return JSONResponse({"now": written(clock.now())})

    async def advance(request: Request) -> Response:
        clock.advance(_seconds((await request.json())["by"]))
        return await now(request)

    return [
        Route("/_sim/clock", now),
        Route("/_sim/clock/advance", advance, methods=["POST"]),
        Route("/_sim/otp", _code(project_of)),
        Route("/_sim/messages", _texts(project_of)),
        Route("/_sim/inbound", _reply(project_of), methods=["POST"]),
        Route("/_sim/account", _set_balance(project_of), methods=["PUT"]),
        Route("/_sim/gdpr", _token),
    ]


Door = Callable[[Request], Awaitable[Response]]


def _code(project_of: Projects) -> Door:
    async def read(request: Request) -> Response:
        code = project_of(request).codes.get(request.query_params["to"])
        return JSONResponse({"code": code}, 200 if code else 404)

    return read


def _texts(project_of: Projects) -> Door:
    async def read(request: Request) -> Response:
        project, to = project_of(request), request.query_params["to"]
        code = project.codes.get(to)
        texts = [message.text for message in project.messages.values() if message.to == to]
        told = [f"Your code is {code}"] if code else texts[::-1]
        return JSONResponse({"items": [{"text": text} for text in told]})

    return read


def _reply(project_of: Projects) -> Door:
    async def receive(request: Request) -> Response:
        project, told = project_of(request), await request.json()
        to, text = told.get("to", ""), told["text"]
        project.inbound.append(Inbound(project.serial(), told["from"], to, text, project.now))
        return JSONResponse({})

    return receive


def _set_balance(project_of: Projects) -> Door:
    async def put(request: Request) -> Response:
        told = await request.json()
        project_of(request).balance = Decimal(str(told["balance_usd"]))
        return JSONResponse({})

    return put


async def _token(_request: Request) -> Response:
    return JSONResponse({"confirmation_token": CONFIRMATION})


def _seconds(written_so: str) -> float:
    number, unit = re.fullmatch(r"([0-9.]+)([a-z]+)", written_so).groups()  # type: ignore[union-attr]
    return float(number) * _SECONDS[unit]
