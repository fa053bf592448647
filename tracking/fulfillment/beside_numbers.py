"""What stands beside a tracking number in its cell: a carrier's name, a link, a formula."""

from __future__ import annotations

import html
import re
from typing import NamedTuple, Protocol

__all__ = ["CellParts", "NumbersTold", "ShownCell", "number_beside", "shown_cell"]

LONGEST_SEARCHED = 300
"""Characters. In a longer cell nothing is searched."""
LINK = re.compile(r"""=\s*\w*LINK\w*\(\s*"(?P<page>[^"]*)"\s*(?:[;,]\s*"?(?P<text>[^"]*?)"?\s*)?\)""", re.IGNORECASE)
"""=HYPERLINK("https://...";"1Z001985YW99744790"), also in other languages of spreadsheets."""
TAG = re.compile(r"<[^<>]{0,500}>")
ANCHOR = re.compile(r"""<a\s[^<>]{0,200}?href\s*=\s*["'](?P<page>[^"'<>]*)["']""", re.IGNORECASE)
BEFORE = re.compile(r"[\s(\[]*(?P<words>[^\W\d_][^\d]*?)[\s)\]:#=|–—/-]+(?=\S*\d)")
BEHIND = re.compile(r"(?P<rest>.*\d\S*?)\s*[\s(\[,;–—-]\s*(?P<words>[^\W\d_][^\d]*?)[\s)\].]*", re.DOTALL)
COUNTED = re.compile(
    r"\s*[(\[]?\b\d{1,2} ?(?:/|of|von|de|di|van|z) ?\d{1,2}[)\]]?\s*\Z|(?<=\w)-\d{1,2}\s*\Z", re.IGNORECASE
)
"""(1/2), 1 of 2, -1."""


class ShownCell(NamedTuple):
    """What a cell shows, and the page that it leads to."""

    text: str
    page: str = ""


def shown_cell(text: str) -> ShownCell:
    """Return what a program or a browser shows of a formula that makes a link, or of HTML.

    >>> shown_cell('=HYPERLINK("https://www.ups.com/";"1Z001985YW99744790")')
    ShownCell(text='1Z001985YW99744790', page='https://www.ups.com/')
    >>> shown_cell("1Z001985YW99744790")
    ShownCell(text='1Z001985YW99744790', page='')
    """
    if len(text) > LONGEST_SEARCHED:
        return ShownCell(text)
    if found := LINK.fullmatch(text.strip()):
        return ShownCell((found["text"] or "").strip() or found["page"], found["page"])
    if "<" not in text or TAG.search(text) is None:
        return ShownCell(text)
    page = ANCHOR.search(text)
    return ShownCell(html.unescape(TAG.sub(" ", text)).strip(), html.unescape(page["page"]) if page else "")


class CellParts(NamedTuple):
    """A number, and the words beside it."""

    number: str
    words: str
    is_named: bool
    """True if only the words, which name a carrier, say that it is a number."""


class NumbersTold(Protocol):
    """Tells whether words are the name of a carrier, and whether a text stands by itself as a number."""

    def stands_alone(self, text: str) -> bool:
        """Tell whether a text is a number, whatever stands beside it."""

    def is_of(self, text: str, company: str) -> bool:
        """Tell whether a text is a number of a known company."""


def number_beside(text: str, told: NumbersTold) -> CellParts | None:
    """Return the number among words, if it is certainly one; None if not.

    It is one if its form alone says so, or if the words name the carrier whose form it has.
    """
    if len(text) > LONGEST_SEARCHED:
        return None
    # A count may be a part of the number: OnTrac 1LS7119013618127-1.
    found = (_beside(text, counted, told) for counted in dict.fromkeys((COUNTED.sub("", text), text)))
    return next(filter(None, found), None)


def _beside(text: str, number: str, told: NumbersTold) -> CellParts | None:
    words = ""
    if found := BEHIND.fullmatch(number):
        number, words = found["rest"], found["words"]
    if found := BEFORE.match(number):
        number, words = number[found.end() :], found["words"] if not words else f"{found['words']} {words}"
    number = number.strip(" ()[]#:,;.")
    if number == text or not number:
        return None
    words = words.strip()
    if told.stands_alone(number):
        return CellParts(number, words, is_named=False)
    return CellParts(number, words, is_named=True) if words and told.is_of(number, words) else None
