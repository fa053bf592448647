"""Reads the words before a number: they may speak for a parcel or for something else, and they may name carriers.

Words are data (`tracking.languages.words`); carriers are named by name, alias, or host. What stands right beside a number
may count more (`tracking.text.nearest`).
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import AGAINST, IS, NAMES, SAYS, verdict
from tracking.text.naming import NOBODY, CarrierNames, NamedCarriers, all_of
from tracking.text.speakers import MESSAGE_BEGINS, speaks_again
from tracking.text.tokens import (
    COLON,
    JOINS,
    NUMBER,
    PREFIX,
    STOP,
    Denials,
    Kinds,
    Pieces,
    Spellings,
    pieces,
    tokens_of,
)

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog
    from tracking.text.document import TextDocument

__all__ = ["Announcement", "Before", "ContextReader"]

_WORD = 24
"""The number of characters that are read for the last words before a position."""
_SHORTEST_NAME = 2
_LABEL = re.compile(r"(?:\A|[\n,;|•*\-–—(])[ \t*]*([^\n:;,|]{2,40}):\s*[\"'*`]?\Z")
# What points from a name to its number: an arrow, a bracket's end, two values' quotes. What parts them: a dash, a bar, a cell's end.
_POINTS = re.compile(
    r"(?:[ \t]*(?:[-=]{1,2}[>\x01]|[→⇒➔➜➝➞➡➤⟶►▶»›\]】》}])|[\"'`][ ]?[,;|\t ][ ]?(?=[\"'`]))"
    r"[ \t\"'*`]{0,4}\Z"
)
_PARTS = re.compile(r"""[ \t][-|.•][ \t]{1,4}["'*`]?\Z|(?<=\w)[,;|\t]\Z""")
_BEFORE_NAME = re.compile(r"[ \t\n]-[ \t]|[\n\t,;|•*(\[【《{:：'\"`>\x01→⇒➔➜➝➞➡➤⟶►▶]|\A-[ \t]")
"""Matches what may stand before a name that labels a number."""
_TOGETHER = re.compile(f"[^\x00-{chr(ord(FIRST_TOGETHER) - 1)}]")
"""Matches a sign of the scripts that do not separate words."""
_KEY = re.compile(r"(?<![^\W_])([A-Z]{2,10})-\Z")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}", re.IGNORECASE)
_HOST_ENDS = re.compile(r"[.][a-z]{2}", re.IGNORECASE)  # a quick look before one is searched for


class Announcement(NamedTuple):
    """The meaning of the words before a position."""

    says: int
    """`AGAINST`, `SAYS`, or `NAMES` of `tracking.languages.words`, or 0 for nothing."""
    carriers: NamedCarriers
    """The carriers that are named there, if the words say at least as much as was required."""
    seen: str = ""
    """The text that was read, if it names a carrier."""
    only_name: bool = False
    """Whether only the name right before the position speaks for a parcel."""


_DENIED, _SILENT = Announcement(AGAINST, NOBODY), Announcement(0, NOBODY)


