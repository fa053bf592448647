"""The check-digit algorithms by name: those of standards and of single carriers, and weighted sums.

A definition names an algorithm by its key in `ALGORITHMS`; the parameters are the fields of its class.
`tracking.definitions.algorithms` defines the interface. The schema of the definitions and the batch path follow from
the class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from tracking.definitions.algorithms import (
    ALPHABET,
    DECIMALS,
    ChainAlgorithm,
    NoParameters,
    SumAlgorithm,
    Sums,
    Transitions,
    repeated,
)
from tracking.definitions.weighted_sums import FILLED_UP, Mod7, Mod10, Mod11, Mod11Mod10

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.definitions.algorithms import Algorithm

__all__ = ["ALGORITHMS"]

_ALL = frozenset(ALPHABET)


class _GS1(NamedTuple):
    prefix: str = ""
    """Digits that the number omits but the sum includes (FedEx SmartPost: 92)."""


class GS1(SumAlgorithm, _GS1):
    """GS1's check digit of the SSCC and of every GS1 key: weights 3, 1 from the right, modulo 10.

    Source: GS1 General Specifications, section 7.9, whose SSCC is 376104250021234569: the sum is 101, so 9 follows.

    >>> GS1().digit("37610425002123456")
    '9'
    >>> GS1(prefix="92").digit("6129999862034151525")
    '2'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        return Mod10((3, 1), "right", prefix=self.prefix).sums(length)

    def verifier(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """See `verifier_of`."""
        return Mod10((3, 1), "right", prefix=self.prefix).verifier(start, end, at)


class Luhn(SumAlgorithm, NoParameters):
    """Luhn's check digit: every second digit from the right doubled, tens and units added, modulo 10.

    Source: ISO/IEC 7812-1, annex B. 7992739871: 7+9+9+4+7+6+9+7+7+2 is 67, so 3 follows.

    >>> Luhn().digit("7992739871")
    '3'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        weights = repeated((2, 1), "right", length)
        return Sums.by_weight(weights, lambda digit, weight: sum(divmod(digit * weight, 10)), 10, FILLED_UP)


class S10(SumAlgorithm, NoParameters):
    """The check digit of the postal identifier S10 (two letters, eight digits, check digit, country).

    Source: UPU technical standard S10. Weights 8 6 4 2 3 5 9 7; 11 minus the remainder modulo 11; 10 is written 0
    and 11 is written 5. For 47312482: 32+42+12+2+6+20+72+14 is 200, remainder 2, so 9 follows.

    >>> S10().digit("47312482")
    '9'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        return Mod11((8, 6, 4, 2, 3, 5, 9, 7), ten="0", eleven="5").sums(length)


class ISO6346(SumAlgorithm, NoParameters):
    """The check digit of a shipping container's number.

    Source: ISO 6346:2022, annex A. A counts 10 and each letter one more, multiples of 11 left out; position i counts
    2**i; modulo 11, modulo 10. For CSQU305438 the sum is 6185, remainder 3.

    >>> ISO6346().digit("CSQU305438")
    '3'
    """

    __slots__ = ()
    characters: ClassVar[frozenset[str]] = _ALL

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        values = dict(zip(ALPHABET, (value for value in range(39) if value % 11 or not value), strict=True))
        return Sums.weighted([2**place for place in range(length)], 11, DECIMALS + "0", values)


class Correos(SumAlgorithm, NoParameters):
    """The control letter of Correos: the sum of the characters' ASCII codes, modulo 23, selects a letter of the DNI.

    Source: Correos' barcode specification as implemented by several integrations; the letters are those of the Spanish
    identity card. "PQ" is 80 + 81 = 161, remainder 0, so T follows.

    >>> Correos().digit("PQ")
    'T'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 23
    characters: ClassVar[frozenset[str]] = _ALL

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        values = {character: ord(character) for character in ALPHABET}
        return Sums.weighted([1] * length, 23, "TRWAGMYFPDXBNJZSQVHLCKE", values)


class SFExpress(SumAlgorithm, NoParameters):
    """SF Express: from the right, weights 1, 3, 5, 7, ...; each product adds its tens and its units, modulo 10.

    The payload is what stands between the three-digit area code and the check digit. Source: SF Express waybills as
    checked by public integrations. For 11111111: 1+3+5+7+9+(1+1)+(1+3)+(1+5) is 37, so 3 follows.

    >>> SFExpress().digit("11111111")
    '3'
    """

    __slots__ = ()

    def tables(self, length: int) -> Sums:
        """Make the tables."""
        weights = reversed(range(1, 2 * length, 2))
        return Sums.by_weight(
            weights, lambda digit, weight: digit * weight // 10 % 10 + digit * weight % 10, 10, FILLED_UP
        )


class Mod37Mod36(ChainAlgorithm, NoParameters):
    """The hybrid system MOD 37,36 of DPD's parcel labels; digits and letters count 0 to 35.

    Source: ISO/IEC 7064:2003, clause 10. For "A": 36+10 leaves 10, doubled 20, so 37-20 = 17, which is H.

    >>> Mod37Mod36().digit("A")
    'H'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 36
    characters: ClassVar[frozenset[str]] = _ALL

    def tables(self) -> Transitions:
        """Make the tables; a state is the product, 0 never comes."""
        values = dict(zip(ALPHABET, range(36), strict=True))
        doubled = [(total or 36) * 2 % 37 for total in range(36)] * 2
        after = [doubled[product % 36 : product % 36 + 36] for product in range(37)]
        answers = "".join([ALPHABET[(37 - product) % 36] for product in range(37)])
        return Transitions.of(after, answers, first=36, values=values)


ALGORITHMS: dict[str, Callable[..., Algorithm]] = {
    "correos": Correos,
    "gs1": GS1,
    "iso6346": ISO6346,
    "luhn": Luhn,
    "mod10": Mod10,
    "mod11": Mod11,
    "mod11_mod10": Mod11Mod10,
    "mod37_36": Mod37Mod36,
    "mod7": Mod7,
    "s10": S10,
    "sf_express": SFExpress,
}
"""The algorithms by the name that a definition uses."""
