"""Letters: what a face writes for an attempt, and what goes wrong with it on purpose."""

import logging
from typing import Final

from simulator.domain.fault_effects import Spoilt, Webhook
from simulator.domain.value import value
from simulator.domain.webhooks import Notice, Reply
from simulator.services.telling import Delivery, Letter, Signer, Webhooks
from simulator.services.world import World

__all__ = ["STALE_MS", "write"]

_LOG: Final = logging.getLogger(__name__)

# How old a stale signature is: far more than any receiver puts up with.
STALE_MS: Final = 3_600_000


@value
class _FlippingSigner:
    """Signs, and flips a bit."""

    signer: Signer

    @property
    def public_key(self) -> str:
        return self.signer.public_key

    def ed25519(self, signed: bytes) -> bytes:
        return _flipped(self.signer.ed25519(signed))

    def hmac_sha256(self, secret: str, signed: bytes) -> bytes:
        return _flipped(self.signer.hmac_sha256(secret, signed))


def write(
    world: World, notice: Notice, webhooks: Webhooks, number: int, url: str, spoilt: Spoilt | None
) -> Letter | Reply:
    """Have a face write the letter of an attempt; if it cannot, tell what came of that."""
    target = world.settings.webhooks.target_of(notice.face)
    signed_at = world.now if target.is_signed_by_world else world.parts.wall.now_ms()
    signer = world.parts.telling.signer
    match spoilt:
        case Spoilt(effect=Webhook("corrupt")):
            signer = _FlippingSigner(signer)
        case Spoilt(effect=Webhook("stale")):
            signed_at -= STALE_MS
        case _:
            pass
    delivery = Delivery(notice, number, url, signed_at, target)
    try:
        body = webhooks.spell(delivery)
        headers = webhooks.headers(delivery, body, signer)
    except Exception as error:  # noqa: BLE001 - else it would be tried for ever
        _LOG.exception("face %s cannot write its webhook %s", notice.face, notice.event)
        return Reply(None, f"could not be written: {type(error).__name__}", 0, "")
    return Letter(url, body, headers, webhooks.policy.timeout_ms)


def _flipped(signature: bytes) -> bytes:
    return bytes([signature[0] ^ 1]) + signature[1:]
