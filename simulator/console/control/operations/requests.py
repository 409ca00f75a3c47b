"""Which calls of vendors' APIs came into a world, and how they were answered."""

from simulator.console.control.answers import answer
from simulator.console.control.journaling import RequestQuery
from simulator.console.control.operations.hints import hint_of_calls
from simulator.console.control.translate import requests as translate
from simulator.face import VENDORS, Answer, Call
from simulator.services import journal

__all__ = ["list_requests"]


async def list_requests(call: Call) -> Answer:
    """Look through the journal of calls, newest first."""
    query = call.query(RequestQuery)
    wanted = translate.exchange_filter(query)
    page = await journal.list_exchanges(call.world, wanted, query.cursor, query.limit)
    spelled = translate.requests(page, call.request.app[VENDORS])
    if not page.lines and query.cursor is None:
        spelled["hint"] = await hint_of_calls(call)
    return answer(spelled)
