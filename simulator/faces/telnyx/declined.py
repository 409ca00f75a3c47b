"""Messages that are not taken, in the vendor's words: his catalogue's sentences, filled in."""

from collections.abc import Mapping
from typing import Final

from simulator.domain.refusals import Declined, Ground
from simulator.domain.value import value
from simulator.faces.telnyx.translate.ids import spell_uuid

__all__ = ["SENTENCES", "Sentence", "sentence"]


@value
class Sentence:
    """What is said of a message that is not taken.

    Attributes:
        field: what is the matter, as the caller spells it; empty if it is not one member.
        detail: with braces for what it is about; empty for what the catalogue says.
        status: of HTTP; 0 for that of the code.
    """

    code: str
    field: str = ""
    detail: str = ""
    status: int = 0


_WAY: Final = "from '{sender}' to '{destination}'"
_PARTS: Final = "The SMS message would be divided into {parts} parts."

# The catalogue drops what its sentences are about, so those are written out again here.
SENTENCES: Final[Mapping[Ground, Sentence]] = {
    Ground.OPTED_OUT: Sentence(
        "40300", "to", f"Messages cannot be sent {_WAY} due to an existing block rule."
    ),
    Ground.DESTINATION_UNSUPPORTED: Sentence(
        "40301", "to", f"Sending messages {_WAY} is currently unsupported."
    ),
    Ground.TOO_MANY_PARTS: Sentence("40302", "text", f"{_PARTS} The maximum is {{most}}."),
    Ground.MIXED_CONTENT: Sentence("40304"),
    Ground.SENDER_UNKNOWN: Sentence("40305", "from"),
    Ground.SENDER_WITHOUT_MEDIA: Sentence("40308", "from"),
    Ground.REGION_NOT_ALLOWED: Sentence(
        "40309",
        "to",
        "The region '{region}' for the destination '{destination}' is not included in the"
        " messaging profile's whitelisted destinations.",
    ),
    Ground.DESTINATION_INVALID: Sentence("40310", "to"),
    Ground.PROFILE_DISABLED: Sentence(
        "40312", detail="The specified messaging profile '{profile}' is disabled."
    ),
    Ground.NO_CONTENT: Sentence("40316"),
    Ground.TOO_MUCH_MEDIA: Sentence("40317", "media_urls"),
    Ground.POOL_EMPTY: Sentence("40321"),
    Ground.SENDER_NAME_INVALID: Sentence("40325", "from"),
    Ground.MORE_PARTS_THAN_ADVISED: Sentence(
        "40328",
        "text",
        f"{_PARTS} Messages over {{most}} should be sent by MMS or by adding auto_detect=False.",
    ),
    Ground.SPENDING_LIMIT: Sentence("40333"),
    Ground.UNSPELLABLE: Sentence("10015", "text", "The 'text' parameter {why}.", 400),
    Ground.TOO_LATE_TO_CANCEL: Sentence(
        "10010", detail="Only a scheduled message that is more than a minute away can be cancelled."
    ),
}


def sentence(declined: Declined) -> Sentence:
    """Find the words for a message that is not taken."""
    found, told = SENTENCES[declined.ground], dict(declined.told)
    if "profile" in told:
        told["profile"] = spell_uuid(told["profile"])
    return Sentence(found.code, found.field, found.detail.format_map(told), found.status)
