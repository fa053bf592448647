"""Check digits, one small class an algorithm.

An algorithm is named in a definition by the key of `ALGORITHMS`; its parameters are the class's fields. It answers one
question: which character must follow this payload? Most are sums: each position adds a number read from a table of
256 bytes, and the sum picks the character. `sums` gives those tables, so that one number and a column of numbers
are judged by the same ones.
"""

from __future__ import annotations

from functools import cache
from itertools import cycle, islice
from operator import getitem
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ALGORITHMS", "Algorithm", "Sums"]

DIGITS = "0123456789"
_integer = int.from_bytes
ALPHABET = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Algorithm(Protocol):
    """What every check-digit class offers."""

    outcomes: ClassVar[int]
    """How many different check characters there are."""

    def digit(self, payload: str) -> str | None:
        """The check character for a payload; None when a character of the payload has no value."""

    def sums(self, length: int) -> Sums | None:
        """The algorithm as tables, for a payload of that length; None when it is not a sum: then it has ``steps``."""

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number, as ASCII: its payload is ``number[start:end]``, its check character ``number[at]``.

        The number must match its format's pattern.
        """


class Sums(NamedTuple):
    """A check digit as a sum: ``answers[sum(rows[i][payload[i]])]`` is the check character's byte."""

    rows: tuple[bytes, ...]
    """A table of 256 bytes for each position: what that character adds."""
    answers: bytes
    """The check character for each possible sum."""


def _sums(rows: Iterable[Callable[[str], int]], characters: str, modulus: int, answer: str, start: int = 0) -> Sums:
    """Tables from what each position adds (a function of the character) and the answer for each remainder."""
    tables = []
    for value in rows:
        table = bytearray(256)
        for character in characters:
            table[ord(character)] = value(character) % modulus
        tables.append(bytes(table))
    most = len(tables) * (modulus - 1) + 1
    return Sums(tuple(tables), bytes(ord(answer[(start + total) % modulus]) for total in range(most)))


class _Linear:
    """What the sums share: the check character is read off the tables."""

    __slots__ = ()
    outcomes: ClassVar[int] = 10
    characters: ClassVar[str] = DIGITS

    def sums(self, length: int) -> Sums:
        raise NotImplementedError  # pragma: no cover - every class below has its own

    def digit(self, payload: str) -> str | None:
        """The check character for a payload; None when a character of the payload has no value."""
        if not payload or any(character not in self.characters for character in payload):
            return None
        rows, answers = self.sums(len(payload))
        return chr(answers[sum(map(getitem, rows, payload.encode()))])

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number."""
        rows, answers = self.sums(end - start)
        return lambda number: answers[sum(map(getitem, rows, number[start:end]))] == number[at]


class _Plain(NamedTuple):
    """An algorithm without parameters."""


def _weights(weights: tuple[int, ...], side: str, length: int) -> list[int]:
    """The weights of each position, from the left."""
    found = list(islice(cycle(weights), length))
    return found if side == "left" else found[::-1]


class _Mod10(NamedTuple):
    weights: tuple[int, ...]
    """Repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""
    letter_a: int | None = None
    """The value of A; B has one more, and so on, modulo 10. Without it a payload has digits only."""
    add: int = 0
    """A constant added to the sum."""
    prefix: str = ""
    """Digits that the number leaves out but the sum counts, in front of the payload."""
    complement: bool = True
    """Whether the check digit fills the sum up to a multiple of 10; else it is the sum's last digit."""


