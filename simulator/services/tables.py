"""Everything that a world keeps: one line for each kind of record, counter and index."""

from typing import Final

from simulator.domain.arrival import Arrival
from simulator.domain.faults import Tally
from simulator.domain.handset import Handsets
from simulator.domain.holdings import Holdings
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.number_pool import Sticky
from simulator.domain.otp import Otp
from simulator.domain.particulars import Particulars, Reception
from simulator.domain.provision import Provision
from simulator.domain.rate_limits import Bucket
from simulator.domain.retention import Forgotten
from simulator.domain.safeguards import Sendings
from simulator.domain.scenarios import Running
from simulator.domain.senders import Sender
from simulator.domain.signatures import Signature
from simulator.domain.suppression import Suppression, Suppressions
from simulator.domain.templates import Template
from simulator.domain.terms import Queue
from simulator.domain.topup import Topup
from simulator.domain.webhooks import Notice
from simulator.domain.world import WorldSettings
from simulator.services.once import Remembered
from simulator.services.ports import Key, Table

__all__ = [
    "ANSWERED_AT",
    "ARRIVAL",
    "BALANCE",
    "BUCKET",
    "FAULT_HITS",
    "FAULT_TALLY",
    "FORGOTTEN",
    "HANDSETS",
    "HOLDINGS",
    "INBOUND",
    "INBOUNDS",
    "LATEST_OTP_FACE",
    "LIKENESS",
    "LIMIT_TOLD_AT",
    "MESSAGE",
    "MESSAGES",
    "NOTICE",
    "NOTICES",
    "NOTICES_FORGOTTEN",
    "NOTICES_HELD",
    "OTP",
    "PARTICULARS",
    "PROVISION",
    "QUEUE",
    "RECEPTION",
    "REMEMBERED",
    "REMEMBERED_SINCE",
    "SCENARIO",
    "SENDER",
    "SENDERS",
    "SENDER_CODE_COUNT",
    "SENDER_OF_NUMBER",
    "SENDINGS",
    "SETTINGS",
    "SIGNATURE",
    "SIGNATURES",
    "SIGNATURES_APPROVED",
    "SPENT",
    "STICKY",
    "SUPPRESSED",
    "SUPPRESSION",
    "SUPPRESSIONS",
    "TEMPLATE",
    "TEMPLATES",
    "TOPUP",
    "WAITING_COUNT",
    "group_of",
    "inbound_from",
    "messages_to",
    "notices_of",
    "otps_of",
    "waiting_for",
]

SETTINGS: Final[Key[WorldSettings]] = Table("world", WorldSettings).key("settings")

MESSAGE: Final = Table("message", Message)  # by message id
LIKENESS: Final = Table("likeness", int)  # how many messages of a likeness there have been
OTP: Final = Table("otp", Otp)  # by face and destination
LATEST_OTP_FACE: Final = Table("latest_otp_face", str)  # by destination; with its purpose
SENDER: Final = Table("sender", Sender)  # by sender id
SENDER_OF_NUMBER: Final = Table("sender_of_number", str)  # the id of a number's latest sender
SENDER_CODE_COUNT: Final = Table("sender_code_count", int)  # how many codes a number was sent
TOPUP: Final = Table("topup", Topup)  # by top-up id
SIGNATURE: Final = Table("signature", Signature)  # by signature id
TEMPLATE: Final = Table("template", Template)  # by template id
INBOUND: Final = Table("inbound", Inbound)  # by inbound id
SUPPRESSION: Final = Table("suppression", Suppression)  # by suppression id, for lists
REMEMBERED: Final = Table("remembered", Remembered)  # by capability and idempotency key

PARTICULARS: Final = Table("particulars", Particulars)  # by message id, of faces that have such
RECEPTION: Final = Table("reception", Reception)  # by inbound id, of those to a profile's number
ANSWERED_AT: Final = Table("answered_at", int)  # by profile and handset: the last automatic answer
LIMIT_TOLD_AT: Final = Table("limit_told_at", int)  # by profile and day
STICKY: Final = Table("sticky", Sticky)  # by profile and recipient
SPENT: Final = Table("spent", int)  # micro-USD below zero, by profile and day

ARRIVAL: Final = Table("arrival", Arrival)  # by message id, of those whose handset is in the way
WAITING_COUNT: Final = Table("waiting_count", int)  # how many have ever waited for a number
QUEUE: Final = Table("queue", Queue)  # by carrier, vendor and sender
FAULT_TALLY: Final = Table("fault_tally", Tally)  # by the likeness of occasions
FAULT_HITS: Final = Table("fault_hits", int)  # by a rule's serial: how often it has decided
SENDINGS: Final = Table("sendings", Sendings)  # by number, where it is limited how many
BUCKET: Final = Table("bucket", Bucket)  # by a rule's serial, and what its limit goes by
NOTICE: Final = Table("notice", Notice)  # by the id of an event that is told by webhook

# By number: the same suppressions once more, all of a number in one record, for each send reads it.
SUPPRESSED: Final[Table[Suppressions]] = Table("suppressed", tuple[Suppression, ...])

HANDSETS: Final[Key[Handsets]] = Table("handsets", Handsets).key("special")

# What there is to send with; nothing is kept as long as that is what every world has at first.
HOLDINGS: Final[Key[Holdings]] = Table("holdings", Holdings).key("all")
# What was given to send with, for when the world starts again.
PROVISION: Final[Key[Provision]] = Table("provision", Provision).key("given")

# The one that was started last, of which turns may still be to come.
SCENARIO: Final[Key[Running]] = Table("scenario", Running).key("running")

# Micro-USD. The floor of this counter is what keeps concurrent requests from overdrawing.
BALANCE: Final[Key[int]] = Table("account", int).key("balance")

# How many signatures have been approved and not deleted.
SIGNATURES_APPROVED: Final[Key[int]] = Table("signature_count", int).key("approved")

# How many notices the world has forgotten.
NOTICES_FORGOTTEN: Final[Key[int]] = Table("notices_forgotten", int).key("so far")

FORGOTTEN: Final[Key[Forgotten]] = Table("forgotten", Forgotten).key("so far")

INBOUNDS: Final = "inbounds"  # an index of all inbound messages
MESSAGES: Final = "messages"  # an index of all messages
NOTICES: Final = "notices"  # an index of all notices
NOTICES_HELD: Final = "notices/held"  # an index of all notices that wait to be released
REMEMBERED_SINCE: Final = "remembered"  # an index of all that is remembered, by its time
SENDERS: Final = "senders"  # an index of all senders
SIGNATURES: Final = "signatures"  # an index of all signatures
SUPPRESSIONS: Final = "suppressions"  # an index of all suppressions
TEMPLATES: Final = "templates"  # an index of all templates


def messages_to(destination: str) -> str:
    """Name the index of all messages to a number."""
    return f"messages/to/{destination}"


def inbound_from(handset: str) -> str:
    """Name the index of all inbound messages from a number."""
    return f"inbounds/from/{handset}"


def group_of(group_id: str) -> str:
    """Name the index of all copies of a message to several people."""
    return f"messages/group/{group_id}"


def notices_of(message_id: str) -> str:
    """Name the index of all notices about a message."""
    return f"notices/of/{message_id}"


def otps_of(number: str) -> str:
    """Name the index of the purposes, each with its face, for which a number was sent codes."""
    return f"otps/of/{number}"


def waiting_for(number: str) -> str:
    """Name the index of all messages that wait until the handset of a number takes them."""
    return f"waiting/{number}"
