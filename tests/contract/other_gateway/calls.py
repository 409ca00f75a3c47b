"""What a handler is asked, and what it answers."""

from dataclasses import dataclass
from decimal import Decimal

from tests.contract.other_gateway.project import Project
from tests.contract.other_gateway.reading import Fields
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["Call", "Outcome"]


@dataclass(frozen=True)
class Call:
    """A request of a project's."""

    project: Project
    url: str
    body: Fields
    query: Fields
    id: str

    def agreed_id(self, member: str) -> str:
        """Tell the id of the path, with which the body has to agree."""
        if self.body.optional(member) not in {None, self.id}:
            raise Refusal(400, "IDS_DISAGREE")
        return self.id


@dataclass(frozen=True)
class Outcome:
    """A success."""

    data: object
    status: int = 200
    vendor: str | None = None
    cost: Decimal = Decimal(0)
