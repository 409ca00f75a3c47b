"""All errors of the vendor's: its code, and the name that stands beside it.

From the vendor's page of error codes. 107142 is known by its number alone, and is named here after
107122, which is the same thing about signatures. 107143 to 107145 are as others have copied them
from that page, the slip of the pen in 107144 with them. Of 105400 one example of the vendor's
has `FundsInsufficient`, the one that this simulator was made after; its table says
`InsufficientFunds`. Clients go by the code.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["ERROR_CODES", "status_of"]

ERROR_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "101000": "Internal",
        "101301": "NoUpstreamConfigured",
        "101303": "NoUpstreamAvailable",
        "104001": "MissingParams",
        "104002": "InvalidParams",
        "104003": "RestrictedParams",
        "104110": "MissingAccessKeyId",
        "104111": "InvalidAccessKeyId",
        "104200": "MissingSignature",
        "104201": "InvalidSignature",
        "104202": "InvalidSignatureTimestamp",
        "105001": "Unauthorized",
        "105100": "IpRestricted",
        "105300": "LimitExceed",
        "105400": "FundsInsufficient",
        "107111": "InvalidPhoneNumbers",
        "107120": "MissingSmsSignature",
        "107121": "SmsSignatureNotExists",
        "107122": "InvalidSmsSignature",
        "107123": "RestrictedSmsSignature",
        "107141": "SmsTemplateNotExists",
        "107142": "InvalidSmsTemplate",
        "107143": "MissingSmsTemplateData",
        "107144": "InvaildSmsTemplateData",
        "107145": "RestrictedSmsTemplate",
    }
)

_OURS: Final = "101"


def status_of(code: str) -> int:
    """Tell the status of HTTP: the vendor shows 400 and no other; what is our own fault is 500."""
    return 500 if code.startswith(_OURS) else 400
