"""What is said of a Redis that cannot be used; never a password."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.redis import RedisStore, link
from simulator.adapters.redis.address import parse_address, parse_addresses
from simulator.app import load, open_store
from simulator.settings import Settings
from tests.every_store import A, change, connected, records
from tests.redis_server import (
    IS_HERE,
    command,
    emptied,
    emptied_for_a_user,
    redis_server,
    rules,
    shared,
)
from tests.stores import turns

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


async def refusal(url: str) -> str:
    """Tell what is said when it cannot be opened."""
    with pytest.raises(CannotOpenError) as refused:
        async with open_store(Settings(store=url)):
            pass
    return str(refused.value)


async def test_nobody_at_home() -> None:
    """The place is named, and what the system says of it."""
    with TemporaryDirectory() as folder:
        said = await refusal(f"unix://user:secret@{folder}/none")
    assert said.startswith(f"unix://{folder}/none cannot be used: ")
    assert "secret" not in said


@pytest.mark.parametrize("url", ["redis://host:port", "redis://127.0.0.1/first", "unix://"])
async def test_a_url_that_leads_nowhere(url: str) -> None:
    """Which is found before anybody is asked, or by asking."""
    assert await refusal(url)


async def test_a_password_is_wanted_and_given() -> None:
    """As the URL says; the default user needs no name."""
    with redis_server("--requirepass", "secret") as server:
        for wrong in ("", ":wrong@", "user:secret@"):
            said = await refusal(server.url.replace("//", f"//{wrong}"))
            assert "cannot be used" in said
            assert wrong.strip(":@") not in said or not wrong
        for right in (":secret@", "default:secret@"):
            async with connected(server.url.replace("//", f"//{right}")) as store:
                await store.commit("w", change(puts={A: "1"}))


async def test_who_may_all_but_what_is_dangerous_needs_no_more() -> None:
    """As the README says that a user may be made; and he has a database of his own."""
    rights = ("~carriersim:*", "&carriersim:*", "+@all", "-@dangerous")
    with redis_server() as server:
        with server.client() as client:
            command(client, "ACL", "SETUSER", "carriersim", "on", ">h/ush", *rights)
            command(client, "ACL", "SETUSER", "default", "off")
        async with connected(server.url.replace("//", "//carriersim:h%2Fush@") + "?db=3") as store:
            await store.commit("w", change(puts={A: "1"}))


async def lacking(client: "redis.Redis", *without: str, more: Sequence[str] = ()) -> str:
    """Tell what is said to a user without some of the rules that the README gives."""
    left = [rule for rule in rules() if rule not in without]
    command(client, "ACL", "SETUSER", "poor", "reset", "on", ">hush", *left, *more)
    said = await refusal(f"unix://poor:hush@{client.connection_pool.connection_kwargs['path']}")
    return said.partition(" cannot be used: ")[2]


async def test_what_a_user_lacks_is_named() -> None:
    """Each rule that the README gives is needed; all that is missing is said at once."""
    emptied_for_a_user()
    with shared().client() as client:
        for rule in rules():
            said = await lacking(client, rule)
            if rule in {"+evalsha", "+script|load"}:  # so that nothing can be looked up
                assert said.startswith("NOPERM ")
                assert f" '{rule[1:]}' " in said
            else:
                assert said == f"its user poor lacks {rule}"
        several = ["+hset", "+xadd", "+spublish", "+time"]
        assert await lacking(client, *several) == f"its user poor lacks {' '.join(several)}"
        places = ("~carriersim:*", "&carriersim:*")
        assert await lacking(client, *places, "+exec") == (
            f"its user poor lacks {' '.join(places)} +exec"
        )
        pubsub = ("+spublish", "+ssubscribe", "+sunsubscribe")
        assert await lacking(client, *pubsub) == f"its user poor lacks {' '.join(pubsub)}"


@pytest.mark.parametrize(
    "patterns",
    [
        "~carriersim:{* ~carriersim:format",
        "~carriersim:{* ~carriersim:worlds",
        "~carriersim:format ~carriersim:worlds",
        "%R~carriersim:*",
    ],
)
async def test_whoever_may_use_some_of_the_keys_lacks_the_others(patterns: str) -> None:
    """Worlds, the list of them, and how all of it is written; to read and to write."""
    emptied_for_a_user()
    with shared().client() as client:
        said = await lacking(client, "~carriersim:*", more=patterns.split())
        assert said == "its user poor lacks ~carriersim:*"


async def test_a_replica() -> None:
    """It would give what it has, and take nothing."""
    with redis_server() as server:
        with server.client() as client:
            client.replicaof("127.0.0.1", "1")
        assert (await refusal(server.url)).endswith("it is a replica, and takes no writes")


async def test_a_sentinel() -> None:
    """It knows who is the one, and is not it."""
    told = (b"version", b"7.0.15", b"mode", b"sentinel")
    words = b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in told)
    async with impostor(b"*4\r\n" + words) as url:
        said = await refusal(url)
    assert said.endswith("it is a Sentinel, and the Redis that it minds is needed")


async def test_one_that_is_full() -> None:
    """What it says of that is told; where it has been used before, it may be used for reading."""
    with redis_server("--maxmemory", "1") as server:
        assert "refuses: OOM command not allowed" in await refusal(server.url)
        with server.client() as client:
            client.config_set("maxmemory", 0)
            async with connected(server.url):
                client.config_set("maxmemory", 1)
            async with connected(server.url) as store:
                assert list(await store.worlds()) == []


async def test_a_database_by_its_number_is_apart_from_the_others() -> None:
    """As one Redis serves many programs."""
    url = emptied()
    async with connected(url) as one, connected(f"{url}?db=3") as other:
        await one.commit("w", change(puts={A: "1"}))
        assert await records(other, A) == [None]
        assert list(await other.worlds()) == []


async def test_what_another_version_wrote_is_left_alone() -> None:
    """It is not for us to guess what it means."""
    url = emptied()
    async with connected(url) as store:
        await store._nodes.first.link.ask(("SET", "carriersim:format", "3"))  # noqa: SLF001
    assert (await refusal(url)).endswith("has format 3, and this version writes 2")


@asynccontextmanager
async def impostor(answer: bytes) -> AsyncIterator[str]:
    """Serve something on a socket that is not Redis, or not the one we need."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(65_536):
            writer.write(answer * (said.count(b"\r\n*") + 1))
        writer.close()

    with TemporaryDirectory(prefix="line") as folder:
        path = Path(folder) / "other.sock"
        server = await asyncio.start_unix_server(serve, path)
        yield f"unix://{path}"
        server.close()
        await turns()


