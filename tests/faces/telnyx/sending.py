"""Messages for tests of this face, without its SDK."""

from typing import Any, Final

from tests.clients import ALICE, Reply
from tests.faces.telnyx.speaking import Telnyx

__all__ = ["CODE", "FROM", "GERMAN", "LINK", "NAME", "change_profile", "send", "sent", "spelled"]

FROM: Final = "+13125551234"  # with which a world begins, as with the next two
CODE: Final = "12345"
NAME: Final = "MyCompany"
GERMAN: Final = "+4915112345678"
LINK: Final = "https://example.com/a.png"


async def send(telnyx: Telnyx, where: str = "", **members: object) -> Reply:
    """Send; what is None is left out."""
    wanted = {"to": ALICE, "from": FROM, "text": "Hi", **members}
    body = {name: told for name, told in wanted.items() if told is not None}
    return await telnyx.post(f"/messages{where}", body)


async def sent(telnyx: Telnyx, where: str = "", **members: object) -> Any:  # noqa: ANN401 - JSON
    """Send what will be taken, and tell what came of it."""
    reply = await send(telnyx, where, **members)
    assert reply.status == 200, reply.body
    return reply.document["data"]


async def change_profile(telnyx: Telnyx, **members: object) -> str:
    """Change the profile that a world begins with, and tell its id."""
    profile_id = await telnyx.profile_id()
    reply = await telnyx.patch(f"/messaging_profiles/{profile_id}", members)
    assert reply.status == 200, reply.body
    return profile_id


def spelled(bare: str) -> str:
    """Spell an id as this vendor does."""
    return f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"