class Mod10(_Linear, _Mod10):
    """Weighted sum modulo 10.

    Sources: GLS Uni-Box technical documentation, chapter 3.2.1 (weights 3, 1 from the left, 1 added); the UPS 1Z
    number (weights 1, 2, A counts 2): 001985YW9974479 adds up to 120, so 0 follows.

    >>> Mod10((1, 2), letter_a=2).digit("001985YW9974479")
    '0'
    >>> Mod10((3, 1), add=1).digit("Z")
    """

    __slots__ = ()

    @property
    def characters(self) -> str:  # type: ignore[override]
        """The characters that have a value."""
        return DIGITS if self.letter_a is None else ALPHABET

    def _plan(self, length: int) -> tuple[list[int], int, str]:
        """The payload's weights, what the sum begins with, and the check digit for each remainder."""
        whole = _weights(self.weights, self.side, length + len(self.prefix))
        start = self.add + sum(int(digit) * weight for digit, weight in zip(self.prefix, whole, strict=False))
        return whole[len(self.prefix) :], start, DIGITS[0] + DIGITS[:0:-1] if self.complement else DIGITS

    def _value(self, character: str) -> int:
        return int(character) if character in DIGITS else (ord(character) - ord("A") + (self.letter_a or 0)) % 10

    @cache  # noqa: B019 - the instances are the few parameter sets of the definitions
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        weights, start, answer = self._plan(length)
        rows = [lambda c, w=weight: self._value(c) * w for weight in weights]
        return _sums(rows, self.characters, 10, answer, start)

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number.

        Two weights in turn need no loop: the values, read as one integer of base 256, are modulo 256**2 - 1 the sum of
        every second value, times 256, plus the sum of the others.
        """
        if len(self.weights) != 2 or not 2 <= end - start <= 50:
            return super().tester(start, end, at)
        values = bytearray(256)
        for character in self.characters:
            values[ord(character)] = self._value(character)
        weights, begin, answer = self._plan(end - start)
        answers = b""
        for high in range(9 * ((end - start) // 2) + 1):
            so_far = begin + high * weights[-2]
            ring = bytes(ord(answer[(so_far + low * weights[-1]) % 10]) for low in range(10))
            answers += (ring * 26)[:256]
        table = bytes(values)
        return lambda number: answers[_integer(number[start:end].translate(table)) % 65535] == number[at]


class _GS1(NamedTuple):
    prefix: str = ""
    """Digits that the number leaves out but the sum counts (FedEx SmartPost: 92)."""


class GS1(_Linear, _GS1):
    """GS1's check digit of the SSCC and of every GS1 key: weights 3, 1 from the right, modulo 10.

    Source: GS1 General Specifications, section 7.9, whose SSCC is 376104250021234569: the sum is 101, so 9 follows.

    >>> GS1().digit("37610425002123456")
    '9'
    >>> GS1(prefix="92").digit("6129999862034151525")
    '2'
    """

    __slots__ = ()

    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        return Mod10((3, 1), "right", prefix=self.prefix).sums(length)

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number."""
        return Mod10((3, 1), "right", prefix=self.prefix).tester(start, end, at)


class Luhn(_Linear, _Plain):
    """Luhn's check digit: every second digit from the right doubled, tens and units added, modulo 10.

    Source: ISO/IEC 7812-1, annex B. 7992739871: 7+9+9+4+7+6+9+7+7+2 is 67, so 3 follows.

    >>> Luhn().digit("7992739871")
    '3'
    """

    __slots__ = ()

    @cache  # noqa: B019 - one instance
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        rows = [lambda c, w=weight: sum(divmod(int(c) * w, 10)) for weight in _weights((2, 1), "right", length)]
        return _sums(rows, DIGITS, 10, DIGITS[0] + DIGITS[:0:-1])


class Mod7(_Linear, _Plain):
    """The payload, read as one integer, modulo 7.

    Sources: DHL Express waybills; Japan's 7DR ("7 divide remainder") of Japan Post, Yamato, Sagawa and Seino; IATA
    Resolution 600a for the serial of an air waybill. 1234567 modulo 7 is 5.

    >>> Mod7().digit("1234567")
    '5'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 7

    @cache  # noqa: B019 - one instance
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        weights = [pow(10, place, 7) for place in range(length - 1, -1, -1)]
        rows = [lambda c, w=weight: int(c) * w for weight in weights]
        return _sums(rows, DIGITS, 7, DIGITS[:7])

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number."""
        return lambda number: int(number[start:end]) % 7 == number[at] - 48


