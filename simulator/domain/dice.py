"""Chance as a question: the same one has the same answer, whenever and in any order."""

from hashlib import blake2b

__all__ = ["SEED_MAX", "Dice"]

SEED_MAX = 2**63 - 1

_SEPARATOR = "\x1f"  # ASCII calls it the unit separator


class Dice:
    """Draws that depend on what is asked, never on how many were drawn before.

    A shared generator would make each draw depend on how requests interleave. Hashing the question
    with the seed gives a message the same fate in every run, so a question must hold nothing that
    the order of arrival decides: no ids, no instants.

    Attributes:
        seed: 0 to 2**63 - 1.
        realm: keeps apart what shares a seed; empty where the seed is a world's own.
    """

    __slots__ = ("_salted", "realm", "seed")

    def __init__(self, seed: int, realm: str = "") -> None:
        self.seed = seed
        self.realm = realm
        self._salted = blake2b(realm.encode(), digest_size=8, salt=seed.to_bytes(16))

    def digest(self, *question: str) -> str:
        """Draw 64 bits, written as 16 hexadecimal characters."""
        answer = self._salted.copy()  # a third of the price of salting anew
        # The separator behind each part tells ("a", "bc") from ("ab", "c"). A text could hold it:
        # it comes last in every question, and is the only free text there.
        answer.update(_SEPARATOR.join((*question, "")).encode())
        return answer.hexdigest()

    def number(self, *question: str) -> int:
        """Draw an integer from 0 to 2**64 - 1."""
        return int(self.digest(*question), 16)

    def fraction(self, *question: str) -> float:
        """Draw from the open interval (0, 1), in 52 bits so that neither end is ever reached."""
        return ((self.number(*question) >> 12) + 0.5) / 2**52

    def below(self, limit: int, *question: str) -> int:
        """Draw an integer from 0 to limit - 1."""
        return self.number(*question) * limit >> 64
