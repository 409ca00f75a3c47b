"""A request and its answer, as a mutant sees and bends them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from multidict import CIMultiDict

from contract.document import read_document

__all__ = ["Answer", "Ask", "Data"]

Data = dict[str, Any]
"""An object of JSON."""

_ROOT: Final = "/v1/"
_SUCCESS: Final = 2
"""The first digit of the status of a success."""

_WITH_ID: Final = (
    *("sms.status", "sms.events", "sms.cancel", "sms.resend"),
    *("sms.sender.get", "sms.sender.delete", "sms.sender.reputation"),
    *("sms.signature.get", "sms.signature.delete", "sms.template.get", "sms.template.delete"),
)
_NAMES: Final = {name: name for name in _WITH_ID} | {"discovery": "discovery.get"}
"""Operations whose path ends in an id; all others are named by the whole of it."""


@dataclass(frozen=True)
class Ask:
    """A request on its way to the implementation; a change makes another one."""

    method: str
    path: str
    query: str
    headers: CIMultiDict[str]
    raw: bytes

    @cached_property
    def operation(self) -> str:
        """Which operation is asked for; nothing, if it is none of the gateway's."""
        if not self.path.startswith(_ROOT):
            return ""
        steps = self.path.removeprefix(_ROOT).split("/")
        name, shorter = ".".join(steps), ".".join(steps[:-1])
        found = _NAMES.get(shorter) or (f"{name}.list" if name == "discovery" else name)
        known = read_document().operations.get(found)
        return found if known and known.method == self.method else ""

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def members(self) -> Data:
        """What the body says, if it is an object."""
        try:
            document = json.loads(self.raw)
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    def text(self, member: str) -> str:
        """Read a member of the body; empty, if it is no text."""
        told = self.members.get(member)
        return told if isinstance(told, str) else ""

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def authorization(self) -> str:
        return self.headers.get("Authorization", "")

    @property
    def once_key(self) -> str:
        """The key under which this is to happen once, wherever it stands."""
        in_header = self.headers.get("Idempotency-Key", "")
        return in_header or self.text("idempotency_key")

    def saying(self, members: Mapping[str, object]) -> "Ask":
        """Say something else."""
        headers = self.headers.copy()
        headers["Content-Type"] = "application/json"
        return replace(self, headers=headers, raw=json.dumps(members).encode())

    def changed(self, **members: object) -> "Ask":
        """Say something more, or otherwise."""
        return self.saying({**self.members, **members})

    def asking(self, **parameters: str | None) -> "Ask":
        """Put the query otherwise; None leaves a parameter out."""
        merged = {**self.parameters, **parameters}
        kept = {name: text for name, text in merged.items() if text is not None}
        return replace(self, query=urlencode(kept))

    def headed(self, name: str, text: str | None) -> "Ask":
        """Set a header, or take it away."""
        headers = self.headers.copy()
        headers.popall(name, None)
        if text is not None:
            headers[name] = text
        return replace(self, headers=headers)

    def at(self, path: str, members: Mapping[str, object] | None = None) -> "Ask":
        """Ask something else, as the same person: read it, or post what is given."""
        headers = CIMultiDict({"Authorization": self.authorization})
        if members is None:
            return Ask("GET", path, "", headers, b"")
        return Ask("POST", path, "", headers, b"").saying(members)

    def under(self, key: str) -> "Ask":
        """Ask the same under another key."""
        moved = self.headed("Idempotency-Key", key)
        is_told = "idempotency_key" in self.members
        return moved.changed(idempotency_key=key) if is_told else moved


@dataclass
class Answer:
    """An answer on its way back, which a mutant may write over."""

    status: int
    headers: CIMultiDict[str] = field(default_factory=CIMultiDict)
    document: Any = None
    raw: bytes | None = None
    """The body, where it is no JSON."""

    @property
    def is_success(self) -> bool:
        return self.status // 100 == _SUCCESS

    @property
    def is_enveloped(self) -> bool:
        return isinstance(self.document, dict) and "ok" in self.document

    @property
    def data(self) -> Data:
        """What the operation returned, in an envelope or without; nothing, if it is no object."""
        data = self.document.get("data") if self.is_enveloped else self.document
        return data if isinstance(data, dict) else {}

    @property
    def items(self) -> list[Data]:
        """What a page shows, to be changed in place."""
        items = self.data.get("items")
        return items if isinstance(items, list) else []

    @property
    def error(self) -> Data:
        """What went wrong; nothing, if nothing did."""
        error = self.document.get("error") if isinstance(self.document, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def body(self) -> bytes:
        return json.dumps(self.document).encode() if self.raw is None else self.raw

    def written(self, body: bytes, media_type: str) -> None:
        """Answer something that is no JSON."""
        self.raw, self.headers["Content-Type"] = body, media_type
