"""Templates that everybody may use, by their codes. The wordings are ours: the vendor prints none.

Of the codes, the first three are in the vendor's documentation, the others in what its customers
publish. Those that tell no language in their code are worded in English here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["PUBLIC_PREFIX", "PUBLIC_TEMPLATES"]

# How all of them begin, so that whatever else begins so is none.
PUBLIC_PREFIX: Final = "pub_"

PUBLIC_TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pub_verif_en_ttl": "{code} is your verification code, good for {ttl} minutes.",
        "pub_verif_ttl": "Your code is {code}. Use it within {ttl} minutes.",
        "pub_verif_basic": "Your code is {code}.",
        "pub_verif_en_basic2": "{code} is your verification code. Keep it to yourself.",
        "pub_verif_register": "{code} is the code to open your account.",
        "pub_verif_register_ttl": "{code} opens your account. It is good for {ttl} minutes.",
        "pub_verif_login_ttl": "{code} is your login code, good for {ttl} minutes.",
        "pub_verif_forgetpass_ttl": "{code} resets your password. It is good for {ttl} minutes.",
        "pub_verif_recoverpass_ttl": "{code} recovers your password. Good for {ttl} minutes.",
        "pub_verif_bindmob_ttl": "{code} adds this number to your account within {ttl} minutes.",
        "pub_verif_rebindmob_ttl": "{code} makes this your new number within {ttl} minutes.",
        "pub_otp_ar_security": "رمز الأمان الخاص بك هو {code}. لا تشاركه مع أحد.",
    }
)
