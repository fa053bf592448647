"""Reads the words before a number: they may speak for a parcel or for something else, and they may name carriers.

Words are data (`tracking.languages.words`); carriers are named by name, alias, or host. Only `ContextReader.in_front` decides
what the text announces at a place.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import AGAINST, IS, NAMES, SAYS
from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.naming import NOBODY, CarrierNames, NamedCarriers, all_of
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

__all__ = ["Announcement", "ContextReader", "behind_colon", "seen_before", "seen_behind"]

_WORD = 24
"""If the limit falls within a word, that word is read from its beginning, unless that is farther than this."""
_MARKUP = 2000
"""The number of characters of HTML that are read to find those that a reader sees."""
_INDENTED = 300
"""The number of characters that are read between two tags, including the gaps between lines."""
_FILLED = 600
"""The number of characters that are read if some stand for nothing: quoted-printable writes a Greek letter with six."""
_BEHIND = 400
"""The number of characters of HTML that are read to find those that a reader sees after a number."""
_SHORTEST_NAME = 2
_BLOCK = re.compile(r"</?(?:tr|p|br|div|h[1-6]|li|table|hr)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>?")
_MARKED = re.compile(f"[<>{NOTHING}]|[\\s]\\s")
_SPACE = re.compile(r"[\s]\s+")  # it begins with a set of characters, for which `re` searches fastest
_LABEL = re.compile(r"(?:\A|[\n,;|•*\-–—(])[ \t*]*([^\n:;,|]{2,40}):\s*[\"'*`]?\Z")
_TOGETHER = re.compile(f"[^\x00-{chr(ord(FIRST_TOGETHER) - 1)}]")
"""Matches a sign of the scripts that do not separate words."""
_BEHIND_COLON = re.compile(r""":[\s"'*`]{0,3}\Z""")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}", re.IGNORECASE)
_HOST_ENDS = re.compile(r"[.][a-z]{2}", re.IGNORECASE)
"""Matches the end of a host: a quick look before one is searched for."""


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

    def in_front(self, document: TextDocument, start: int, country: str | None, needed: int = AGAINST) -> Announcement:
        """Return the meaning of the words before a position. Carriers are looked for if they say at least ``needed``."""
        return self.read(self.seen(document, start), country, needed)

    def seen(self, document: TextDocument, start: int) -> str | None:
        """Return what a reader sees before a position; None if the word right before it speaks against a number."""
        return None if self.denied(document, start) else seen_before(document.plain, start, document.markup)

    def denied(self, document: TextDocument, start: int) -> bool:
        """Tell whether the word right before a position speaks against a number, so that no other word counts.

        A colon or a prefix of the number may follow it, "Invoice: INV-", if no other word speaks for a parcel, as in
        "tracking number of your order: ".
        """
        plain = document.plain
        words = plain[start - _WORD if start > _WORD else 0 : start].split()
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
        seen = seen_before(plain, start, document.markup)
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
        seen = seen_behind(document, end)
        if len(seen) < _SHORTEST_NAME or seen[0] in ".!?。！？":
            return NOBODY
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

    def ends_with_name(self, front: Announcement, between: str = " (") -> int:
        """Return how many words the carrier's name before the position has, with these signs between; 0 if there is none."""
        seen = front.seen.rstrip(between)
        words = pieces(seen)
        spellings = [*map(self._spellings.__getitem__, words)]
        return self.names.end(words, spellings) if words and seen.endswith(words[-1]) else 0

    def name_at_end(self, words: list[str]) -> int:
        """Return how many words the name at the end of words has; 0 without one."""
        return self.names.end(words, [*map(self._spellings.__getitem__, words)]) if words else 0

    def _carriers(self, words: list[str], seen: str, country: str | None) -> NamedCarriers:
        """Return the carriers that words name, the last name first, or that a host names."""
        spellings = [*map(self._spellings.__getitem__, words)]
        carriers = self.names.meant_by(self.names.among(words, spellings), country)
        if _HOST_ENDS.search(seen):
            carriers = all_of([carriers, *map(self.names.on_host, _HOST.findall(seen))])
        return carriers


def seen_before(plain: str, start: int, markup: bool) -> str:
    """Return what a reader sees before a position: without tags, and without the gaps between lines of HTML."""
    near = plain[max(0, start - thresholds.REACH - _WORD) : start]
    if markup:
        plain = _without_tags(plain, start) if _MARKED.search(near) else near
    elif NOTHING in near:
        plain = plain[max(0, start - _FILLED) : start].replace(NOTHING, "")
    else:
        plain = near
    start, reach = len(plain), thresholds.REACH
    if start <= reach:
        return plain
    low = start - reach
    if plain[low - 1].isalnum():  # a word that the limit cuts is read from its beginning
        least = max(0, low - _WORD)
        low = max(plain.rfind(" ", least, low), plain.rfind("\n", least, low), least - 1) + 1
    return plain[low:]


def behind_colon(plain: str, start: int) -> bool:
    """Tell whether a colon stands before a position, with signs like quotes between."""
    near = plain[max(0, start - 4) : start]
    return ":" in near and _BEHIND_COLON.search(near) is not None


def seen_behind(document: TextDocument, end: int) -> str:
    """Return what a reader sees after a position, on its line."""
    plain, reach = document.plain, thresholds.REACH
    if document.markup:
        seen = plain[end : end + _BEHIND]
        if block := _BLOCK.search(seen):
            seen = seen[: block.start()]
        if "<" in seen:
            seen = _TAG.sub(" ", seen)
        seen = seen.replace("\n", " ")
    else:
        seen = plain[end : end + _WORD + (_FILLED if NOTHING in plain[end : end + reach] else reach)].partition("\n")[0]
    seen = seen.replace(NOTHING, "").strip()
    if len(seen) <= reach:
        return seen
    stop = reach
    while stop < min(len(seen), reach + _WORD) and seen[stop].isalnum():
        stop += 1
    return seen[:stop]


def _without_tags(plain: str, end: int) -> str:
    """Return the last characters of HTML that a reader sees, tag by tag backwards."""
    low, missing = max(0, end - _MARKUP), thresholds.REACH + _WORD
    pieces: list[str] = []
    while missing > 0 and end > low:
        closed = plain.rfind(">", low, end)
        piece = plain[max(low, closed + 1, end - _INDENTED) : end]
        if "\n" in piece or "  " in piece:
            piece = _SPACE.sub(" ", piece)
        if NOTHING in piece:
            piece = piece.replace(NOTHING, "")
        pieces.append(piece)
        missing -= len(piece) + 1
        if closed < 0:
            break
        opened = plain.rfind("<", low, closed)
        # A > that does not close a tag begins a quoted line, or is an arrow.
        end = opened if opened >= 0 and plain.rfind(">", opened, closed) < 0 else closed
    return " ".join(reversed(pieces))
