"""Vendor rules: by what a vendor goes who knows his senders, beside what they choose themselves."""

from collections.abc import Mapping
from typing import Any, Self

from simulator.domain.keywords import Keyword, KeywordTable
from simulator.domain.tariffs import Tariffs
from simulator.domain.transliteration import Orthography
from simulator.domain.value import value

__all__ = ["VendorRules"]


@value
class VendorRules:
    """How a vendor spells, what he takes, and how he obeys people who write back.

    Attributes:
        vendor: his name, which is also that of his face.
        keywords: what people ask for in one word, where a profile has no words of its own for it.
        confirmations: what is answered then; a keyword without one is obeyed in silence.
    """

    vendor: str
    orthography: Orthography
    tariffs: Tariffs
    keywords: KeywordTable
    confirmations: Mapping[Keyword, str]

    @classmethod
    def of(
        cls, vendor: str, orthography: Orthography, tariffs: Tariffs, words: Mapping[str, Any]
    ) -> Self:
        """Put them together; words as JSON gives them: `keywords` and `confirmations`."""
        said = {Keyword(name): text for name, text in words["confirmations"].items()}
        return cls(vendor, orthography, tariffs, KeywordTable.of(words["keywords"]), said)
