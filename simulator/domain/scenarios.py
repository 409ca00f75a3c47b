"""Scenarios: what goes wrong in a world, and when, told in advance."""

from typing import TypeAlias

from simulator.domain.address import E164, Originator
from simulator.domain.faults import RuleWish
from simulator.domain.handset import Handset
from simulator.domain.pricing import MicroUsd
from simulator.domain.provision import Provision
from simulator.domain.value import value

__all__ = [
    "Deed",
    "Running",
    "Say",
    "Scenario",
    "SetBalance",
    "SetHandset",
    "SetProfile",
    "SetProvision",
    "SetRules",
    "Turn",
    "Turned",
]


@value
class SetRules:
    """These are the rules from now on, and no others."""

    wishes: tuple[RuleWish, ...]


@value
class SetHandset:
    """A handset behaves so from now on."""

    handset: Handset


@value
class SetBalance:
    """So much money is left."""

    balance: MicroUsd


@value
class SetProfile:
    """The carrier is another one."""

    profile: str


@value
class SetProvision:
    """There is this to send with, and nothing else."""

    provision: Provision


@value
class Say:
    """A handset says something."""

    handset: E164
    destination: Originator
    text: str


Deed: TypeAlias = SetRules | SetHandset | SetBalance | SetProfile | SetProvision | Say


@value
class Turn:
    """What is done at one instant.

    Attributes:
        after_ms: after the start, by the world's time.
        note: what it is about, for people.
    """

    after_ms: int
    note: str
    deeds: tuple[Deed, ...]


@value
class Scenario:
    """A story of a world.

    Attributes:
        seed: of all chance from its start on; None leaves the world its own.
        turns: in the order in which they are told; those at the start are done at once.
    """

    name: str
    summary: str
    seed: int | None
    turns: tuple[Turn, ...]


@value
class Running:
    """A scenario that was started.

    Attributes:
        serial: how many there were in this world, with it: turns of earlier ones are void.
        started_at: by the world's time.
    """

    scenario: Scenario
    serial: int
    started_at: int


@value
class Turned:
    """A turn that was taken."""

    scenario: str
    note: str
    at: int
