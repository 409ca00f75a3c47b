"""A directory of all numbers: their plans and carriers are real, the names are made up."""
# ruff: noqa: PLC0415 - what is imported here takes 0.3 s, which only a look-up need wait for

import re
from functools import cache, lru_cache
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

from simulator.domain.address import E164
from simulator.domain.numbering import LineType, Listing

if TYPE_CHECKING:
    from faker import Faker

__all__ = ["OfflineDirectory"]

# How people write a number that can be dialled from anywhere. phonenumbers would also find one in
# "tel:" links and in the middle of a sentence.
_WRITTEN: Final = re.compile(r"\+[0-9 ().-]{1,30}")

# phonenumbers' names of what it knows, and our words for it.
_LINE_TYPES: Final = {
    "MOBILE": LineType.MOBILE,
    "FIXED_LINE": LineType.LANDLINE,
    "FIXED_LINE_OR_MOBILE": LineType.MOBILE_OR_LANDLINE,
    "TOLL_FREE": LineType.TOLL_FREE,
    "PREMIUM_RATE": LineType.PREMIUM_RATE,
    "SHARED_COST": LineType.SHARED_COST,
    "VOIP": LineType.VOIP,
    "PERSONAL_NUMBER": LineType.PERSONAL,
    "PAGER": LineType.PAGER,
    "UAN": LineType.UAN,
    "VOICEMAIL": LineType.VOICEMAIL,
}

_LOCALE_DEFAULT: Final = "en_US"

# For Canada, faker has French names and Catalan ones ("es_CA"), and no English ones.
_LOCALES_CHOSEN: Final = {"CA": _LOCALE_DEFAULT}


class OfflineDirectory:
    """Knows what numbering plans tell, and calls the owner of a number the same in every run."""

    def look_up(self, phone: str) -> Listing:
        """Tell what is known of a number, and whether it is one."""
        if not _WRITTEN.fullmatch(phone):
            return Listing(phone, is_valid=False)
        import phonenumbers
        from phonenumbers.carrier import name_for_number

        try:
            number = phonenumbers.parse(phone)
        except phonenumbers.NumberParseException:
            return Listing(phone, is_valid=False)
        if not phonenumbers.is_valid_number(number):
            return Listing(phone, is_valid=False)
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        region = phonenumbers.region_code_for_number(number)
        country = None if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else region
        return Listing(
            e164,
            is_valid=True,
            country_code=country,
            carrier=name_for_number(number, "en") or None,
            line_type=_LINE_TYPES[
                phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number))
            ],
            caller_name=_caller_name(e164, country),
        )

    def region_of(self, number: E164) -> str:
        """Tell the country of a number; where several share a code, the largest has what is left.

        What has no place in the numbering plan has a country all the same: that of its code.
        """
        return _region_of(number)


@lru_cache(maxsize=4096)
def _region_of(number: E164) -> str:
    import phonenumbers

    parsed = phonenumbers.parse(number)
    region = phonenumbers.region_code_for_number(parsed)
    if region is None and parsed.country_code is not None:
        region = phonenumbers.region_code_for_country_code(parsed.country_code)
    return "" if region in {None, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY} else region


def _caller_name(e164: str, country: str | None) -> str:
    names = _names(_locale(country))
    names.seed_instance(int(e164))
    return names.name()


@cache
def _names(locale: str) -> "Faker":
    from faker import Faker

    return Faker(locale, providers=["faker.providers.person"])


@cache
def _locale(country: str | None) -> str:
    """Choose the language of the names in a country: English where faker offers it."""
    from faker.providers import person

    if country in _LOCALES_CHOSEN:
        return _LOCALES_CHOSEN[country]
    locales = [one.name for one in iter_modules(person.__path__)]
    fitting = [locale for locale in locales if locale.endswith(f"_{country}")]
    return min(fitting, key=lambda one: (not one.startswith("en_"), one), default=_LOCALE_DEFAULT)
