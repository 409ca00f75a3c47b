"""One call and its answer: what every verdict rests on."""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

__all__ = ["KEY_VARIABLE", "KEY_VARIABLE_2", "TOKEN_VARIABLE", "Exchange"]

KEY_VARIABLE: Final = "INFRAI_API_KEY"
KEY_VARIABLE_2: Final = "INFRAI_API_KEY2"
TOKEN_VARIABLE: Final = "SIM_ADMIN_TOKEN"  # noqa: S105 - the name of it


@dataclass(frozen=True)
class Exchange:
    """A call and its answer.

    Attributes:
        operation: its id; empty where the call is of none.
        path: with its query, as it was sent.
        authorization: as it stands in `curl` lines, where a variable of the environment takes the
            place of a key; empty where the call had none.
        sent: further headers of the request; one that begins with `$` is a variable, too.
        body: of the request, as it was sent.
        status: of the answer.
        headers: of the answer, by their names in small letters.
        answer: the body of the answer.
        elapsed_ms: until the whole answer was there.
    """

    operation: str
    method: str
    path: str
    authorization: str
    sent: Mapping[str, str]
    body: bytes | None
    status: int
    headers: Mapping[str, str]
    answer: bytes
    elapsed_ms: float

    @cached_property
    def document(self) -> Any:  # noqa: ANN401 - JSON may be anything; None where it is no JSON
        """The answer, parsed; None where it cannot be."""
        try:
            return json.loads(self.answer)
        except ValueError:
            return None

    @property
    def is_success(self) -> bool:
        """Whether the status says so."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """What the answer is said to be."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def data(self) -> Any:  # noqa: ANN401 - as above
        """What is in the envelope; None where nothing is."""
        return self._member("data")

    @property
    def metadata(self) -> dict[str, Any]:
        """What is said about the call; empty where nothing is."""
        found = self._member("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def error(self) -> dict[str, Any]:
        """What went wrong; empty where nothing is said."""
        found = self._member("error")
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """The code of the error; empty where there is none."""
        return str(self.error.get("code", ""))

    @property
    def summary(self) -> str:
        """The answer in a few words, for sentences."""
        code = f" {self.code}" if self.code else ""
        return f"{self.status}{code}"

    def curl(self, url: str, quote: Callable[[str], str] = shlex.quote) -> str:
        """Write the line that asks the same once more, without the key.

        Args:
            url: of the target.
            quote: makes one word for bash of a text.
        """
        words = ["curl", "-sSi", *_as_it_stands(self.path), "-X", self.method]
        words.append(quote(url + self.path))
        if self.authorization:
            words += ["-H", f'"Authorization: {self.authorization}"']
        for name, text in self.sent.items():
            words += [
                "-H",
                f'"{name}: {text}"' if text.startswith("$") else quote(f"{name}: {text}"),
            ]
        if self.body is not None:
            # curl would say that it is a form.
            unnamed = [] if "Content-Type" in self.sent else ["-H", "Content-Type:"]
            words += [*unnamed, "--data-binary", _body(self.body, quote)]
        return " ".join(words)

    def _member(self, name: str) -> Any:  # noqa: ANN401 - JSON may be anything
        document = self.document
        return document.get(name) if isinstance(document, dict) else None


def _as_it_stands(path: str) -> list[str]:
    """Keep curl from reading a path, and from tidying it."""
    unread = ["-g"] if set("[]{}") & set(path) else []
    return [*unread, "--path-as-is"] if "/." in path else unread


def _body(body: bytes, quote: Callable[[str], str]) -> str:
    """Write a body as a word for bash, which takes bytes that are no text by their numbers."""
    text = body.decode(errors="surrogateescape")
    if text.isprintable() or text.replace("\n", "").isprintable():
        return quote(text)
    return "$'" + "".join(_byte(one) for one in body) + "'"


def _byte(one: int) -> str:
    is_plain = chr(one).isascii() and chr(one).isprintable() and chr(one) not in "\\'"
    return chr(one) if is_plain else f"\\x{one:02x}"
