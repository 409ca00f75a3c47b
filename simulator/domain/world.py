"""What a world is set to: the part of it that is chosen, not what has happened in it."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from simulator.domain.clock import Clock
from simulator.domain.dice import Dice
from simulator.domain.faults import NO_FAULTS, FaultPlan
from simulator.domain.pricing import MicroUsd
from simulator.domain.retention import GENEROUS, Retention
from simulator.domain.review import REVIEW_MS
from simulator.domain.safeguards import NO_SAFEGUARDS, Safeguards
from simulator.domain.value import value
from simulator.domain.webhooks import NO_WEBHOOKS, WebhookSettings

__all__ = ["NEW_PROJECT_CREDIT", "WorldSettings"]

# "Google/GitHub gives you $2 free credit", says the documentation.
NEW_PROJECT_CREDIT: Final = MicroUsd(2_000_000)


@value
class WorldSettings:
    """A world's name and what was chosen for it.

    Attributes:
        name: 1 to 64 letters and digits.
        seed: of its dice.
        realm: its name where the seed is the server's, so that worlds on one server differ; empty
            where the seed was given to the world itself, so that such a seed repeats it anywhere.
        clock: how its time passes.
        profile: the name of its carrier's profile.
        credit: micro-USD that it starts with; None never runs out.
        created_at: on the wall's clock.
        starts_at: the time its clock showed at first, if that was chosen.
        vendors_down: vendors that take no messages at present.
        review_ms: how long signatures and templates are reviewed; 0 decides at once.
        retention: how much it keeps.
        incarnation: tells the world from those of its name before and after it.
        ttl_ms: how long after its creation it is forgotten, by the wall's clock; None is never.
        faults: what goes wrong on purpose.
        webhooks: where vendors' news goes.
        safeguards: what holds for those who call with its Unimatrix key.
    """

    name: str
    seed: int
    realm: str
    clock: Clock
    profile: str
    credit: MicroUsd | None
    created_at: int
    starts_at: int | None = None
    vendors_down: frozenset[str] = frozenset()
    review_ms: int = REVIEW_MS
    retention: Retention = GENEROUS
    ttl_ms: int | None = None
    incarnation: str = ""
    faults: FaultPlan = NO_FAULTS
    webhooks: WebhookSettings = NO_WEBHOOKS
    safeguards: Safeguards = NO_SAFEGUARDS

    @property
    def dice(self) -> Dice:
        """The dice of this world."""
        return _dice(self.seed, self.realm)

    @property
    def expires_at(self) -> int | None:
        """When it is forgotten, by the wall's clock; None if that is never."""
        return None if self.ttl_ms is None else self.created_at + self.ttl_ms

    def with_clock(self, clock: Clock) -> "WorldSettings":
        """Set another clock."""
        return WorldSettings(
            self.name,
            self.seed,
            self.realm,
            clock,
            self.profile,
            self.credit,
            self.created_at,
            self.starts_at,
            self.vendors_down,
            self.review_ms,
            self.retention,
            self.ttl_ms,
            self.incarnation,
            self.faults,
            self.webhooks,
            self.safeguards,
        )

    def with_profile(self, profile: str) -> "WorldSettings":
        """Let another carrier carry."""
        return replace(self, profile=profile)

    def with_seed(self, seed: int) -> "WorldSettings":
        """Let all chance be this seed's from now on, under whatever name."""
        return replace(self, seed=seed, realm="")

    def with_safeguards(self, safeguards: Safeguards) -> "WorldSettings":
        """Guard against other things."""
        return replace(self, safeguards=safeguards)

    def with_faults(self, faults: FaultPlan) -> "WorldSettings":
        """Let other things go wrong."""
        return replace(self, faults=faults)

    def with_webhooks(self, webhooks: WebhookSettings) -> "WorldSettings":
        """Let vendors' news go elsewhere."""
        return replace(self, webhooks=webhooks)


# Worlds ask for their dice several times in each request, and dice never change.
_dice = lru_cache(maxsize=1024)(Dice)
