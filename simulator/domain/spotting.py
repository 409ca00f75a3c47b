"""Spotting: which passcode somebody has written into a text of his own."""

import re
from typing import Final

__all__ = ["spot"]

# Four to eight digits, or two groups of three, that are no part of anything longer: an amount, a
# date, a number to call, a link. Scripts that put no blanks between words may stand next to it.
_CODE: Final = re.compile(
    r"(?<![\w+#$€£/])(?<![.,:-](?=[0-9]))"
    r"(?:[A-Z]-)?([0-9]{4,8}|[0-9]{3}[ -][0-9]{3})"
    r"(?![\w/%]|[.:-][0-9]|,[0-9]{2,3}(?![0-9])| ?[$€£])",
    re.ASCII,
)
_WORDS: Final = re.compile(
    r"\b(?:codes?|otp|pin|passcode|password|verify|verification|código|codigo|mot de passe|kod)\b"
    r"|验证码|驗證碼|認証コード|인증",
    re.IGNORECASE,
)


def spot(text: str) -> str | None:
    """Find the passcode in a text; None if it has none.

    Of several candidates it is the one that is nearest to a word for such a thing; where there is
    no such word, there is no passcode.
    """
    words = [found.start() for found in _WORDS.finditer(text)]
    candidates = list(_CODE.finditer(text))
    if not words or not candidates:
        return None
    nearest = min(candidates, key=lambda one: min(abs(one.start() - word) for word in words))
    return re.sub(r"[ -]", "", nearest[1])
