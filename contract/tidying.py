"""A good guest leaves the house as it was: what was made and not yet removed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract.exchange import Exchange

__all__ = ["Tidying"]

# What makes a thing, the member of its answer that names it, and what removes it.
_MAKERS: Final = {
    "sms.sender.register": ("sender_id", "sms.sender.delete"),
    "sms.signature.create": ("signature_id", "sms.signature.delete"),
    "sms.template.create": ("template_id", "sms.template.delete"),
}
_REMOVERS: Final = {remover for _, remover in _MAKERS.values()}
_PLACE: Final = ("phone", "scope", "sender_scope")

Body = Mapping[str, Any]


class Tidying:
    """Remembers what calls made."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], None] = {}
        self._suppressed: dict[tuple[tuple[str, str], ...], None] = {}

    def see(self, exchange: Exchange, body: Body | None) -> None:
        """Remember what a call made, or forget what it removed."""
        if not exchange.is_success:
            return
        data = exchange.data if isinstance(exchange.data, dict) else {}
        if exchange.operation in _MAKERS:
            member, remover = _MAKERS[exchange.operation]
            if data.get(member):
                self._made[remover, str(data[member])] = None
        elif exchange.operation in _REMOVERS:
            self._made.pop((exchange.operation, exchange.path.rpartition("/")[2]), None)
        elif exchange.operation == "sms.suppress":
            self._suppressed[_place(body)] = None

    def rest(self) -> Iterator[tuple[str, dict[str, str] | None, str]]:
        """Tell which calls remove what is left: operation, body, and what stands in the path."""
        made, suppressed = list(self._made), list(self._suppressed)
        for remover, name in made:
            yield remover, None, name
        for place in suppressed:
            yield "sms.suppression.delete", dict(place), ""


def _place(body: Body | None) -> tuple[tuple[str, str], ...]:
    """Tell what makes a suppression this one and no other."""
    sent = body or {}
    return tuple((name, str(sent[name])) for name in _PLACE if name in sent)
