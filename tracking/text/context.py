"""Reads the words before a number: they may speak for a parcel or for something else, and they may name carriers.

Words are data (`tracking.languages.words`); carriers are named by name, alias, or host. Only `ContextReader.in_front` decides
what the text announces at a place.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.folding import bare
from tracking.languages.words import AGAINST, IS, NAMES, SAYS, is_number_word
from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.naming import NOBODY, CarrierNames, NamedCarriers, all_of
from tracking.text.tokens import COLON, NUMBER, STOP, Denials, Kinds, Pieces, Spellings, pieces, tokens_of

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog
    from tracking.text.document import TextDocument

__all__ = ["Announcement", "ContextReader", "seen_before", "seen_behind"]

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
_SMALL, _MOST_SMALL = 5, 2
"""The greatest length of a small word between a carrier's name and a word for a number, and the greatest number of them."""
_SIGNS = frozenset(":\n：,.;!?，；。")
_BLOCK = re.compile(r"</?(?:tr|p|br|div|h[1-6]|li|table|hr)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>?")
_MARKED = re.compile(f"[<>{NOTHING}]|[\\s]\\s")
_SPACE = re.compile(r"[\s]\s+")  # it begins with a set of characters, for which `re` searches fastest
_LABEL = re.compile(r"(?:\A|[\n,;|•*\-–—(])[ \t*]*([^\n:;,|]{2,40}):\s*[\"'*`]?\Z")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}", re.IGNORECASE)


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
        self._spellings, self._denials = Spellings(self._kinds), Denials(self._kinds)
        self._pieces = Pieces(self._kinds)

    @cached_property
    def names(self) -> CarrierNames:
        """Return the names. They are made when the first words that may name a carrier are read, since many texts have none."""
        return CarrierNames(self.catalog)

    def in_front(self, document: TextDocument, start: int, country: str | None, needed: int = AGAINST) -> Announcement:
        """Return the meaning of the words before a position. Carriers are looked for if they say at least ``needed``."""
        if self.denied(document.plain, start):
            return _DENIED
        return self.read(seen_before(document.plain, start, document.markup), country, needed)

    def denied(self, plain: str, start: int) -> bool:
        """Tell whether the word right before a position speaks against a number, so that no other word counts."""
        words = plain[start - _WORD if start > _WORD else 0 : start].split()
        # A single word may be cut. A word with signs or digits in it is read with the words before it.
        return len(words) > 1 and words[-1].isalpha() and self._denials[words[-1]]

    def read(self, seen: str, country: str | None, needed: int) -> Announcement:
        """Return the meaning of the words that are seen before a number.

        The last word counts. A word against a number is cancelled by the number that it announced (``order 4711,
        1Z...``), and by the colon or the verb of a clause that began with a tracking number (``tracking number of your
        order: 1Z...``).
        """
        if needed > 0:
            said = [*map(self._pieces.__getitem__, seen.split())]
            if SAYS not in said:  # nothing speaks for a parcel, as in most texts
                return _DENIED if next(filter(None, reversed(said)), 0) == AGAINST else _SILENT
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

    def last_word(self, seen: str) -> str:
        """Return the last word of a text, folded, without a word for a number behind it; empty without one."""
        words = _words_of(seen)
        while words and is_number_word(words[-1]):
            words.pop()
        return bare(words[-1]) if words else ""

    def labels(self, front: Announcement, country: str | None, one_group: bool) -> bool:
        """Tell whether a carrier's name and a colon stand right before the position, ``GLS: ``; or, before one group, ``GLS no. ``.

        A telephone number is printed in several groups.
        """
        label = _LABEL.search(front.seen)
        if label is not None and self._carriers(pieces(label.group(1)), "", country):
            return True
        return one_group and self.numbered(front.seen) > 0

    def ends_with_name(self, front: Announcement, one_group: bool, between: str = " (") -> int:
        """Return how many words the carrier's name before the position has, with these signs between; 0 if there is none.

        Before one group, a word for a number may stand behind the name, and counts: "DPD, onder nummer" has three words.
        """
        seen = front.seen.rstrip(between)
        words = pieces(seen)
        if not words or not seen.endswith(words[-1]):
            return self.numbered(front.seen) if one_group else 0
        return self._name_at_end(words) or (self.numbered(seen) if one_group else 0)

    def _name_at_end(self, words: list[str]) -> int:
        return self.names.end(words, [*map(self._spellings.__getitem__, words)]) if words else 0

    def numbered(self, seen: str) -> int:
        """Return how many words a name and the word for a number behind it have, with at most two small words between."""
        words = _words_of(seen)
        if seen.rstrip(" :").endswith("#") and (many := self._name_at_end(words)):
            return many
        first = len(words)
        while first and is_number_word(words[first - 1]):
            first -= 1
        if first == len(words):
            return 0
        for small in range(_MOST_SMALL + 1):
            rest = words[: first - small] if first > small else []
            if not rest:
                break
            if many := self._name_at_end(rest):
                return len(words) - len(rest) + many
            if len(rest[-1]) > _SMALL or not rest[-1].islower() or self._kinds[rest[-1]]:
                break
        return 0

    def _carriers(self, words: list[str], seen: str, country: str | None) -> NamedCarriers:
        """Return the carriers that words name, the last name first, or that a host names."""
        spellings = [*map(self._spellings.__getitem__, words)]
        carriers = self.names.meant_by(self.names.among(words, spellings), country)
        if "." in seen:
            carriers = all_of([carriers, *map(self.names.on_host, _HOST.findall(seen))])
        return carriers


def _words_of(seen: str) -> list[str]:
    """Return the words of a text without signs, up to the last ones that end a sentence or a line."""
    words: list[str] = []
    for word in reversed(pieces(seen)):
        if word in ".;!?。！？；\n" and words:
            break
        if word not in _SIGNS:
            words.append(word)
    return words[::-1]


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
