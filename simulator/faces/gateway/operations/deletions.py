"""What all deletions have in common."""

from simulator.domain.refusals import Invalid
from simulator.face import Call
from simulator.faces.gateway import wire
from simulator.services.once import Once

__all__ = ["deletion_key"]


async def deletion_key(call: Call) -> Once | None:
    """Find the idempotency key of a deletion: the documentation lists it, and not where it goes.

    Raises:
        Refusal: there is a body that cannot be read, a key that is malformed, or two that differ.
    """
    in_query = call.query(wire.Deletion).idempotency_key
    in_body = (await call.read_optional(wire.Deletion)).idempotency_key
    if None not in {in_query, in_body} and in_query != in_body:
        raise Invalid.field("idempotency_key", "differs between the query and the body")
    return call.once(in_body if in_query is None else in_query)
