"""How the gateway writes ids: what it is, and then who."""

import re
from typing import Final

from simulator.domain.refusals import NotFound, TemplateNotApproved
from simulator.domain.value import value
from simulator.face.refused import Refused

__all__ = [
    "INBOUND",
    "MESSAGE",
    "OTP",
    "SENDER",
    "SIGNATURE",
    "TEMPLATE",
    "TOPUP",
    "Ids",
    "spelled",
]


@value
class Ids:
    """The ids of one kind of thing.

    Attributes:
        kind: what it is, for people.
        prefix: in front of each of its ids.
    """

    kind: str
    prefix: str

    def spell(self, bare: str) -> str:
        """Write an id."""
        return self.prefix + bare

    def read(self, spelled: str) -> str:
        """Read an id.

        Raises:
            NotFound: it is not spelled as ids of this kind are.
        """
        bare = spelled.removeprefix(self.prefix)
        if bare == spelled:
            raise NotFound(self.kind, spelled)
        return bare


MESSAGE: Final = Ids("message", "sms_")
OTP: Final = Ids("code", "otp_")
SENDER: Final = Ids("sender", "snd_")
SIGNATURE: Final = Ids("signature", "sig_")
TEMPLATE: Final = Ids("template", "tpl_")
INBOUND: Final = Ids("inbound message", "inb_")
TOPUP: Final = Ids("topup", "top_")

_OF_KIND: Final = {
    ids.kind: ids for ids in (MESSAGE, OTP, SENDER, SIGNATURE, TEMPLATE, INBOUND, TOPUP)
}
_BARE: Final = re.compile(r"[0-9a-f]{32}")


def spelled(refused: Refused) -> Refused:
    """Write the ids in a refusal as the caller knows them; the carrier does not know how."""
    match refused:
        case NotFound(kind, name, forgotten) if kind in _OF_KIND and _BARE.fullmatch(name):
            return NotFound(kind, _OF_KIND[kind].spell(name), forgotten)
        case TemplateNotApproved(template_id, state):
            return TemplateNotApproved(TEMPLATE.spell(template_id), state)
        case _:
            return refused
