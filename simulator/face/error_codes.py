"""The codes of the house's error object: what each comes with, where a rule asks for it by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.domain.value import value

__all__ = ["ERROR_CODES", "ErrorCode"]


@value
class ErrorCode:
    """What an error of a code has beside it.

    Attributes:
        status: of HTTP.
        message: what is wrong, for a person.
        is_retryable: whether the same request may succeed later.
        headers: pairs of name and value that HTTP asks for with this status.
    """

    status: int
    message: str
    is_retryable: bool = False
    headers: tuple[tuple[str, str], ...] = ()


_BEARER: Final = (("WWW-Authenticate", "Bearer"),)
_SOON: Final = (("Retry-After", "1"),)

ERROR_CODES: Final[Mapping[str, ErrorCode]] = MappingProxyType(
    {
        "INVALID_JSON": ErrorCode(400, "The body is no JSON object."),
        "UNAUTHORIZED": ErrorCode(401, "The key is not accepted.", headers=_BEARER),
        "INSUFFICIENT_CREDIT": ErrorCode(402, "The balance does not cover this."),
        "FORBIDDEN": ErrorCode(403, "This is not allowed."),
        "NOT_FOUND": ErrorCode(404, "There is no such thing."),
        "IDEMPOTENCY_IN_PROGRESS": ErrorCode(
            409, "The same key is being processed.", is_retryable=True
        ),
        "CONFLICT": ErrorCode(409, "The thing is in use."),
        "PAYLOAD_TOO_LARGE": ErrorCode(413, "The body is too large."),
        "UNSUPPORTED_MEDIA_TYPE": ErrorCode(415, "The body is not application/json."),
        "VALIDATION_ERROR": ErrorCode(422, "The request makes no sense."),
        "IDEMPOTENCY_KEY_REUSED": ErrorCode(422, "The key belongs to another request."),
        "SIGNATURE_REQUIRED": ErrorCode(422, "Messages there need an approved signature."),
        "TEMPLATE_NOT_APPROVED": ErrorCode(422, "The template is not approved."),
        "UNKNOWN_VENDOR": ErrorCode(422, "There is no such vendor."),
        "RATE_LIMITED": ErrorCode(
            429, "There were too many requests.", is_retryable=True, headers=_SOON
        ),
        "INTERNAL": ErrorCode(500, "Something failed.", is_retryable=True),
        "VENDOR_ERROR": ErrorCode(502, "The vendor failed.", is_retryable=True),
        "VENDOR_UNAVAILABLE": ErrorCode(
            503, "The vendor takes no messages now.", is_retryable=True
        ),
        "VENDOR_TIMEOUT": ErrorCode(504, "The vendor did not answer in time.", is_retryable=True),
    }
)
