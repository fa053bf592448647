"""What the words in front of a number say: whether they speak for a parcel or for something else, and which carriers they name.

Words are data (`tracking.languages.words`); carriers are named by name, alias or host. `ContextReader.in_front` is the one place that
says whose number the text announces at a place.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import ListedName
from tracking.languages.folding import bare
from tracking.languages.words import AGAINST, IS, NAMES, everyday_names, two_piece_words, verdict
from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracking.catalog.catalog import Catalog
    from tracking.catalog.listed import ListedCarrier
    from tracking.text.document import TextDocument

__all__ = ["Announcement", "ContextReader", "seen_before"]

_WORD = 24
"""Where the reach ends within a word, that word is read from its beginning, if that is no farther."""
_MARKUP = 2000
"""Characters of HTML that are read to find those that a reader sees."""
_INDENTED = 300
"""Characters between two tags that are read, with the gaps between lines."""
_FILLED = 600
"""Characters that are read where some stand for nothing: a Greek letter in quoted-printable is written with six."""
_MEMORY = 8192
"""Words that are remembered with what they say; then the memory is begun anew."""
_MOST_WORDS = 4
"""Words of a carrier's name, at most."""

# Words, apart from what may stand between them, those of scripts that write words together apart from others; and what
# ends a clause, among it colons and line ends; not the period of an abbreviation.
_BETWEEN = (
    "\\s\x00-\x20!-/:-@\\[-`{-~\xa1-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20"
)
_WRITTEN_TOGETHER = "\u3040"
_IDEOGRAPHS = "\u3040-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKENS = re.compile(
    f"(?i:{'|'.join(two_piece_words()) or '(?!)'})(?!\\w)|[^{_BETWEEN}{_IDEOGRAPHS}]+|[{_IDEOGRAPHS}]+|[:\n：]|[,;!?，；。]|(?<=[^\\W\\d_]{{4}})[.]|(?<=[0-9])[.](?= )"
).findall
_ENDS = frozenset(words.split()[-1] for words in two_piece_words())
_STOP, _COLON, _NUMBER = -5, -4, -3
_MARKED = re.compile(f"[<>{NOTHING}]|[\\s]\\s")
_SPACE = re.compile(r"[\s]\s+")  # a set of characters to begin with: `re` looks for that fastest
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}", re.IGNORECASE)
_TOGETHER = re.compile(f"[{_IDEOGRAPHS}]")
_VOWEL = re.compile("[aeiouy]")


class _Word(NamedTuple):
    """What is known of a word or a sign between words."""

    says: int
    spelling: str
    """The word without case and accents; empty for a sign and for a number."""


class Announcement(NamedTuple):
    """What the words in front of a place say."""

    says: int
    """`AGAINST`, `SAYS`, `NAMES` of `tracking.languages.words`, or 0 for nothing."""
    carriers: Sequence[ListedCarrier]
    """The carriers that are named there, where the words say as much as was asked for."""


_DENIED = Announcement(AGAINST, ())


