"""What a request with an idempotency key can come to, and so what is remembered of one."""

from typing import Final, get_args

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.refusals import RefusedByDomain
from simulator.domain.senders import Sender
from simulator.domain.signatures import Signature
from simulator.domain.suppression import Suppression
from simulator.domain.templates import Template
from simulator.domain.topup import Topup
from simulator.services.messaging import Cancellation
from simulator.services.otps import OtpSent
from simulator.services.posting import Posted

__all__ = ["KINDS"]

# By the names that they are written under. Beside these there are texts, numbers, yes and no, and
# tuples of all of them. Of refusals those are remembered that stand for one message of a batch.
KINDS: Final[dict[str, type]] = {
    kind.__name__: kind
    for kind in (
        Cancellation,
        Inbound,
        Message,
        OtpSent,
        Posted,
        Sender,
        Signature,
        Suppression,
        Template,
        Topup,
        *get_args(RefusedByDomain),
    )
}
