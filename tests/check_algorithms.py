"""Check-digit algorithms as somebody outside might write them, from `Algorithm` alone: what their sources say and no more."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
DIHEDRAL = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


class Damm:
    """H. Michael Damm, 2004: a totally anti-symmetric quasigroup of order 10. 572 is followed by 4."""

    outcomes: ClassVar[int] = 10

    def digit(self, payload: str) -> str | None:
        interim = "0"
        for character in payload:
            if character not in "0123456789":
                return None
            interim = DAMM[int(interim)][int(character)]
        return interim


class Verhoeff:
    """Jacobus Verhoeff, 1969: the dihedral group of order 10. 236 is followed by 3."""

    outcomes: ClassVar[int] = 10

    def digit(self, payload: str) -> str | None:
        total = 0
        for place, character in enumerate(reversed(payload), 1):
            if character not in "0123456789":
                return None
            total = int(DIHEDRAL[total][int(PERMUTED[place % 8][int(character)])])
        return str(next(digit for digit in range(10) if DIHEDRAL[total][digit] == "0"))


class Prefixed(NamedTuple):
    prefix: str = ""
    """Digits before the payload that the number omits but the sum includes."""


class Mod97Mod10(Prefixed):
    """ISO/IEC 7064, MOD 97-10: two check digits; A counts 10, B 11, ... 794 is followed by 44."""

    outcomes: ClassVar[int] = 97

    def digit(self, payload: str) -> str | None:
        if not (payload.isascii() and payload.isalnum() and payload == payload.upper()):
            return None
        number = int("".join(str(int(character, 36)) for character in self.prefix + payload))
        return f"{98 - number * 100 % 97:02}"
