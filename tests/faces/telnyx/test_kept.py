"""Messages under profiles outlive the process that took them, with all that is kept beside."""

from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from simulator.adapters.sqlite import SqliteStore
from simulator.app import build
from simulator.domain.clock import ClockMode
from simulator.settings import Settings
from tests.clients import ALICE, BOB, SEED, Control, listening
from tests.faces.telnyx.sending import FROM, LINK, sent
from tests.faces.telnyx.speaking import Telnyx
from tests.receivers import receiving

ONCE = {"to": ALICE, "from": FROM, "text": "Once"}


async def test_the_next_process_goes_on(session: ClientSession, tmp_path: Path) -> None:
    """What was scheduled sets out, keys replay, and webhooks are told, under the same key."""
    settings = Settings(clock=ClockMode.MANUAL)
    path = tmp_path / "journal"

    async def speak(url: str) -> tuple[Telnyx, Control]:
        return Telnyx.of(session, url, "test"), Control.of(session, url, "test")

    async with receiving() as shop:
        hook = {"webhook_url": f"{shop.url}/hooks"}
        store = await SqliteStore.open(path)
        async with listening(build(settings, SEED, store)) as url:
            telnyx, control = await speak(url)
            now = (await control.get("/_sim/clock")).document["now"]
            group = await sent(telnyx, "/group_mms", to=[ALICE, BOB], media_urls=[LINK])
            words = {"type": "text", "text": {"body": "Hi"}}
            chat = await sent(telnyx, "/whatsapp", whatsapp_message=words)
            waiting = await sent(telnyx, "/schedule", send_at=_in_an_hour(now), **hook)
            kept = await telnyx.post("/messages", ONCE, Idempotency_Key="k")
            await control.receive("STOP", to=FROM, handset=BOB)
        await store.close()

        store = await SqliteStore.open(path)
        async with listening(build(settings, SEED, store)) as url:
            telnyx, control = await speak(url)
            replayed = await telnyx.post("/messages", ONCE, Idempotency_Key="k")
            assert replayed.body == kept.body
            await control.advance("2h")
            copies = await telnyx.data(f"/messages/group/{group['id']}")
            assert [one["cc"][0]["phone_number"] for one in copies] == [BOB, ALICE]
            found: Any = await telnyx.data(f"/messages/{chat['id']}")
            assert found["body"] == {"whatsapp_message": words}
            assert (await telnyx.data(f"/messages/{waiting['id']}"))["completed_at"]
            (opted_out,) = await telnyx.data("/messaging_optouts")
            assert (opted_out["to"], opted_out["keyword"]) == (BOB, "STOP")
        await store.close()

    told = [one.document["data"] for one in shop.received]
    assert [one["event_type"] for one in told] == ["message.sent", "message.finalized"]


def _in_an_hour(now: str) -> str:
    """Tell an instant: when clocks an hour west of Greenwich show what is shown there now."""
    return f"{now.removesuffix('Z')}-01:00"
