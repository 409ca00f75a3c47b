"""Reviews, in the gateway's words."""

from simulator.domain.review import ReviewState

__all__ = ["review_state"]


def review_state(state: ReviewState) -> str:
    """Spell how far a review has come."""
    match state:
        case ReviewState.PENDING:
            return "pending"
        case ReviewState.APPROVED:
            return "approved"
        case ReviewState.REJECTED:
            return "rejected"
