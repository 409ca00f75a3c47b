"""What is asked of a server: a workload is one request with two blanks, recipient and sequence."""

from simulator.domain.value import value

__all__ = ["RECIPIENTS_PER_PREFIX", "SEND", "Workload"]

RECIPIENTS_PER_PREFIX = 10_000

# One exchange in six North American areas; the magic recipients live in another area, 500.
PREFIXES = ("+1206555", "+1212555", "+1303555", "+1312555", "+1415555", "+1617555")


@value
class Workload:
    """A request to be sent over and over, each time with a body that was never sent before.

    The template's blanks are `%s`, which Lua and Python fill alike: first the recipient (a prefix
    and four digits), then the sequence number (ten digits, so that all bodies are of one length).
    """

    name: str
    method: str
    path: str
    key: str
    body_template: str
    recipient_prefixes: tuple[str, ...] = PREFIXES

    def body(self, sequence: int) -> str:
        """The body with this sequence number; `load.lua` makes the same one."""
        index = sequence % (len(self.recipient_prefixes) * RECIPIENTS_PER_PREFIX)
        area, line = divmod(index, RECIPIENTS_PER_PREFIX)
        return self.body_template % (
            f"{self.recipient_prefixes[area]}{line:04}",
            f"{sequence:010}",
        )


SEND = Workload(
    name="send",
    method="POST",
    path="/v1/sms/send",
    key="ifr_pk_proj_bench",
    body_template='{"to":"%s","body":"Your code is %s"}',
)