class _Mod11(NamedTuple):
    weights: tuple[int, ...]
    """Repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""
    ten: str = "0"
    """What is written when 11 minus the remainder is 10."""
    eleven: str = "0"
    """What is written when the remainder is 0."""


class Mod11(_Linear, _Mod11):
    """Weighted sum; 11 minus its remainder modulo 11.

    Source: Ukrposhta's 13-digit numbers (weights 7, 6, 5, 4, 3, 2 twice, 10 and 11 both written 0).
    For 050376541978: 0+30+0+12+21+12+35+24+5+36+21+16 is 212, remainder 3, so 8 follows.

    >>> Mod11((7, 6, 5, 4, 3, 2)).digit("050376541978")
    '8'
    """

    __slots__ = ()

    @cache  # noqa: B019 - the instances are the few parameter sets of the definitions
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        rows = [lambda c, w=weight: int(c) * w for weight in _weights(self.weights, self.side, length)]
        return _sums(rows, DIGITS, 11, self.eleven + self.ten + "987654321")


class S10(_Linear, _Plain):
    """The check digit of the postal identifier S10 (two letters, eight digits, check digit, country).

    Source: UPU technical standard S10. Weights 8 6 4 2 3 5 9 7; 11 minus the remainder modulo 11; 10 is written 0
    and 11 is written 5. For 47312482: 32+42+12+2+6+20+72+14 is 200, remainder 2, so 9 follows.

    >>> S10().digit("47312482")
    '9'
    """

    __slots__ = ()
    SERVICES: ClassVar[dict[str, str]] = {
        "A": "letter post, recorded delivery",
        "C": "parcel post",
        "E": "express mail (EMS)",
        "H": "parcel post, e-commerce",
        "L": "letter post, tracked packet",
        "M": "letter post, M bag",
        "R": "letter post, registered",
        "U": "letter post, untracked",
        "V": "letter post, insured",
        **dict.fromkeys(
            ("AV", "AW", "AX", "AY", "AZ", "B", "D", "GA", "GD", "N", "P", "Z"), "domestic or by agreement"
        ),
        **dict.fromkeys(map("Q{}".format, "ABCDEFGHIJKLM"), "international business reply"),
    }
    """What the first two letters of an S10 number, or the first, mean, where the standard says so; others are reserved."""

    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        return Mod11((8, 6, 4, 2, 3, 5, 9, 7), ten="0", eleven="5").sums(length)


class _Mod11Mod10(NamedTuple):
    weights: tuple[int, ...]
    """Repeated over the payload."""
    side: Literal["left", "right"] = "left"
    """The end at which the first weight stands."""


class Mod11Mod10(_Linear, _Mod11Mod10):
    """Weighted sum modulo 11, of which the last digit counts (a remainder of 10 is written 0).

    Source: FedEx Express and Ground 12-digit numbers (weights 1, 3, 7 from the right). For 98657878885 the sum is
    9*3+8+6*7+5*3+7+8*7+7*3+8+8*7+8*3+5 = 269, remainder 5.

    >>> Mod11Mod10((1, 3, 7), "right").digit("98657878885")
    '5'
    """

    __slots__ = ()

    @cache  # noqa: B019 - the instances are the few parameter sets of the definitions
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        rows = [lambda c, w=weight: int(c) * w for weight in _weights(self.weights, self.side, length)]
        return _sums(rows, DIGITS, 11, DIGITS + "0")


class ISO6346(_Linear, _Plain):
    """The check digit of a shipping container's number.

    Source: ISO 6346:2022, annex A. A counts 10 and each letter one more, multiples of 11 left out; position i counts
    2**i; modulo 11, modulo 10. For CSQU305438 the sum is 6185, remainder 3.

    >>> ISO6346().digit("CSQU305438")
    '3'
    """

    __slots__ = ()
    characters: ClassVar[str] = ALPHABET

    @cache  # noqa: B019 - one instance
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        values = dict(zip(ALPHABET, (value for value in range(39) if value % 11 or not value), strict=True))
        rows = [lambda c, w=2**place: values[c] * w for place in range(length)]
        return _sums(rows, ALPHABET, 11, DIGITS + "0")


class Correos(_Linear, _Plain):
    """The control letter of Correos: the characters' ASCII codes added up, modulo 23, into the letters of the DNI.

    Source: Correos' barcode specification as implemented by several integrations; the letters are those of the
    Spanish identity card. "PQ" is 80 + 81 = 161, remainder 0, so T follows.

    >>> Correos().digit("PQ")
    'T'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 23
    characters: ClassVar[str] = ALPHABET

    @cache  # noqa: B019 - one instance
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        return _sums([ord] * length, ALPHABET, 23, "TRWAGMYFPDXBNJZSQVHLCKE")


class SFExpress(_Linear, _Plain):
    """SF Express: from the right, weights 1, 3, 5, 7, ...; each product adds its tens and its units, modulo 10.

    The payload is what stands between the three-digit area code and the check digit. Source: SF Express waybills as
    checked by public integrations. For 11111111: 1+3+5+7+9+(1+1)+(1+3)+(1+5) is 37, so 3 follows.

    >>> SFExpress().digit("11111111")
    '3'
    """

    __slots__ = ()

    @cache  # noqa: B019 - one instance
    def sums(self, length: int) -> Sums:
        """The algorithm as tables."""
        rows = [
            lambda c, w=2 * place + 1: int(c) * w // 10 % 10 + int(c) * w % 10 for place in range(length - 1, -1, -1)
        ]
        return _sums(rows, DIGITS, 10, DIGITS[0] + DIGITS[:0:-1])


class Mod37Mod36(_Plain):
    """The hybrid system MOD 37,36 of DPD's parcel labels; digits and letters count 0 to 35.

    Source: ISO/IEC 7064:2003, clause 10. For "A": 36+10 leaves 10, doubled 20, so 37-20 = 17, which is H.

    >>> Mod37Mod36().digit("A")
    'H'
    """

    __slots__ = ()
    outcomes: ClassVar[int] = 36

    def digit(self, payload: str) -> str | None:
        """The check character for a payload; None when a character of the payload has no value."""
        product = 36
        for character in payload:
            value = ALPHABET.find(character)
            if value < 0:
                return None
            product = (product + value) % 36 or 36
            product = product * 2 % 37
        return ALPHABET[(37 - product) % 36]

    def sums(self, length: int) -> None:
        """Each step depends on the one before: this is no sum."""
        return

    def steps(self) -> tuple[bytes, bytes]:
        """The system as tables: ``after[36 * state + value]`` is the next state, from 36 on; and each state's check character."""
        after = [((state + value) % 36 or 36) * 2 % 37 for state in range(37) for value in range(36)]
        return bytes(after), bytes(ord(ALPHABET[(37 - state) % 36]) for state in range(37))

    def tester(self, start: int, end: int, at: int) -> Callable[[bytes], bool]:
        """A quick test of a whole number."""
        return lambda number: self.digit(number[start:end].decode()) == chr(number[at])


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