async def test_an_old_redis() -> None:
    """The versions are named: what there is, and what is needed."""
    async with impostor(b"*2\r\n$7\r\nversion\r\n$6\r\n6.2.14\r\n") as url:
        assert (await refusal(url)).endswith("it is version 6.2.14, and 7 is needed")


async def test_who_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for that."""
    monkeypatch.setattr(link, "_CONNECT_S", 0.01)
    async with impostor(b"") as url:
        assert (await refusal(url)).endswith("does not answer")


async def test_who_speaks_something_else() -> None:
    """As a web server does."""
    async with impostor(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        assert "cannot be used" in await refusal(url)


async def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said how to get it."""
    monkeypatch.setitem(sys.modules, "simulator.adapters.redis", None)
    assert await refusal("redis://127.0.0.1") == (
        "redis://127.0.0.1 needs an extra: pip install 'carriersim[redis]'"
    )
    with pytest.raises(CannotOpenError, match="needs an extra"):
        load(Settings(store="redis://127.0.0.1"))


def test_an_address_says_how_to_get_there() -> None:
    """By name and port, with or without TLS, as redis-py reads it."""
    plain = parse_address("redis://host", "shown")
    assert (plain.host, plain.port, plain.path, plain.tls) == ("host", 6379, "", None)
    assert (plain.login, plain.database) == ((), 0)
    secret = parse_address("rediss://user:pass@host:7000/4", "shown")
    assert (secret.host, secret.port, secret.database) == ("host", 7000, 4)
    assert secret.login == ("AUTH", "user", "pass")
    assert parse_address("redis://:p@host", "").login == ("AUTH", "default", "p")
    assert secret.tls is not None
    assert secret.tls.check_hostname
    lax = parse_address("rediss://host?ssl_cert_reqs=none", "shown")
    assert lax.tls is not None
    assert not lax.tls.check_hostname


