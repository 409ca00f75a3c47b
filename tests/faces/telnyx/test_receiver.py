"""A receiver that follows the vendor's advice survives whatever happens to webhooks.

It verifies each, takes none twice by the id of its event, and goes by when things happened rather
than by when it hears of them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from aiohttp import web
from telnyx import Telnyx as Sdk

from tests.clients import Control
from tests.faces.telnyx.sending import FROM, change_profile, sent
from tests.faces.telnyx.speaking import Telnyx

_HANDSETS: Final = [f"+1415555010{digit}" for digit in range(4)]


@dataclass
class Books:
    """What a customer's server knows of its messages.

    Attributes:
        statuses: of each message, by its id, with when it came to it.
        event_ids: of all that was taken.
        texts: what handsets have said.
        seen_count: how often anything came.
    """

    sdk: Sdk
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    event_ids: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    seen_count: int = 0

    async def take(self, request: web.Request) -> web.Response:
        """Take what comes, quickly."""
        self.seen_count += 1
        payload = (await request.read()).decode()
        try:
            self.sdk.webhooks.unwrap(payload, headers=dict(request.headers))
        except ValueError:
            return web.Response(status=400)
        data = (await request.json())["data"]
        if data["id"] not in self.event_ids:
            self.event_ids.add(data["id"])
            self._enter(data)
        return web.Response(status=200)

    def _enter(self, data: dict[str, Any]) -> None:
        message = data["payload"]
        if data["event_type"] == "message.received":
            self.texts.append(message["text"])
            return
        told = (data["occurred_at"], message["to"][0]["status"])
        before = self.statuses.get(message["id"], ("", ""))
        self.statuses[message["id"]] = max(before, told)


@asynccontextmanager
async def listening(books: Books) -> AsyncIterator[str]:
    """Let a customer's server listen on a free port."""
    app = web.Application()
    app.router.add_post("/webhooks", books.take)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("spoiling", "is_more", "is_less"),
    [
        ({"webhook": "duplicate"}, True, False),
        ({"webhook": "reorder"}, False, False),
        ({"webhook": {"delay": "20s"}}, False, False),
        ([{"webhook": "drop", "times": 1}], False, True),
        ([{"webhook": "corrupt", "times": 1}], True, False),
        ([{"webhook": "stale", "times": 1}], True, False),
        ({"webhook": "burst"}, False, False),
    ],
    ids=lambda told: str(told)[:40],
)
async def test_a_careful_receiver_has_its_books_right_in_the_end(
    telnyx: Telnyx, control: Control, spoiling: object, *, is_more: bool, is_less: bool
) -> None:
    """Whatever is done to webhooks, and as often as they come."""
    told_key = (await control.get("/_sim/telnyx/public_key")).document["public_key"]
    books = Books(Sdk(api_key="KEY_test", public_key=told_key))
    books.sdk.webhooks.unsafe_unwrap('{"data": {}}')  # the first one takes it a second
    rule = {"match": {"face": "telnyx", "op": "message.*"}, "then": spoiling}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    async with listening(books) as url:
        await change_profile(telnyx, webhook_url=url)
        ids = [(await sent(telnyx, to=to, text=f"to {to}"))["id"] for to in _HANDSETS]
        failing = (await sent(telnyx, to="+15005550021"))["id"]
        await control.receive("Thanks", to=FROM)
        await control.advance("2h")

    assert {message_id: status for message_id, (_, status) in books.statuses.items()} == {
        **dict.fromkeys(ids, "delivered"),
        failing: "sending_failed",
    }
    assert books.texts == ["Thanks"]
    assert len(books.event_ids) == 2 * len(ids) + 1 + 1
    assert not is_more or books.seen_count > len(books.event_ids)
    ledger = (await control.get("/_sim/webhooks?limit=100")).document["items"]
    attempt_count = sum(len(one["attempts"]) for one in ledger)
    assert not is_less or attempt_count > books.seen_count
    assert {one["state"] for one in ledger} == {"delivered"}
