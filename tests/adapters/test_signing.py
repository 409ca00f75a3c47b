"""Signatures: the same key for the same seed, and what others make of what is signed."""

from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator.adapters.signing import SeededSigner
from simulator.domain.dice import SEED_MAX


def test_a_key_belongs_to_its_seed() -> None:
    """Replicas agree, and so does a server that is started again; other seeds have other keys."""
    keys = [SeededSigner(seed).public_key for seed in (7, 7, 8, 0, SEED_MAX)]
    assert keys[0] == keys[1] == "AyakhAmTt47MKCrpgrHrOfRWVUqbeg3qor5TIlr3xts="
    assert len(set(keys)) == 4


def test_what_is_signed_can_be_verified() -> None:
    """By whoever has the public key, and only as it was."""
    signer = SeededSigner(7)
    key = Ed25519PublicKey.from_public_bytes(b64decode(signer.public_key, validate=True))
    signature = signer.ed25519(b"1700000000|{}")
    key.verify(signature, b"1700000000|{}")
    with pytest.raises(InvalidSignature):
        key.verify(signature, b"1700000001|{}")


def test_a_shared_secret_signs_as_rfc_4231_says() -> None:
    """Test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    signed = SeededSigner(7).hmac_sha256("Jefe", b"what do ya want for nothing?")
    assert signed.hex() == expected