def test_an_address_may_be_one_of_several() -> None:
    """All else in the URL is of each of them; a comma elsewhere says nothing of the kind."""
    told = "rediss://user:p,ss@a:7000,b,[::1]:7002/0?ssl_cert_reqs=none"
    a, b, c = parse_addresses(told, "all of them")
    assert [(one.host, one.port) for one in (a, b, c)] == [("a", 7000), ("b", 6379), ("::1", 7002)]
    assert [one.shown for one in (a, b, c)] == ["a:7000", "b", "[::1]:7002"]
    for one in (a, b, c):
        assert (one.login, one.database) == (("AUTH", "user", "p,ss"), 0)
        assert one.tls is not None
        assert not one.tls.check_hostname
    (alone,) = parse_addresses("redis://:p,ss@host", "the Redis")
    assert (alone.host, alone.shown, alone.login[-1]) == ("host", "the Redis", "p,ss")
    (local,) = parse_addresses("unix:///run/a,b.sock", "the Redis")
    assert local.path == "/run/a,b.sock"


_HOSTS = "its hosts are to stand with one comma and nothing else between them"
_LOGIN = "user and password stand once, before the first host, and an @ in them as %40"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://a:7000,b:x", "b:x: Port could not be cast to integer value as 'x'"),
        ("redis://a:70000,b", "a:70000: Port out of range 0-65535"),
        ("redis://a,[::1", "[::1: Invalid IPv6 URL"),
        ("redis://a,,b", _HOSTS),
        ("redis://a,", _HOSTS),
        ("redis://a, b/0", _HOSTS),
        ("redis://u:secret@a:1,u:secret@b:2", _LOGIN),
        ("redis://:se@cr,et@a,b", _LOGIN),
        ("redis://a,b/first", "a: its database is to be a number"),
        ("redis://a/first", "its database is to be a number"),
        ("rediss://a,b?ssl_ca_certs=/none", "a: its options for TLS: [Errno 2] No such file"),
    ],
)
async def test_what_is_wrong_in_a_url_is_said_in_a_sentence(url: str, said: str) -> None:
    """And of which host."""
    refused = await refusal(url)
    assert f" is no place of a Redis: {said}" in refused
    assert "secret" not in refused


async def test_several_that_are_no_cluster() -> None:
    """Each of them would keep what the others know nothing of."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with redis_server("--bind", "127.0.0.1", "--port", str(port)):
        said = await refusal(f"redis://127.0.0.1:{port},127.0.0.1:{port}/0")
    assert f"cannot be used: 127.0.0.1:{port}: it is of no cluster (" in said


@pytest.mark.parametrize(
    ("store", "shown"),
    [
        ("memory", "memory"),
        ("sqlite:a/b", "sqlite:a/b"),
        ("redis://user:secret@host:1/2?x=secret", "redis://host:1/2"),
        ("unix://:secret@/run/redis.sock?db=1", "unix:///run/redis.sock"),
        ("rediss://u:secret@a:1,[::1]:2,b/0?x=secret", "rediss://a:1,[::1]:2,b/0"),
    ],
)
def test_a_store_is_shown_without_what_is_secret(store: str, shown: str) -> None:
    """In the greeting, and wherever its name is said."""
    assert Settings(store=store).store_shown == shown


async def test_a_store_that_is_opened_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    """And nothing is said of it."""
    async with open_store(Settings(store=emptied())) as store:
        assert isinstance(store, RedisStore)
        await store.commit("w", change(puts={A: "1"}))
    assert not caplog.records
