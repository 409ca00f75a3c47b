"""One-time passcodes, in the vendor's words."""

from collections.abc import Iterator
from typing import Final

from simulator.faces.unimatrix import wire
from simulator.faces.unimatrix.translate.messages import FACE_NAME, own_template, public_template
from simulator.services.otps import OtpWish

__all__ = ["doubts", "lifetime_ms", "wish"]

_LIFETIME_S: Final = 300
_BY_SMS: Final = ("auto", "sms")
_WORDS: Final = "pub_verif_en_ttl"


def wish(sent: wire.SendOtp) -> OtpWish:
    """Read what code is wanted.

    Raises:
        NotFound: there is no such public template.
    """
    words = public_template(sent.template_id or _WORDS)
    return OtpWish(
        FACE_NAME,
        sent.to,
        vendor=FACE_NAME,
        purpose=sent.intent,
        digit_count=sent.digits,
        code=sent.code,
        lifetime_ms=lifetime_ms(sent.ttl),
        name=sent.signature,
        words=words,
        template_id=None if sent.template_id is None else own_template(sent.template_id),
    )


def lifetime_ms(seconds: int | None) -> int:
    """Tell how long a code is good, in milliseconds."""
    return (seconds or _LIFETIME_S) * 1_000


def doubts(sent: wire.SendOtp) -> Iterator[str]:
    """Say what is not done as it was asked for."""
    if sent.channel not in _BY_SMS:
        yield f"channel {sent.channel} goes by SMS here"
