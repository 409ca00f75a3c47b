"""What a project sends from: its numbers, short codes and names, and the profiles they are on."""

from collections.abc import Callable
from dataclasses import replace

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.holdings import Holdings
from simulator.domain.own_senders import OwnNumber, OwnShortCode, SenderName
from simulator.domain.refusals import NotFound, Taken
from simulator.services.holdings import give_up, held, keep, require_profile
from simulator.services.world import World

__all__ = [
    "add_name",
    "delete_hosted",
    "delete_name",
    "get_hosted",
    "get_name",
    "get_number",
    "get_short_code",
    "update_hosted",
    "update_number",
    "update_short_code",
]


async def get_number(world: World, told: str) -> OwnNumber:
    """Read a number, by its id or by itself.

    Raises:
        NotFound: no such number in this world.
    """
    return _number(await held(world), told)


async def get_hosted(world: World, told: str) -> OwnNumber:
    """Read a number of which another carrier has the calls.

    Raises:
        NotFound: no such number in this world.
    """
    return _hosted(await held(world), told)


async def update_number(
    world: World, told: str, shape: Callable[[OwnNumber], OwnNumber]
) -> OwnNumber:
    """Use a number otherwise, under another profile, say.

    Raises:
        NotFound: no such number in this world.
        Dangling: no such profile.
    """
    return await keep(world, lambda there: _reshaped(world, there, shape(_number(there, told))))


async def update_hosted(
    world: World, told: str, shape: Callable[[OwnNumber], OwnNumber]
) -> OwnNumber:
    """Use a number otherwise of which another carrier has the calls.

    Raises:
        NotFound: no such number in this world.
        Dangling: no such profile.
    """
    return await keep(world, lambda there: _reshaped(world, there, shape(_hosted(there, told))))


async def delete_hosted(world: World, told: str) -> OwnNumber:
    """Leave the messages of a number to the carrier that has its calls.

    Raises:
        NotFound: no such number in this world.
    """
    return await give_up(world, lambda there: _hosted(there, told))


async def get_short_code(world: World, told: str) -> OwnShortCode:
    """Read a short code, by its id or by itself.

    Raises:
        NotFound: no such short code in this world.
    """
    return _short_code(await held(world), told)


async def update_short_code(
    world: World, told: str, shape: Callable[[OwnShortCode], OwnShortCode]
) -> OwnShortCode:
    """Use a short code otherwise.

    Raises:
        NotFound: no such short code in this world.
        Dangling: no such profile.
    """

    def reshaped(there: Holdings) -> OwnShortCode:
        shaped = shape(_short_code(there, told))
        require_profile(there, shaped.profile_id)
        return replace(shaped, updated_at=world.now)

    return await keep(world, reshaped)


async def add_name(
    world: World, name: AlphanumericSenderId, profile_id: str, fallback: E164 | None
) -> SenderName:
    """Have a name that messages of a profile may be sent under.

    Raises:
        Dangling: no such profile in this world.
        Taken: the profile has it already.
    """

    def make(there: Holdings) -> SenderName:
        require_profile(there, profile_id)
        if any(one.name == name and one.profile_id == profile_id for one in there.names):
            raise Taken("sender id", name)
        return SenderName(world.parts.ids.hex7(), name, profile_id, fallback, world.now)

    return await keep(world, make)


async def get_name(world: World, name_id: str) -> SenderName:
    """Read one name.

    Raises:
        NotFound: no such name in this world.
    """
    return _name(await held(world), name_id)


async def delete_name(world: World, name_id: str) -> SenderName:
    """Give a name up.

    Raises:
        NotFound: no such name in this world.
    """
    return await give_up(world, lambda there: _name(there, name_id))


def _reshaped(world: World, there: Holdings, shaped: OwnNumber) -> OwnNumber:
    require_profile(there, shaped.profile_id)
    return replace(shaped, updated_at=world.now)


def _number(there: Holdings, told: str) -> OwnNumber:
    number = there.number(told)
    if number is None:
        raise NotFound("number", told)
    return number


def _hosted(there: Holdings, told: str) -> OwnNumber:
    number = there.number(told)
    if number is None or not number.is_hosted:
        raise NotFound("hosted number", told)
    return number


def _short_code(there: Holdings, told: str) -> OwnShortCode:
    code = there.short_code(told)
    if code is None:
        raise NotFound("short code", told)
    return code


def _name(there: Holdings, name_id: str) -> SenderName:
    name = there.sender_name(name_id)
    if name is None:
        raise NotFound("sender id", name_id)
    return name
