"""Signatures: with the Ed25519 key of this server, or with a shared secret.

The key is made of the server's seed, so that replicas, and a server that is started again with its
seed, have the same one. It proves nothing to anybody who knows the seed: it is there for tests.
"""

import hashlib
import hmac
from base64 import b64encode
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # it takes a while to load, and most servers never sign anything
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["SeededSigner"]

# What else is made of the seed must not be the same by chance.
_PURPOSE: Final = b"webhook key"


class SeededSigner:
    """Signs with the key that belongs to a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def public_key(self) -> str:
        """The raw key that verifies, in base64."""
        return b64encode(self._key.public_key().public_bytes_raw()).decode()

    def ed25519(self, signed: bytes) -> bytes:
        """Sign with the key of this server."""
        return self._key.sign(signed)

    def hmac_sha256(self, secret: str, signed: bytes) -> bytes:
        """Sign with a shared secret."""
        return hmac.digest(secret.encode(), signed, "sha256")

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
            Ed25519PrivateKey,
        )

        raw = hashlib.blake2b(self._seed.to_bytes(16), digest_size=32, person=_PURPOSE)
        return Ed25519PrivateKey.from_private_bytes(raw.digest())
