"""What senders, signatures and templates have in common: made, found, listed, given up."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from tests.clients import Gateway, Reply
from tests.faces.gateway.envelope import assert_refused


@dataclass(frozen=True)
class Kind:
    """A kind of resource: how its operations are called, and how the n-th of it is asked for."""

    name: str
    create: str
    prefix: str
    body: Callable[[int], dict[str, object]]

    @property
    def id_member(self) -> str:
        return f"{self.name}_id"

    def path(self, operation: str) -> str:
        return f"/v1/sms/{self.name}/{operation}"

    async def make(self, gateway: Gateway, n: int = 0, **headers: str) -> Reply:
        return await gateway.post(self.path(self.create), self.body(n), **headers)

    async def made(self, gateway: Gateway, n: int = 0) -> str:
        """Make one, and tell its id."""
        made: str = (await self.make(gateway, n)).data[self.id_member]
        return made

    async def listed(self, gateway: Gateway) -> list[str]:
        """Tell the ids of all of them."""
        items = (await gateway.get(self.path("list"))).data["items"]
        return [item[self.id_member] for item in items]


SENDER = Kind(
    "sender",
    "register",
    "snd_",
    lambda n: {"phone_number": f"+141555501{n:02}", "region": "western"},
)
SIGNATURE = Kind("signature", "create", "sig_", lambda n: {"name": f"Acme {n}"})
TEMPLATE = Kind("template", "create", "tpl_", lambda n: {"name": "t", "body": f"{{x}} {n}"})
KINDS = (SENDER, SIGNATURE, TEMPLATE)

of_every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@of_every_kind
async def test_what_is_made_is_found(gateway: Gateway, kind: Kind) -> None:
    """The record is the same in the answer to who made it, alone, and in the list."""
    record = (await kind.make(gateway)).data
    assert record[kind.id_member].startswith(kind.prefix)
    found = await gateway.get(f"{kind.path('get')}/{record[kind.id_member]}")
    assert found.data == record
    listed = await gateway.get(kind.path("list"))
    assert listed.data == {"items": [record], "next_cursor": None}


@of_every_kind
async def test_a_list_is_read_page_by_page_newest_first(gateway: Gateway, kind: Kind) -> None:
    """Pages have neither repeats nor gaps, though more is made and given up meanwhile."""
    made = [await kind.made(gateway, n) for n in range(5)]
    first = (await gateway.get(f"{kind.path('list')}?limit=2")).data
    await kind.make(gateway, 5)
    await gateway.delete(f"{kind.path('delete')}/{made[4]}")
    query = f"?limit=2&cursor={first['next_cursor']}"
    second = (await gateway.get(kind.path("list") + query)).data
    query = f"?limit=2&cursor={second['next_cursor']}"
    third = (await gateway.get(kind.path("list") + query)).data
    pages = [[item[kind.id_member] for item in page["items"]] for page in (first, second, third)]
    assert pages == [[made[4], made[3]], [made[2], made[1]], [made[0]]]
    assert third["next_cursor"] is None


@of_every_kind
@pytest.mark.parametrize(("name", "wrong"), [("limit", "0"), ("limit", "101"), ("cursor", "x")])
async def test_a_page_that_nobody_can_make_is_refused(
    gateway: Gateway, kind: Kind, name: str, wrong: str
) -> None:
    """The parameter that is wrong is named."""
    reply = await gateway.get(f"{kind.path('list')}?{name}={wrong}")
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [name]


async def test_a_cursor_leads_through_its_own_list(gateway: Gateway) -> None:
    """A cursor of signatures is none of templates."""
    for n in range(2):
        await SIGNATURE.make(gateway, n)
        await TEMPLATE.make(gateway, n)
    cursor = (await gateway.get(f"{SIGNATURE.path('list')}?limit=1")).data["next_cursor"]
    reply = await gateway.get(f"{TEMPLATE.path('list')}?cursor={cursor}")
    assert (reply.status, reply.fields) == (422, ["cursor"])


@of_every_kind
async def test_what_is_given_up_is_gone(gateway: Gateway, kind: Kind) -> None:
    """It is not found, not listed, and not given up again; the others stay."""
    kept, gone = await kind.made(gateway, 0), await kind.made(gateway, 1)
    assert (await gateway.delete(f"{kind.path('delete')}/{gone}")).data == {"deleted": True}
    for reply in (
        await gateway.get(f"{kind.path('get')}/{gone}"),
        await gateway.delete(f"{kind.path('delete')}/{gone}"),
    ):
        assert_refused(reply, 404, "NOT_FOUND")
        assert f"{kind.name} {gone} " in reply.error["message"]
    assert await kind.listed(gateway) == [kept]


@of_every_kind
async def test_an_id_of_another_kind_is_not_found(gateway: Gateway, kind: Kind) -> None:
    """The id of something else leads to nothing, nor does our own with another's prefix."""
    ours = await kind.made(gateway)
    others = [await other.made(gateway, 1) for other in KINDS if other is not kind]
    disguised = [other.prefix + ours.removeprefix(kind.prefix) for other in KINDS]
    bare = ours.removeprefix(kind.prefix)
    for spelled in {*others, *disguised, bare, await gateway.sent(), "ID"} - {ours}:
        assert_refused(await gateway.get(f"{kind.path('get')}/{spelled}"), 404, "NOT_FOUND")
        assert_refused(await gateway.delete(f"{kind.path('delete')}/{spelled}"), 404, "NOT_FOUND")
    assert await kind.listed(gateway) == [ours]