class ContextReader:
    """Reads what stands before numbers, with the names of one catalog's carriers."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._kinds = Kinds()
        self._spellings, self._denials = Spellings(self._kinds), Denials(self._kinds, self._is_name)
        self._pieces = Pieces(self._kinds)

    @cached_property
    def names(self) -> CarrierNames:
        """Return the names. They are made when the first words that may name a carrier are read, since many texts have none."""
        return CarrierNames(self.catalog)

    def denied(self, document: TextDocument, start: int) -> bool:
        """Tell whether the word right before a position speaks against a number, so that no other word counts.

        A colon or a prefix of the number may follow it, "Invoice: INV-", if no other word speaks for a parcel, as in
        "tracking number of your order: ".
        """
        plain = document.plain
        words = plain[start - _WORD if start > _WORD else 0 : start].rsplit(None, 2)
        if len(words) < 2:
            return False  # a single word may be cut
        last = words[-1]
        if not (last.isalpha() or (last[-1] in JOINS and last[:-1].isalpha())):
            return False
        denies = self._denials[last]
        if denies not in (COLON, PREFIX):
            return denies == AGAINST
        if denies == PREFIX:
            *further, before, _ = words
            if not further or self._denials[before] not in (AGAINST, COLON):
                return False
        seen = document.seen_before(start)
        return SAYS not in map(self._pieces.__getitem__, seen.split()) and not (
            denies == PREFIX and _HOST_ENDS.search(seen)
        )

    def _is_name(self, word: str) -> bool:
        return bool(self.names.among([word], [self._spellings[word]]))

    def read(self, seen: str | None, country: str | None, needed: int = AGAINST) -> Announcement:
        """Return the meaning of the words that are seen before a number; None stands for a word against it.

        Carriers are looked for if the words say at least ``needed``.
        """
        if seen is None:
            return _DENIED
        if needed > 0:
            said = [*map(self._pieces.__getitem__, seen.split())]
            if SAYS not in said:  # nothing speaks for a parcel, as in most texts
                return _DENIED if next(filter(None, reversed(said)), 0) == AGAINST else _SILENT
        return self._read_words(seen, country, needed)

    def _read_words(self, seen: str, country: str | None, needed: int) -> Announcement:
        """Return the same as `read`, word by word.

        The last word counts. A word against a number is cancelled by the number that it announced (``order 4711,
        1Z...``), and by the colon or the verb of a clause that began with a tracking number (``tracking number of your
        order: 1Z...``).
        """
        found = tokens_of(seen)
        kinds = [*map(self._kinds.__getitem__, found)]
        says = before = 0
        clause = spared = False
        words: list[str] = []
        kept = words
        for word, kind in zip(found, kinds, strict=True):
            if not kind:
                words.append(word)
            elif kind > 0:
                if kind > says:
                    joined = says == AGAINST and kind == NAMES and not words  # "référence colis"
                    says, words = kind, kept if joined else words
                clause = clause or kind == NAMES
                words.append(word)
            elif kind == AGAINST:
                if says != AGAINST:
                    before, spared, kept = says, clause, words
                says, words = AGAINST, []
            elif says == AGAINST:
                if kind == NUMBER:
                    says, words = before, kept
                elif kind == STOP:
                    spared = False
                elif spared:
                    says, words, spared = NAMES, kept + words, False
                clause = clause and kind == IS
            elif kind != IS:
                clause = False
        if says < needed or not words:
            return Announcement(says, NOBODY)
        carriers = self._carriers(words, seen, country)
        return Announcement(says, carriers, seen if carriers else "")

    def may_speak(self, seen: str) -> bool:
        """Tell whether a text has a word that may speak for a parcel: a quick look before words are read in their order."""
        return SAYS in map(self._pieces.__getitem__, seen.split()) or _TOGETHER.search(seen) is not None

    def behind(self, document: TextDocument, end: int, country: str | None) -> NamedCarriers:
        """Return the carriers that are named after a position, in its sentence and before the next number.

        A name with a colon or a number after it belongs to that.
        """
        seen = document.seen_behind(end)
        if len(seen) < _SHORTEST_NAME or seen[0] in ".!。！":
            return NOBODY
        if seen[0] == "(" and ")" in seen and (said := self.names.named_in(seen.partition(")")[0], country)):
            return said
        seen = seen.lstrip("?？")  # "Where is 4711? UPS says nothing."
        words: list[str] = []
        for word in pieces(seen):
            kind = self._kinds[word]
            if kind == AGAINST:
                break
            if kind in (NUMBER, COLON):
                words = []
                break
            if kind == STOP and word not in ",，":
                break
            if kind != STOP:
                words.append(word)
        return self._carriers(words, "", country) if words else NOBODY

    def labels(self, front: Announcement, country: str | None) -> bool:
        """Tell whether a carrier's name and a colon stand right before the position, ``GLS: ``."""
        label = _LABEL.search(front.seen)
        return label is not None and bool(self._carriers(pieces(label.group(1)), "", country))

    def points(self, front: Announcement) -> bool:
        """Tell whether a carrier's name stands alone right before the position, and an arrow or a bracket behind it: ``GLS → ``."""
        return (points := _POINTS.search(front.seen)) is not None and self._is_name_alone(front.seen[: points.start()])

    def parted_from_name(self, front: Announcement) -> bool:
        """Tell whether a carrier's name stands before the position, with nothing before it and a dash or a cell's end behind it."""
        parts = _PARTS.search(front.seen)
        return parts is not None and self._is_name_alone(front.seen[: parts.start()])

    def _is_name_alone(self, seen: str) -> bool:
        """Tell whether a text ends with a carrier's name between two signs, and without any other word."""
        *_, last = _BEFORE_NAME.split(seen)
        words = pieces(last)
        return bool(words) and self.name_at_end(words) == len(words)

    def ends_with_name(self, seen: str, between: str = " (") -> int:
        """Return how many words the carrier's name at the end of a text has, with these signs behind it; 0 if there is none."""
        seen = seen.rstrip(between)
        words = pieces(seen)
        spellings = [*map(self._spellings.__getitem__, words)]
        return self.names.end(words, spellings) if words and seen.endswith(words[-1]) else 0

    def name_at_end(self, words: list[str]) -> int:
        """Return how many words the name at the end of words has; 0 without one."""
        return self.names.end(words, [*map(self._spellings.__getitem__, words)]) if words else 0

    def kinds_of(self, words: list[str]) -> list[int]:
        """Return the meanings of words and signs, as `tracking.text.tokens` has them."""
        return [*map(self._kinds.__getitem__, words)]

    def names_in(self, seen: str) -> list[str]:
        """Return the carriers' names in a text, in order."""
        words = [word for word in pieces(seen) if self._spellings[word]]
        return self.names.among(words, [*map(self._spellings.__getitem__, words)])

    def named_among(self, words: list[str], country: str | None) -> NamedCarriers:
        """Return the carriers that words name, the last name first. Signs and numbers among them count as nothing."""
        return self._carriers([word for word in words if self._spellings[word]], "", country)

    def _carriers(self, words: list[str], seen: str, country: str | None) -> NamedCarriers:
        """Return the carriers that words name, the last name first, or that a host names."""
        spellings = [*map(self._spellings.__getitem__, words)]
        carriers = self.names.meant_by(self.names.among(words, spellings), country)
        if _HOST_ENDS.search(seen):
            carriers = all_of([carriers, *map(self.names.on_host, _HOST.findall(seen))])
        return carriers


