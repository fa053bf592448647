"""From a number to the formats that accept it.

Theory of operation
-------------------
A carrier's *format* is a pattern, maybe with a check digit. When definitions are compiled, each pattern is expanded into
*shapes*: for one length, the characters that may stand at each place. Some 1,200 shapes at 36 lengths may name a carrier, and
a number has to find the few that it fits without looking at the others.

**Masks.** A shape is written as a *mask*, a character for each place: ``1Zxxxxxxxxxxxxxxxd`` is UPS's number,
``lldddddddddDE`` a postal number of Germany (`tracking.definitions.shapes.Mask`). For a test, a mask becomes two integers,
and the number becomes one, its *code*; ``code & care == value`` tests every place at once (`tracking.definitions.masks`). No
pattern is compiled, except for a predicate of the few formats that look ahead. So a shape costs a microsecond to make and
0.03 to test, where a compiled pattern costs 46 and 0.2.

**A first number** is tried with shapes, one after the other. Nothing is made of a format that does not accept it,
since most beginnings are never met again: what a *trial* needs was worked out when the definitions were compiled, and so
was where it is filed, by the ends of the number (`tracking.definitions.filing`). Four look-ups find the four trials, on
average, that a number may pass (`tracking.matching.trials`). Trials are loaded when the first number of their length comes;
only the summary of a format is read until its parts are needed.

**The index.** When numbers of a kind (a length and the letters at the end, or else the first character) occur again and again,
predicates are made for them. For these, the shapes of a length are filed by the first two and the last two characters of
their masks (`tracking.matching.shape_index`). Each character of a number is allowed by three signs at most (itself, ``d`` or
``l``, and ``x``), so nine look-ups find every shape that may begin like the number. For each of these, nine more find every
shape that may end like it.

**A predicate** is a function for exactly the shapes that may begin like a number (`tracking.matching.predicates`), made
for all numbers with these shapes (`tracking.matching.beginnings`). If the last two characters choose among these, as the
country's letters do at the end of a postal number, there is one predicate for each such ending. A predicate does not repeat
the tests of the beginning and the end. Shapes that are then alike become one test, and a check digit that
several formats share is computed once. Predicates live in dictionaries by length and beginning: a call of the resolver
is two look-ups and the call of a function.

**Checksum tables.** Bare digits are little evidence: twelve of them may be a number of sixteen carriers, with five kinds of check
digits. A predicate that is asked often about such numbers is replaced by one with a *checksum table*, which computes all the
sums together, in six look-ups and an addition (`tracking.matching.checksum_tables`). That takes a ninth of the time, but the
table takes half a millisecond to make, so it is not made for a few numbers.

**Outcomes.** The tests that a number passes and those that it fails are bits of an integer, the *state*. The consequences of
a state are computed once (`tracking.matching.known`): the formats that accept the number, their order, the carrier that
they name. Nothing is ever remembered about a number itself, so a number that never occurs again is answered as quickly.
Formats with more evidence for a letter than for a digit (a prefix of "one to five letters, then digits") have an outcome for each
layout of letters and digits.

**Mistyped numbers.** A number with a wrong check digit does not fit the format. But if the pattern is narrow (`SHADOW` in
`tracking.matching.thresholds`: two fixed letters, say), it is more likely a mistyped number of that format than, by chance, another
carrier's number. So the formats that accept it and say no more than the narrow pattern are given as *likely mistyped*:
they are listed, and no carrier is named. That is part of the outcome. Formats that are *issued elsewhere*, whose carrier only
delivers under the numbers that another one issues, cast no such doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.matching.known import Interned
from tracking.matching.trials import TrialsAtLength

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.definitions.source import Definitions
    from tracking.matching.beginnings import Beginnings
    from tracking.matching.known import KnownFormats

__all__ = ["Matcher"]

RARELY = 16
"""The number of numbers of a kind that are answered without a predicate. Making one takes as long as so many answers save."""


class _Length:
    """The numbers of one length: trials answer the first ones, then predicates are made."""

    def __init__(self, length: int, definitions: Definitions, interned: Interned) -> None:
        self._length, self._definitions, self._interned = length, definitions, interned
        self._trials = TrialsAtLength(length, definitions)
        self.predicates: dict[bytes, Any] = {}
        """The predicates, by the first two characters."""
        self._beginnings: Beginnings | None = None
        self._asked: dict[bytes, int] = {}
        """How often numbers were asked about, by their last letters or, if they end with a digit, by their first character."""

    @property
    def beginnings(self) -> Beginnings:
        """Return the shapes and the predicates made of them."""
        if self._beginnings is None:
            from tracking.matching.beginnings import Beginnings  # a start needs no predicates

            self._beginnings = Beginnings(
                self._length, self._definitions, self._interned, self._trials, self.predicates
            )
        return self._beginnings

    def answer(self, number: bytes) -> KnownFormats | tuple[()]:
        """Return the formats that accept a number, for a beginning that has no predicate yet."""
        kind = number[-2:]
        if not kind.isalpha():
            kind = number[:1]
        asked = self._asked
        times = asked.get(kind, 0)
        if times < RARELY:
            asked[kind] = times + 1
            return self._trials.answer(number, self._interned)
        return self.beginnings.answer(number)

    def near(self, number: bytes) -> list[FormatAtLength]:
        """Return the formats whose pattern a number matches, although its check digit is wrong."""
        return self._trials.near(number)


def _nothing(number: bytes) -> tuple[()]:
    return ()


class Matcher:
    """The formats that may guess, of all lengths."""

    def __init__(self, definitions: Definitions) -> None:
        interned, lengths = Interned(), definitions.lengths
        self._lengths = {length: _Length(length, definitions, interned) for length in lengths if length > 1}
        every = [self._lengths.get(length) for length in range(max(lengths, default=0) + 1)]
        self.predicates: list[dict[bytes, Any]] = [{} if one is None else one.predicates for one in every]
        """The predicates that were made so far, by length and then by the first two characters; see `matches_of`."""
        self.answers: list[Callable[[bytes], Any]] = [_nothing if one is None else one.answer for one in every]
        """The functions, by length, that answer a number as ASCII if its beginning has no predicate."""

    def matches(self, number: str) -> KnownFormats | tuple[()]:
        """Return the formats that may guess and accept a key, in no particular order."""
        return self.matches_of(number.encode()) if number.isascii() else ()

    def matches_of(self, number: bytes) -> KnownFormats | tuple[()]:
        """Return the same as `matches`, for a key as ASCII."""
        length = len(number)
        if length >= len(self.predicates):
            return ()
        predicate = self.predicates[length].get(number[:2]) or self.answers[length]
        found: KnownFormats | tuple[()] = predicate(number)
        return found

    def formats(self, length: int) -> list[FormatAtLength]:
        """Return every format of a length that may guess."""
        numbers = self._lengths.get(length)
        return [] if numbers is None else numbers.beginnings.formats()

    def near(self, number: str) -> list[FormatAtLength]:
        """Return the formats that may guess and whose pattern a key matches, although its check digit is wrong."""
        numbers = self._lengths.get(len(number))
        return [] if numbers is None or not number.isascii() else numbers.near(number.encode())