@of_every_kind
async def test_worlds_never_see_each_other(session: ClientSession, url: str, kind: Kind) -> None:
    """What is one project's does not exist in another."""
    ours, theirs = Gateway.of(session, url, "ours"), Gateway.of(session, url, "theirs")
    made = await kind.made(ours)
    assert_refused(await theirs.get(f"{kind.path('get')}/{made}"), 404, "NOT_FOUND")
    assert_refused(await theirs.delete(f"{kind.path('delete')}/{made}"), 404, "NOT_FOUND")
    assert await kind.listed(theirs) == []
    assert await kind.listed(ours) == [made]


@of_every_kind
async def test_a_retry_makes_nothing_new(gateway: Gateway, kind: Kind) -> None:
    """Under one key a thing is made once; the second answer says that it is a replay."""
    first = await kind.make(gateway, Idempotency_Key="k1")
    second = await kind.make(gateway, Idempotency_Key="k1")
    assert second.data == first.data
    assert (first.metadata["cache_hit"], second.metadata["cache_hit"]) == (False, True)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(await kind.listed(gateway)) == 1
    other = await kind.make(gateway, 1, Idempotency_Key="k1")
    assert_refused(other, 422, "IDEMPOTENCY_KEY_REUSED")


@of_every_kind
@pytest.mark.parametrize("retry", ["header", "body", "query"])
@pytest.mark.parametrize("first", ["header", "body", "query"])
async def test_a_deletion_takes_its_key_anywhere(
    gateway: Gateway, kind: Kind, first: str, retry: str
) -> None:
    """A key is the same wherever it stands; its retry is told again that the thing is gone."""
    path = f"{kind.path('delete')}/{await kind.made(gateway)}"
    replies = [await delete(gateway, path, first), await delete(gateway, path, retry)]
    assert [reply.data for reply in replies] == [{"deleted": True}] * 2
    assert [reply.metadata["cache_hit"] for reply in replies] == [False, True]
    assert replies[1].headers["Idempotent-Replayed"] == "true"


async def delete(gateway: Gateway, path: str, place: str) -> Reply:
    """Delete under a key that stands in one of the three places."""
    match place:
        case "header":
            return await gateway.call("DELETE", path, headers={"Idempotency-Key": "k1"})
        case "body":
            return await gateway.call("DELETE", path, {"idempotency_key": "k1"})
        case _:
            return await gateway.delete(f"{path}?idempotency_key=k1")


@of_every_kind
@pytest.mark.parametrize(
    ("query", "body", "headers"),
    [
        ("?idempotency_key=k1", {"idempotency_key": "k2"}, {}),
        ("?idempotency_key=k1", None, {"Idempotency-Key": "k2"}),
        ("", {"idempotency_key": "k1"}, {"Idempotency-Key": "k2"}),
        ("?idempotency_key=", None, {}),
        ("", {"idempotency_key": 5}, {}),
    ],
)
async def test_a_deletion_under_no_clear_key_is_refused(
    gateway: Gateway, kind: Kind, query: str, body: object, headers: dict[str, str]
) -> None:
    """Keys that differ, or are none, are named, and nothing is given up."""
    made = await kind.made(gateway)
    path = f"{kind.path('delete')}/{made}{query}"
    reply = await gateway.call("DELETE", path, body, headers=headers)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == ["idempotency_key"]
    assert await kind.listed(gateway) == [made]


@of_every_kind
async def test_the_body_of_a_deletion_is_read(gateway: Gateway, kind: Kind) -> None:
    """Who sends a body has to send JSON."""
    path = f"{kind.path('delete')}/{await kind.made(gateway)}"
    assert_refused(await gateway.call("DELETE", path, raw=b"{"), 400, "INVALID_JSON")
    headers = {"Content-Type": "text/plain"}
    reply = await gateway.call("DELETE", path, raw=b"{}", headers=headers)
    assert_refused(reply, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert len(await kind.listed(gateway)) == 1
