"""What tests of the gateway say of envelopes."""

from tests.clients import Reply

__all__ = ["assert_calm", "assert_refused"]


def assert_refused(reply: Reply, status: int, code: str) -> None:
    """See that this is the refusal, in an envelope."""
    assert_calm(reply)
    assert (reply.status, reply.error["code"]) == (status, code), reply.body


def assert_calm(reply: Reply) -> None:
    """See that this is an envelope, and that it was not us who failed."""
    assert reply.status < 500, reply.body
    assert reply.document.keys() == {"ok", "data", "error", "metadata"}
    assert reply.document["ok"] is (reply.status == 200)