class Before:
    """Reads what stands before the positions of one text. What is known about the last position is kept for the next question."""

    def __init__(self, document: TextDocument, words: ContextReader, country: str | None) -> None:
        self._document, self._words, self._country = document, words, country
        self._at = self._read_at = -1
        """The last positions that `denied` and `in_front` were asked about."""
        self._denied = False
        self._front = _SILENT

    def denied(self, start: int) -> bool:
        """Tell whether the word right before a position speaks against a number, so that no other word counts."""
        if self._at != start:
            document = self._document
            self._at, self._denied = start, self._words.denied(document, start)
            if self._denied and not document.markup and ":" in document.plain[start - 3 if start > 3 else 0 : start]:
                seen = document.seen_before(start)  # who speaks in a chat is no such word: "Customer: "
                self._denied = self._unspoken(seen, start) == seen
        return self._denied

    def _unspoken(self, seen: str, start: int) -> str:
        """Return a text before a position without the speaker of its last line, if that is a word for another number."""
        above, end, line = seen.rpartition("\n")
        begins = MESSAGE_BEGINS.match(line) if ":" in line else None
        if begins is None:
            return seen
        name = begins["name"]
        if name and _is_for_another(name) and speaks_again(self._document.plain, name, start):
            return above + end + line[begins.end() :]
        return seen

    def seen(self, start: int) -> str | None:
        """Return what a reader sees before a position; None if the word right before it speaks against a number."""
        if self.denied(start):
            return None
        seen = self._document.seen_before(start)
        if seen[-1:] == "-" and (key := _KEY.search(seen)) and verdict(key.group(1)) == SAYS:
            return None  # the key of an issue: SHIP-990183746
        return self._unspoken(seen, start) if ":" in seen and not self._document.markup else seen

    def in_front(self, start: int) -> Announcement:
        """Return the meaning of the words before a position, and the carriers that they name."""
        if self._read_at != start:
            self._read_at, self._front = start, self._words.read(self.seen(start), self._country)
        return self._front


@lru_cache(maxsize=1024)
def _is_for_another(name: str) -> bool:
    """Tell whether the name before a message has a word for another number."""
    return AGAINST in map(verdict, pieces(name))
