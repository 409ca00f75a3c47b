"""What a face brings for its webhooks, and what the services need of the machine for them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from simulator.domain.inbound import Inbound
from simulator.domain.links import Link
from simulator.domain.message import Message
from simulator.domain.value import value
from simulator.domain.webhooks import Notice, Policy, Reply, Target

if TYPE_CHECKING:  # a draft knows its world, a world its parts, and these what writes into drafts
    from simulator.services.drafts import Draft

__all__ = [
    "Delivery",
    "Herald",
    "Letter",
    "News",
    "NoticeWish",
    "Sender",
    "Signer",
    "Telling",
    "Webhooks",
]

# What may be worth telling: a message to which something happened (the last line of its timeline
# says what), or one that came from a handset.
News: TypeAlias = Message | Inbound


@value
class NoticeWish:
    """News that is to be told.

    Attributes:
        event: what kind of news, one of the face's `events`.
        occurred_at: when it happened, by the world's clock.
        urls: where it is to go, in the order in which they are tried; with none, nobody is told.
        content: whatever the face needs to spell it later; it is kept as it is.
        message_id: what it is about, if it is about a message.
        originator: who sent that.
        destination: whom it was sent to.
    """

    event: str
    occurred_at: int
    urls: Sequence[str]
    content: str
    message_id: str = ""
    originator: str = ""
    destination: str = ""


class Signer(Protocol):
    """Signs, with the keys of this server or with one that is given."""

    @property
    def public_key(self) -> str:
        """The raw Ed25519 key that verifies, in base64."""
        ...

    def ed25519(self, signed: bytes) -> bytes:
        """Sign with the key of this server: 64 bytes."""
        ...

    def hmac_sha256(self, secret: str, signed: bytes) -> bytes:
        """Sign with a shared secret: 32 bytes."""
        ...


@value
class Delivery:
    """One attempt that is about to be made.

    Attributes:
        number: of the attempt, from 1 on.
        url: where it goes.
        signed_at: what time its signature is to show, in milliseconds since 1970.
        target: of the face, as the world has it; its `secret` is for signing.
    """

    notice: Notice
    number: int
    url: str
    signed_at: int
    target: Target


@value
class Webhooks:
    """How a face tells its customers' servers what happens.

    Attributes:
        events: the names of all that it tells, for rules and filters.
        policy: when an attempt has failed, and what then.
        tell: decides what there is to tell of some news, which is about to be written by the same
            draft; what it needs to know it reads through that draft.
        spell: writes the body of an attempt.
        headers: writes what goes with a body, signature and all.
        tell_click: decides what there is to tell of a link in one of its own messages that somebody
            has followed, at an instant; None where nothing ever is.
        public_key_variable: which variable of a client's environment has this server's public key;
            empty where clients need none.
    """

    events: tuple[str, ...]
    policy: Policy
    tell: "Callable[[Draft, Sequence[News]], Awaitable[Sequence[NoticeWish]]]"
    spell: Callable[[Delivery], bytes]
    headers: Callable[[Delivery, bytes, Signer], Mapping[str, str]]
    public_key_variable: str = ""
    tell_click: "Callable[[Draft, Message, Link, int], Awaitable[Sequence[NoticeWish]]] | None" = (
        None
    )


@value
class Letter:
    """A POST that is ready to go.

    Attributes:
        timeout_ms: how long it may take, from connecting to the end of the answer.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    timeout_ms: int


class Sender(Protocol):
    """Brings letters to customers' servers."""

    async def send(self, letter: Letter) -> Reply:
        """Post a letter; whatever goes wrong is told, not raised."""
        ...


class Herald(Protocol):
    """Sees to it that what happens is told."""

    def hears(self, draft: "Draft") -> bool:
        """Tell whether there may be anything to announce. Whatever changes a world asks."""
        ...

    async def announce(self, draft: "Draft") -> None:
        """Write into a draft what there is to tell of what it brings about."""
        ...


@value
class Telling:
    """All that webhooks need.

    Attributes:
        faces: the webhooks of those that have any, by name.
    """

    faces: Mapping[str, Webhooks]
    herald: Herald
    sender: Sender
    signer: Signer
