"""A text that is searched, as it was given and in the one spelling in which the search reads it."""

from __future__ import annotations

import re

from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING, spelled

__all__ = ["TextDocument", "seen_before"]

_WORD = 24
"""If the limit falls within a word, that word is read as a whole, unless it is longer than this."""
_MARKUP = 2000
"""The number of characters of HTML that are read to find those that a reader sees."""
_INDENTED = 300
"""The number of characters that are read between two tags, including the gaps between lines."""
_FILLED = 600
"""The number of characters that are read if some stand for nothing: quoted-printable writes a Greek letter with six."""
_BEHIND = 400
"""The number of characters of HTML that are read to find those that a reader sees after a number."""
_BLOCK = re.compile(r"</?(?:tr|p|br|div|h[1-6]|li|table|hr)\b", re.IGNORECASE)
_PAGE = re.compile(
    r"<(?:html|head|body|p|br|div|span|table|td|a|b|i|li|ul|h[1-6]|img|font|strong|em|center|blockquote|wbr)\b",
    re.IGNORECASE,
)
"""Matches a tag of HTML."""
_TAG = re.compile(r"<[^<>]*>?")
_NEXT_PARAGRAPH = re.compile(r"[0-9]{8}[^\w\n]{0,4}\n[ \t\r]{0,8}\n")
"""Matches the end of a paragraph that ends with a number: its words are said of that number, and not of the next one."""
_SPACE = re.compile(r"[\s]\s+")  # it begins with a set of characters, for which `re` searches fastest
_TWO_SPACES = re.compile(r"[\s]\s")  # it begins with a set as well


class TextDocument:
    """A text. ``given`` and ``plain`` have the same length, so a position in one is the same position in the other.

    >>> TextDocument("<b>RR&nbsp;１２３</b>").markup
    True
    >>> TextDocument("RR１２３").plain
    'RR123'
    """

    __slots__ = ("_asked", "_asked_behind", "_behind", "_seen", "given", "is_data", "markup", "plain")

    def __init__(self, text: str) -> None:
        self.given = text
        self.plain = plain = spelled(text)
        """The text in one spelling; see `tracking.spelling.texts`."""
        self.markup = "</" in plain or "/>" in plain
        """Whether the text has tags, like HTML and XML. The inside of a tag is not for readers."""
        self.is_data = self.markup and _PAGE.search(plain) is None
        """Whether the text has tags and is no page, as XML of a program. There the values of attributes are for readers."""
        self._asked, self._seen = -1, ""
        """The last position that `seen_before` was asked about, and its answer."""
        self._asked_behind, self._behind = -1, ""

    def before(self, start: int) -> str:
        """Return the character before a position; a line end at the beginning of the text."""
        return self.plain[start - 1] if start else "\n"

    def behind(self, end: int) -> str:
        """Return the character at a position; the empty text at the end of the text."""
        return self.plain[end : end + 1]

    def seen_before(self, start: int) -> str:
        """Return what a reader sees before a position; it is kept for the next question about that position.

        In plain text it ends with its paragraph if the paragraph ends with a number.
        """
        if self._asked != start:
            seen = seen_before(self.plain, start, self.markup)
            if "\n" in seen and not self.markup:
                *_, seen = _NEXT_PARAGRAPH.split(seen)
            self._asked, self._seen = start, seen
        return self._seen

    def seen_behind(self, end: int) -> str:
        """Return what a reader sees after a position, on its line; it is kept as well."""
        if self._asked_behind != end:
            self._asked_behind, self._behind = end, self._read_behind(end)
        return self._behind

    def _read_behind(self, end: int) -> str:
        plain, reach = self.plain, thresholds.REACH
        if self.markup:
            seen = plain[end : end + _BEHIND]
            if block := _BLOCK.search(seen):
                seen = seen[: block.start()]
            if "<" in seen:
                seen = _TAG.sub(" ", seen)
            seen = seen.replace("\n", " ")
        else:
            many = _WORD + (_FILLED if NOTHING in plain[end : end + reach] else reach)
            seen = plain[end : end + many].partition("\n")[0]
        seen = seen.replace(NOTHING, "").strip()
        if len(seen) <= reach:
            return seen
        stop = reach
        while stop < min(len(seen), reach + _WORD) and seen[stop].isalnum():
            stop += 1
        return seen[:stop]


def seen_before(plain: str, start: int, markup: bool) -> str:
    """Return what a reader sees before a position: without tags, and without the gaps between lines of HTML."""
    near = plain[max(0, start - thresholds.REACH - _WORD) : start]
    if markup:
        plain = _without_tags(plain, start) if _is_marked(near) else near
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


def _is_marked(near: str) -> bool:
    """Tell whether a part of HTML differs from what a reader sees."""
    return "<" in near or ">" in near or NOTHING in near or _TWO_SPACES.search(near) is not None


def _without_tags(plain: str, end: int) -> str:
    """Return the last characters of HTML that a reader sees, tag by tag backwards."""
    low, missing = max(0, end - _MARKUP), thresholds.REACH + _WORD
    pieces: list[str] = []
    closed = plain.rfind(">", low, end)
    while missing > 0 and end > low:
        piece = ""
        if closed + 1 < end:  # tags often stand side by side
            piece = plain[max(low, closed + 1, end - _INDENTED) : end]
            if "\n" in piece or "  " in piece:
                piece = _SPACE.sub(" ", piece)
            if NOTHING in piece:
                piece = piece.replace(NOTHING, "")
        pieces.append(piece)
        missing -= len(piece) + 1
        if closed < 0:
            break
        opened, before = plain.rfind("<", low, closed), plain.rfind(">", low, closed)
        # A > that does not close a tag begins a quoted line, or is an arrow.
        end, closed = opened if opened > before else closed, before
    return " ".join(reversed(pieces))