class ContextReader:
    """Reads what stands in front of numbers, with the names of one catalog's carriers."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._words: dict[str, _Word] = {}

    @cached_property
    def _names(self) -> _CarrierNames:
        """Made when the first words are read that may name a carrier: many texts have none."""
        return _CarrierNames(self.catalog)

    def in_front(self, document: TextDocument, start: int, country: str | None, needed: int = AGAINST) -> Announcement:
        """What the words in front of a place say; carriers are looked for where that is as much as is ``needed``."""
        if self.denied(document.plain, start):
            return _DENIED
        return self.read(seen_before(document.plain, start, document.markup), country, needed)

    def denied(self, plain: str, start: int) -> bool:
        """Whether the word right in front of a place speaks against it: then no other word counts."""
        words = plain[max(0, start - _WORD) : start].split()
        if len(words) < 2:  # it may be cut
            return False
        word = words[-1]
        known = self._words.get(word)
        if known is None:
            if not word.isalpha() or max(word) >= _WRITTEN_TOGETHER:  # several words, or signs
                return False
            known = self._word(word)
        return known.says == AGAINST and word.lower() not in _ENDS

    def read(self, seen: str, country: str | None, needed: int) -> Announcement:
        """What words say that are seen in front of a number.

        The last word counts. A word against is taken back by the number that it announced (``order 4711, 1Z...``), and by
        the colon or the verb of a clause that began with a tracking number (``tracking number of your order: 1Z...``).
        """
        says = before = 0
        clause = spared = False
        words: list[str] = []
        kept = words
        known = self._words
        for word in _TOKENS(seen):
            kind = (known.get(word) or self._word(word)).says
            if not kind:
                words.append(word)
            elif kind > 0:
                if kind > says:
                    says = kind
                clause = clause or kind == NAMES
                words.append(word)
            elif kind == AGAINST:
                if says != AGAINST:
                    before, spared, kept = says, clause, words
                says, words = AGAINST, []
            elif says == AGAINST:
                if kind == _NUMBER:
                    says, words = before, kept
                elif kind == _STOP:
                    spared = False
                elif spared:
                    says, words, spared = NAMES, kept + words, False
                clause = clause and kind == IS
            elif kind != IS:
                clause = False
        return Announcement(says, self._carriers(words, seen, country) if words and says >= needed else ())

    def _word(self, word: str) -> _Word:
        if len(self._words) >= _MEMORY:
            self._words.clear()
        if word in ":\n：":
            found = _Word(_COLON, "")
        elif word in ",.;!?，；。":
            found = _Word(_STOP, "")
        elif len(word) > 3 and sum(map(str.isdecimal, word)) > 3:
            found = _Word(_NUMBER, "")
        else:
            found = _Word(verdict(word), bare(word))
        self._words[word] = found
        return found

    def _carriers(self, words: list[str], seen: str, country: str | None) -> list[ListedCarrier]:
        """The carriers named by words, the last name first, or by a host."""
        known = self._words
        spellings = [(known.get(word) or self._word(word)).spelling for word in words]
        carriers: dict[str, ListedCarrier] = {}
        for name in reversed(self._names.among(words, spellings)):
            meant = self.catalog.company(name, country)
            for listed in (meant,) if isinstance(meant, ListedName) else meant or ():
                carriers[listed.carrier.id] = listed.carrier
        if "." in seen:
            for host in _HOST.findall(seen):
                carriers.update((carrier.id, carrier) for carrier in self.catalog.host(host))
        return [carrier for carrier in carriers.values() if not carrier.general]


class _CarrierNames:
    """The names of a catalog's carriers, as they are looked for among words."""

    def __init__(self, catalog: Catalog) -> None:
        self._spellings = {bare(name) for name in catalog.folded_names_and_aliases()}
        self._beginnings = {spelling[:2] for spelling in self._spellings}
        within = [spelling for spelling in self._spellings if len(spelling) > 1 and _TOGETHER.match(spelling)]
        self._within = re.compile("|".join(sorted(within, key=len, reverse=True)) or r"(?!)")
        """The names that are looked for within words, in scripts that write words together."""

    def among(self, words: list[str], spellings: list[str]) -> list[str]:
        """The names among words, which are given with their spellings, in order; of those that begin at one word, the longest."""
        names: list[str] = []
        place, count = 0, len(words)
        while place < count:
            taken, spelling = 1, spellings[place]
            if (spelling if len(spelling) > 1 else "".join(spellings[place : place + 2]))[:2] in self._beginnings:
                for many in range(min(_MOST_WORDS, count - place), 0, -1):
                    joined = "".join(spellings[place : place + many])
                    if joined in self._spellings and (many > 1 or _is_name(words[place], spelling)):
                        names.append(" ".join(words[place : place + many]))
                        taken = many
                        break
            if spelling >= _WRITTEN_TOGETHER and _TOGETHER.match(spelling):
                names += self._within.findall(spelling)
            place += taken
        return names


def _is_name(word: str, spelling: str) -> bool:
    """Whether a word that a carrier is called by is meant as its name: nobody calls a parcel "now"."""
    if word.isupper() or not word.isascii() or not _VOWEL.search(spelling):
        return True
    return spelling not in everyday_names() and (word[:1].isupper() or len(word) > 4)


def seen_before(plain: str, start: int, markup: bool) -> str:
    """What a reader sees in front of a place: tags are left out, and with them the gaps between lines of HTML."""
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
    if plain[low - 1].isalnum():  # a word that the reach cuts is read from its beginning
        least = max(0, low - _WORD)
        low = max(plain.rfind(" ", least, low), plain.rfind("\n", least, low), least - 1) + 1
    return plain[low:]


def _without_tags(plain: str, end: int) -> str:
    """The last characters of HTML that a reader sees, tag by tag backwards."""
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
        # A > that closes no tag begins a quoted line, or is an arrow.
        end = opened if opened >= 0 and plain.rfind(">", opened, closed) < 0 else closed
    return " ".join(reversed(pieces))
