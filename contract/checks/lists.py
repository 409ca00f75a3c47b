"""Lists, page by page."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from contract.checks import Check, check
from contract.gateway import Gateway
from contract.patience import settled
from contract.verdicts import CouldNotRun

__all__ = ["listed"]

_PAGE_MAX: Final = 100
_PAGES: Final = 30
_MADE: Final = 3
_APART_S: Final = 0.01

Item = dict[str, Any]
Make = Callable[[Gateway], Awaitable[str]]


async def listed(gw: Gateway, operation: str, member: str, name: str) -> Item | None:
    """Find an item of a list by a member; None where the whole list was read and it is not there.

    Raises:
        CouldNotRun: the list is longer than anybody wants to read.
    """
    count = 0
    async for items in gw.pages(operation, size=_PAGE_MAX, limit=_PAGES):
        count += 1
        for item in items:
            if item.get(member) == name:
                return item
    if count == _PAGES:
        raise CouldNotRun(f"{operation} has more than {_PAGES} pages")
    return None


async def _message(gw: Gateway) -> str:
    await gw.sent()
    return ""


async def _whole_life(gw: Gateway) -> str:
    """Send a message and let it come to its end, so that there is something on its timeline."""
    name: str = (await gw.sent())["sms_id"]
    await settled(gw, name)
    return name


async def _reply(gw: Gateway) -> str:
    number = gw.number()
    await gw.need("sms.sender.register", {"phone_number": number, "region": "western"})
    for _ in range(_MADE):
        await gw.doors.receive(gw.number(), gw.text(), number)
    return ""


async def _sender(gw: Gateway) -> str:
    await gw.need("sms.sender.register", {"phone_number": gw.number(), "region": "western"})
    return ""


async def _signature(gw: Gateway) -> str:
    await gw.need("sms.signature.create", {"name": gw.word()})
    return ""


async def _template(gw: Gateway) -> str:
    await gw.need("sms.template.create", {"name": gw.word(), "body": gw.text()})
    return ""


async def _suppression(gw: Gateway) -> str:
    await gw.need("sms.suppress", {"phone": gw.number()})
    return ""


@dataclass(frozen=True, slots=True)
class List:
    """A list.

    Attributes:
        make: makes an item, and tells what stands in the path of the list; empty for nothing.
        times: how often that has to be done for three items or more.
        instant: the member by which items are in order; empty where no source tells of one.
    """

    operation: str
    make: Make
    times: int = _MADE
    instant: str = "created_at"


_LISTS: Final = (
    List("sms.events", _whole_life, 1, ""),
    List("sms.inbound.list", _reply, 1, "received_at"),
    List("sms.list", _message),
    List("sms.sender.list", _sender),
    List("sms.signature.list", _signature),
    List("sms.template.list", _template),
    List("sms.suppression.list", _suppression),
)


async def _filled(one: List, gw: Gateway) -> str:
    """Make items, and tell what stands in the path."""
    path = ""
    for _ in range(one.times):
        path = await one.make(gw)
    return path


async def _page(gw: Gateway, one: List, path: str, **query: object) -> Item:
    page: Item = await gw.must(one.operation, id=path, query=query)
    gw.expect(isinstance(page.get("items"), list), f"{one.operation} has no items")
    return page


async def _limit_holds(one: List, gw: Gateway) -> None:
    path = await _filled(one, gw)
    for limit in (1, 2):
        count = len((await _page(gw, one, path, limit=limit))["items"])
        gw.expect(0 < count <= limit, f"a page of at most {limit} has {count} items")


async def _walk(gw: Gateway, one: List, path: str, count: int) -> list[Item]:
    """Read at least so many items, two at a time, or all."""
    page = await _page(gw, one, path, limit=2)
    items: list[Item] = list(page["items"])
    while page.get("next_cursor") and len(items) < count:
        page = await _page(gw, one, path, limit=2, cursor=page["next_cursor"])
        items += page["items"]
        gw.expect(page["items"] or not page.get("next_cursor"), "a page in the middle is empty")
    return items


async def _cursor_leads_on(one: List, gw: Gateway) -> None:
    path = await _filled(one, gw)
    whole = (await _page(gw, one, path, limit=6))["items"]
    walked = await _walk(gw, one, path, len(whole))
    names = [_name(item) for item in walked]
    gw.expect(len(names) == len(set(names)), f"an item comes twice: {names}")
    wanted = [_name(item) for item in whole]
    gw.same(names[: len(wanted)], wanted, "what one comes to by cursors of two")


def _name(item: Item) -> str:
    """Tell what makes an item this one: its id, or all that is in it."""
    ids = [str(text) for name, text in sorted(item.items()) if name.endswith("_id")]
    return "/".join(ids) or json.dumps(item, sort_keys=True)


def _of(one: List, rule: Callable[[List, Gateway], Awaitable[None]]) -> Check:
    return partial(rule, one)


for _number, _list in enumerate(_LISTS, 1):
    check(f"GW-LIST-{_number:03}")(_of(_list, _limit_holds))
    check(f"GW-LIST-{_number + 10:03}")(_of(_list, _cursor_leads_on))


@check("GW-LIST-021")
async def a_message_is_listed(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    gw.expect(await listed(gw, "sms.list", "sms_id", name), f"the message {name} is not listed")


@check("GW-LIST-022")
async def a_record_in_the_list_is_the_record(gw: Gateway) -> None:
    record = await gw.sent()
    await settled(gw, record["sms_id"])
    item = await listed(gw, "sms.list", "sms_id", record["sms_id"]) or {}
    alone = await gw.need("sms.status", id=record["sms_id"])
    for name in ("to", "segments", "vendor", "created_at", "state"):
        gw.same(item.get(name), alone.get(name), f"{name} in the list")


@check("GW-LIST-023")
async def a_cursor_survives_what_is_new(gw: Gateway) -> None:
    for _ in range(4):
        await gw.sent()
    whole = (await gw.must("sms.list", query={"limit": 4}))["items"]
    page = await gw.must("sms.list", query={"limit": 2})
    await gw.sent()
    rest = await gw.must("sms.list", query={"limit": 2, "cursor": page["next_cursor"]})
    names = [item["sms_id"] for item in (*page["items"], *rest["items"])]
    gw.same(names, [item["sms_id"] for item in whole], "two pages, between which one was sent")


@check("GW-LIST-024")
async def the_newest_is_first(gw: Gateway) -> None:
    for one in _LISTS:
        if one.instant and one.operation != "sms.inbound.list":
            path = ""
            for _ in range(one.times):
                path = await one.make(gw)
                await gw.pause(_APART_S)
            items = (await _page(gw, one, path, limit=10))["items"]
            instants = [item[one.instant] for item in items]
            gw.same(instants, sorted(instants, reverse=True), f"the order of {one.operation}")


@check("GW-LIST-025")
async def limits_and_cursors_are_checked(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    for one in _LISTS:
        path = name if one.operation == "sms.events" else ""
        await _page(gw, one, path, limit=100)
        for query in ({"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "bogus"}):
            refused = await gw.must_refuse(one.operation, id=path, query=query)
            gw.same(refused.status, 422, f"the refusal of {query} by {one.operation}")
