"""A Redis to which one speaks TLS: whom it trusts, and whom we trust."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.redis import RedisStore
from tests.every_store import A, change, connected, records
from tests.ports import reserved
from tests.redis_server import IS_HERE, RedisServer, redis_server

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


@dataclass(frozen=True)
class Signed:
    """A certificate and its key, in files that are named after whose they are."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey
    path: Path
    key_path: Path


def signed(folder: Path, name: str, *places: x509.GeneralName, by: Signed | None = None) -> Signed:
    """Make a certificate; signed by another one, or by itself, and then it may sign others."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if by is None else by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .sign(key if by is None else by.key, SHA256())
    )
    made = Signed(certificate, key, folder / f"{name}.crt", folder / f"{name}.key")
    made.path.write_bytes(certificate.public_bytes(Encoding.PEM))
    in_the_open = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made.key_path.write_bytes(key.private_bytes(*in_the_open))
    return made


@dataclass(frozen=True)
class Secret:
    """A Redis that speaks TLS, and who signs for it and for its clients."""

    server: RedisServer
    authority: Signed
    client: Signed

    def url(self, **options: object) -> str:
        """Make the URL, with options in the words of redis-py."""
        told = "&".join(f"{name}={option}" for name, option in options.items())
        return f"{self.server.url}?{told}"

    async def refusal(self, **options: object) -> str:
        """Tell what is said where it cannot be opened."""
        with pytest.raises(CannotOpenError) as refused:
            await RedisStore.open(self.url(**options), "the Redis")
        return str(refused.value)

    async def serves(self, **options: object) -> bool:
        """Tell whether it can be used: by asking, and by listening."""
        async with connected(self.url(**options)) as store:
            await store.commit("w", change(puts={A: "1"}))
            since = await store.revision("w")
            heard = asyncio.create_task(store.changed("w", since=since))
            await store.revision("w")
            await store.commit("w", change(puts={A: "2"}))
            await asyncio.wait_for(heard, 60)
            return await records(store, A) == ["2"]


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secret]:
    """One whose certificate is for this machine's address, and for no name."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = signed(folder, "authority")
    here = x509.IPAddress(IPv4Address("127.0.0.1"))
    own = signed(folder, "redis", here, by=authority)
    client = signed(folder, "client", by=authority)
    with reserved() as port:
        options = {
            "bind": "127.0.0.1",
            "tls-port": port,
            "tls-cert-file": own.path,
            "tls-key-file": own.key_path,
            "tls-ca-cert-file": authority.path,
            "tls-auth-clients": "no",
        }
        flags = (word for name, option in options.items() for word in (f"--{name}", f"{option}"))
        with redis_server(*flags) as server:
            server.url = f"rediss://127.0.0.1:{port}"
            yield Secret(server, authority, client)


async def test_who_is_trusted_is_used(secret: Secret) -> None:
    """By who signed for him, or blindly where that is wished for."""
    assert await secret.serves(ssl_ca_certs=secret.authority.path)
    assert await secret.serves(ssl_cert_reqs="none")


async def test_who_is_not_trusted_is_refused(secret: Secret) -> None:
    """Whoever else signed for him; and what is no TLS at all."""
    assert "CERTIFICATE_VERIFY_FAILED" in await secret.refusal()
    assert "CERTIFICATE_VERIFY_FAILED" in await secret.refusal(ssl_ca_certs=secret.client.path)
    with pytest.raises(CannotOpenError, match="the Redis cannot be used"):
        await RedisStore.open(secret.server.url.replace("rediss:", "redis:"), "the Redis")


async def test_he_must_be_whom_he_is_called(secret: Secret) -> None:
    """Unless nobody minds."""
    url = secret.url(ssl_ca_certs=secret.authority.path).replace("127.0.0.1", "localhost")
    with pytest.raises(CannotOpenError, match="Hostname mismatch"):
        await RedisStore.open(url, "the Redis")
    async with connected(f"{url}&ssl_check_hostname=false") as store:
        assert await store.revision("none") == 0


async def test_he_may_want_to_know_us_as_well(secret: Secret) -> None:
    """By a certificate of our own, and its key."""
    trusting = {"ssl_ca_certs": secret.authority.path}
    with secret.server.client() as client:
        client.config_set("tls-auth-clients", "yes")
        try:
            assert "the Redis cannot be used" in await secret.refusal(**trusting)
            own = {"ssl_certfile": secret.client.path, "ssl_keyfile": secret.client.key_path}
            assert await secret.serves(**trusting, **own)
        finally:
            client.config_set("tls-auth-clients", "no")


@pytest.mark.parametrize(
    "option", ["ssl_ca_certs=/none", "ssl_cert_reqs=perhaps", "ssl_certificate=/none"]
)
async def test_options_that_make_no_sense_are_refused(secret: Secret, option: str) -> None:
    """Files that are not there, and what is no option."""
    name, _, told = option.partition("=")
    assert "is no place of a Redis: its options for TLS: " in await secret.refusal(**{name: told})
