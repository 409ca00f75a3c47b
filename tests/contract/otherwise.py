"""What carriersim chose and the other gateway does otherwise, rule by rule.

No lie about these can be told of it: it does not keep the rule in the first place, or has nothing
to break it with. A test sees to it that it keeps all others that carriersim chose.
"""

from collections.abc import Mapping
from typing import Final

from contract.requirements import Level, read_requirements

__all__ = ["OTHERWISE", "VACUOUS"]

_CODES: Final = "what breaks the schema is a 400 with a code of its own"

OTHERWISE: Final[Mapping[str, str]] = {
    "GW-ENV-013": "what is made or sent is answered with 201 or 202",
    "GW-ENV-014": "a failure has neither data nor metadata",
    "GW-ENV-018": "a lookup costs something",
    "GW-ENV-022": "nobody is told who reviews",
    "GW-ENV-023": "a failure has no details, so that there is no member to leave out",
    "GW-AUTH-010": "the code is KEY_MISSING",
    "GW-AUTH-011": "whoever is unknown is refused with 403",
    "GW-AUTH-012": "of all keys that are no good the same is said",
    "GW-SEND-010": "the refusal is a 400, VENDOR_UNKNOWN",
    "GW-SEND-011": "the refusal is a 400, BAD_MEMBER",
    "GW-SEND-012": "the refusal is a 400, BAD_MEMBER",
    "GW-SEND-013": "a variable that nobody gives is left as it stands",
    "GW-SEND-014": "the refusal is a 400, SENDER_UNUSABLE",
    "GW-SEND-015": "no template waits for anybody's approval",
    "GW-SEND-016": "the code is NO_SUCH_TEMPLATE",
    "GW-SEND-019": "ids are hexadecimal, without a beginning that tells what they are of",
    "GW-SEND-020": "the code is BODY_UNREADABLE",
    "GW-STAT-004": "states have other names",
    "GW-STAT-005": "a message ends as arrived",
    "GW-STAT-006": "events have no state",
    "GW-EVNT-004": "an event says what happened and when, newest first",
    "GW-EVNT-005": "events have no type",
    "GW-BTCH-006": "a bad message spoils its batch",
    "GW-BTCH-007": "a batch of none is sent",
    "GW-CANC-004": "the refusal is a 400, IDS_DISAGREE",
    "GW-CANC-005": "what is cancelled stays paid",
    "GW-CANC-006": "who comes too late is refused with 409",
    "GW-INB-002": "a reply has members of other names",
    "GW-INB-003": "STOP is a word like any other",
    "GW-LOOK-005": "fields that it does not know are passed over",
    "GW-RSND-005": "the refusal is a 400, IDS_DISAGREE",
    "GW-OTP-008": "a wrong code kills the right one before the fifth",
    "GW-OTP-009": "all codes that were sent are valid until they expire",
    "GW-OTP-010": "a code has eight letters",
    "GW-OTP-011": "messages with codes are not listed",
    "GW-OTP-012": "a code lasts two minutes",
    "GW-SNDR-010": "a sender is unproven, and then proven",
    "GW-SNDR-012": "tiers are numbers, and there is no cap",
    "GW-SIGN-006": "a signature that was approved is called passed",
    "GW-SIGN-007": "nothing is rejected",
    "GW-TMPL-006": "a template that was approved is called passed",
    "GW-TMPL-007": "nothing is rejected",
    "GW-SUPP-015": "a message to a suppressed number is refused with 403",
    "GW-SUPP-017": "notes are not kept",
    "GW-USAG-007": "buckets have no start",
    "GW-USAG-008": "the rate of delivery is in hundreds",
    "GW-ACCT-009": "a top-up may be in any currency",
    "GW-DISC-006": "whether a parameter is required is not told",
    "GW-DISC-007": "there is one region, everywhere",
    "GW-DISC-008": "its codes of errors are its own",
    "GW-DISC-009": "examples are the method and the path, and no more",
    "GW-DISC-010": "what an operation is refused for is not told",
    "GW-DISC-011": "the version is a number",
    "GW-IDS-002": "what is not there is not named",
    "GW-IDS-001": "ids have no beginning that tells what they are of",
    "GW-IDEM-021": "the refusal is a 409, KEY_TAKEN",
    "GW-IDEM-022": "a replay does not say that it is one",
    "GW-IDEM-023": "the key of the header goes before that of the body",
    "GW-IDEM-024": "a key may be as long as one likes",
    "GW-IDEM-025": "a refusal is answered again under its key",
    "GW-IDEM-030": "a replay does not say that it is one",
    "GW-IDEM-031": "where two keys disagree, one of them is minded",
    "GW-LIST-024": "lists have the oldest first",
    "GW-LIST-025": "a limit that is no good is none",
    **{
        rule.id: _CODES
        for rule in read_requirements().values()
        if rule.area == "CODE" and rule.level is Level.CHOSEN
    },
}
"""What it does, by the ids of the rules."""

VACUOUS: Final = frozenset({"GW-ENV-023"})
"""Those of them that are not broken either: there is nothing that they could be about."""
