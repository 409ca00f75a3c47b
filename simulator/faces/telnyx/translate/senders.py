"""Numbers, short codes and names, in the vendor's words."""

from dataclasses import replace
from typing import Final

from simulator.domain.dice import Dice
from simulator.domain.founding import draw_id
from simulator.domain.own_senders import NumberKind, OwnNumber, OwnShortCode, SenderName
from simulator.domain.sender_metrics import Counts
from simulator.face.instants import iso
from simulator.faces.telnyx.translate.ids import spell_uuid, spell_uuid_or_none
from simulator.faces.telnyx.wire import senders as wire

__all__ = [
    "changed_number",
    "changed_short_code",
    "is_of_profile",
    "is_wanted",
    "kind",
    "name",
    "number",
    "order",
    "short_code",
]

Json = dict[str, object]

# What a number is eligible for: traffic of applications, and of people.
_PRODUCTS: Final = ("A2P", "P2P")
# Where picture messages are carried at home: the countries of the North American plan.
_MMS: Final = "+1"


def changed_number(sent: wire.UpdateNumber, there: OwnNumber) -> OwnNumber:
    """Tell what a number is with what was sent; what is null stays as it is."""
    told = sent.messaging_profile_id
    return replace(
        there,
        profile_id=there.profile_id if told is None else told or None,
        product=sent.messaging_product or there.product,
        tags=there.tags if sent.tags is None else tuple(sent.tags),
    )


def changed_short_code(sent: wire.UpdateShortCode, there: OwnShortCode) -> OwnShortCode:
    """Tell what a short code is with what was sent; without a profile it is taken off its own."""
    tags = there.tags if sent.tags is None else tuple(sent.tags)
    return replace(there, profile_id=sent.messaging_profile_id or None, tags=tags)


def number(record: OwnNumber, owner_id: str, health: Counts) -> Json:
    """Spell a PhoneNumberWithMessagingSettings."""
    return {
        "record_type": "messaging_settings",
        "id": record.id,
        "phone_number": record.number,
        "messaging_profile_id": spell_uuid_or_none(record.profile_id),
        "organization_id": spell_uuid(owner_id),
        "country_code": record.country,
        "type": kind(record),
        "messaging_product": record.product,
        "traffic_type": record.product,
        "eligible_messaging_products": list(_PRODUCTS),
        "features": {
            "sms": _features(is_international=True),
            "mms": _features(is_international=False) if record.number.startswith(_MMS) else None,
        },
        "health": {
            "message_count": health.sent + health.received,
            "inbound_outbound_ratio": health.answer_ratio,
            "success_ratio": health.success_ratio,
            "spam_ratio": health.spam_ratio,
        },
        "tags": list(record.tags),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
    }


def short_code(record: OwnShortCode) -> Json:
    """Spell a ShortCode."""
    return {
        "record_type": "short_code",
        "id": spell_uuid(record.id),
        "short_code": record.code,
        "country_code": record.country,
        "messaging_profile_id": spell_uuid_or_none(record.profile_id),
        "tags": list(record.tags),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
    }


def name(record: SenderName, owner_id: str) -> Json:
    """Spell an AlphanumericSenderId."""
    return {
        "record_type": "alphanumeric_sender_id",
        "id": spell_uuid(record.id),
        "alphanumeric_sender_id": record.name,
        "messaging_profile_id": spell_uuid(record.profile_id),
        "organization_id": spell_uuid(owner_id),
        **({} if record.fallback is None else {"us_long_code_fallback": record.fallback}),
    }


def order(gone: OwnNumber, dice: Dice) -> Json:
    """Spell a MessagingHostedNumberOrder: that by which a number was given back."""
    return {
        "record_type": "messaging_hosted_number_order",
        "id": spell_uuid(draw_id(dice, "hosted order", gone.number)),
        "messaging_profile_id": spell_uuid_or_none(gone.profile_id),
        "status": "deleted",
        "phone_numbers": [
            {
                "record_type": "messaging_hosted_number",
                "id": spell_uuid(draw_id(dice, "hosted number", gone.number)),
                "phone_number": gone.number,
                "status": "deleted",
            }
        ],
    }


def is_of_profile(
    profile_id: str | None, query: wire.HostedQuery | wire.NamesQuery | wire.ShortCodesQuery
) -> bool:
    """Tell whether what belongs to this profile, or to none, is asked for."""
    return "of_profile" not in query.model_fields_set or query.of_profile == profile_id


def is_wanted(record: OwnNumber, query: wire.HostedQuery) -> bool:
    """Tell whether a number passes the filters; several are asked for with commas."""
    is_named = query.phone_number is None or record.number in query.phone_number.split(",")
    is_of_type = not isinstance(query, wire.NumbersQuery) or query.type_ in {None, kind(record)}
    is_like = query.contains in record.number
    return is_named and is_of_type and is_like and is_of_profile(record.profile_id, query)


def kind(record: OwnNumber) -> str:
    """Spell what sort of number it is."""
    match record.kind:
        case NumberKind.LONG_CODE:
            return "longcode"
        case NumberKind.TOLL_FREE:
            return "tollfree"


def _features(*, is_international: bool) -> Json:
    return {
        "domestic_two_way": True,
        "international_inbound": is_international,
        "international_outbound": is_international,
    }
