"""Telnyx's API without its SDK, and what all of its answers have in common."""

from typing import Any

from aiohttp import ClientSession

from tests.clients import Client, Reply

__all__ = ["NOBODY", "Telnyx", "assert_refused"]

# An id that nothing has.
NOBODY = "00000000-0000-4000-8000-000000000000"


class Telnyx(Client):
    """The operations of a project, by method and path below `/v2`."""

    @classmethod
    def of(cls, session: ClientSession, url: str, world: str) -> "Telnyx":
        """Speak for a world."""
        return cls(session, f"{url}/v2", {"Authorization": f"Bearer KEY_{world}"})

    async def patch(self, path: str, body: object) -> Reply:
        return await self.call("PATCH", path, body)

    async def data(self, path: str) -> Any:  # noqa: ANN401 - JSON may be anything
        """Read what is there."""
        reply = await self.get(path)
        assert reply.status == 200, reply.body
        return reply.document["data"]

    async def profile_id(self) -> str:
        """Tell the id of the newest profile."""
        profile_id: str = (await self.data("/messaging_profiles"))[0]["id"]
        return profile_id


def assert_refused(reply: Reply, status: int, code: str, **source: str) -> Any:  # noqa: ANN401 - JSON
    """See that the answer is no, for one reason and because of this; tell the error."""
    (error,) = reply.document["errors"]
    assert (reply.status, error["code"]) == (status, code), reply.body
    assert error.get("source", {}) == source
    return error
