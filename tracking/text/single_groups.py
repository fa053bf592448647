"""Single groups of letters and digits, alone or among others: ``1Z5R89390357567127``, ``DHL-986578788855``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.languages.words import verdict
from tracking.spelling.texts import NOTHING
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND
from tracking.text.letters_apart import JOINS_LETTERS, POSTAL, LettersApart

if TYPE_CHECKING:
    from tracking.text.gathering import Gatherer
    from tracking.text.lengths import StrongLengths
    from tracking.text.links import LinkReader
    from tracking.text.noise import NoiseRules

__all__ = ["SingleGroups", "assigned"]

_SHORTEST_SIGNED = 10
"""The least length of a number behind a #."""
_UNDERSCORED = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{1,8}_\Z")
_WORD_STICKS = re.compile(r"([0-9]{10,})[A-Z][a-z]{2,}\Z")
"""Matches a number with a word right behind it, without NOTHING."""
_SLASHED = re.compile(r"(?<![0-9A-Za-z/.\-])[0-9]{2,5}/\Z")
_NUMBERED = re.compile(r"(?<![a-zA-Z0-9])[a-z]{0,20}(?:no|nr|num)\.\Z", re.IGNORECASE)
_LONGEST_PERSON, _PERSON = 9, re.compile(r"(?<![0-9A-Za-z])[A-Z]-\Z")
"""The greatest number of digits of a person or a company of Venezuela, and what stands before them: V-85090554."""
_ASSIGNED = re.compile(r"((?:[A-Za-z_\-]{2,30} )?[A-Za-z_\-]{2,30})=\x00{0,8}\Z")
_WORD_BEFORE = re.compile(r"(?:^|[\s,;:(\[|])[A-Z0-9]{2,41}/\Z")
_WORD_BEHIND = re.compile(r"/[A-Z0-9]{2,41}(?:$|[\s,;:)\]|.])")


class SingleGroups:
    """Reads groups one by one."""

    def __init__(self, noise: NoiseRules, lengths: StrongLengths, links: LinkReader) -> None:
        self._noise, self._links = noise, links
        self._letters = LettersApart(lengths)
        self._digit_lengths, self._mixed_lengths = lengths.of_digits, lengths.of_mixed

    def read(self, gatherer: Gatherer, start: int, end: int, before: str, weak_counts: bool) -> None:
        """Read a group. ``before`` is the character before it; ``weak_counts`` says whether weak evidence may count."""
        plain = gatherer.plain
        number = plain[start:end]
        if NOTHING in number:
            number = number.replace(NOTHING, "")
        if not SHORTEST_FOUND <= len(number) <= LONGEST_FOUND:
            return
        digits = number.isdecimal()
        if not digits:
            if number[-1].islower() and (
                found := _WORD_STICKS.match(number)
            ):  # a page's text without the gaps between its cells
                number = found.group(1)
                end, digits = start + len(number), True
            number = number.upper()
        behind = plain[end : end + 1]
        if before == "/" and digits and _read_slashed(gatherer, start, end, number):
            return
        if (
            self._noise.glued(before, behind, digits)
            and not (before == "#" and self.numbered(gatherer, start, number, behind))
            and (
                (before in "/=" and self._links.read_bare(gatherer, start))
                or (digits and (before != "=" or self._noise.glued(" ", behind, digits)))
                or not assigned(plain, start, end, before, behind)
            )
        ):
            return
        if before in "-._" or behind in "-._":
            beyond_before, beyond_behind = plain[start - 2 : start - 1], plain[end + 1 : end + 2]
            if (before == "_" and beyond_before.isalnum()) or (behind == "_" and beyond_behind.isalnum()):
                _read_underscored(gatherer, start, end, number)
                return
            weak_counts = (
                weak_counts
                and not (
                    before == "-" and len(number) <= _LONGEST_PERSON and _PERSON.search(plain, max(0, start - 3), start)
                )
                and _stands_apart(behind, beyond_behind, gatherer.words_count)
                and (
                    _stands_apart(before, beyond_before, gatherer.words_count)
                    or (plain[start - 1] == "." and _NUMBERED.search(plain, max(0, start - 25), start) is not None)
                )
            )
        strong = (self._digit_lengths if digits else self._mixed_lengths)[number[:2]] >> len(number) & 1
        if not strong and (not weak_counts or gatherer.denied(start, number, digits)):
            return  # no strong format has this beginning and length
        apart = before in JOINS_LETTERS and self._letters.before(plain, start) > 0
        if apart and len(number) in POSTAL and self._letters.read(gatherer, start, end, strong=True):
            return
        kept, matches = False, gatherer.matches(number)
        if matches:
            kept = gatherer.consider(start, end, number, matches, weak_counts)
        elif weak_counts and gatherer.words_count:
            kept = gatherer.announced(start, end, number, matches)
        if apart and digits and weak_counts and not kept:
            self._letters.read(gatherer, start, end, strong=False)

    def numbered(self, gatherer: Gatherer, start: int, number: str, behind: str) -> bool:
        """Tell whether the # right before digits belongs to a word for parcels or a carrier's name, and nothing sticks to their end.

        Shops number their shipments so: Shipment #100002876. So the number must be longer, and some format has to guess it.
        """
        return (
            len(number) >= _SHORTEST_SIGNED
            and not self._noise.glued(" ", behind, True)
            and bool(gatherer.matches(number))
            and gatherer.behind_parcel_sign(start)
        )


def assigned(plain: str, start: int, end: int, before: str, behind: str) -> bool:
    """Tell whether a number belongs to the word that a sign joins it to.

    It is the value of a name that speaks for it (``tracking=1Z...``), or one of two words (``UPS/1Z...``).
    """
    if before == "=":
        name = _ASSIGNED.search(plain, max(0, start - 40), start)
        return name is not None and any(verdict(word) > 0 for word in re.split("[_ -]", name.group(1)) if word)
    if before == "/":
        return _WORD_BEFORE.search(plain, max(0, start - 48), start) is not None
    return behind == "/" and _WORD_BEHIND.match(plain, end) is not None


def _stands_apart(sign: str, beyond: str, words_count: bool) -> bool:
    """Tell whether a number remains a number by itself, although a sign and another character stand beside it."""
    if sign == "-":
        return not (beyond.isdecimal() or (beyond.isalpha() and not words_count))
    return sign != "." or not (beyond.isdecimal() or beyond.islower())


def _read_slashed(gatherer: Gatherer, start: int, end: int, number: str) -> bool:
    """Read a number that contains a slash, as NACEX's does: 9900/99000002. Return False if no format has it."""
    front = _SLASHED.search(gatherer.plain, max(0, start - 6), start)
    if not front or not gatherer.words_count or gatherer.plain[end : end + 1] == "/":
        return False
    number = front.group() + number
    matches = gatherer.matches(number)
    return bool(matches) and gatherer.announced(front.start(), end, number, matches)


def _read_underscored(gatherer: Gatherer, start: int, end: int, number: str) -> None:
    """Read a number that contains an underscore. Any other word with one is not a number."""
    front = _UNDERSCORED.search(gatherer.plain, max(0, start - 12), start)
    if front:
        number = front.group().upper() + number
        if matches := gatherer.matches(number):
            gatherer.consider(front.start(), end, number, matches, False)
