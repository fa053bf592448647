"""What stands in a cell: numbers, words that may be a name, and remarks.

A cell has *parts*, between commas and the like. A part has *groups* of adjacent words without digits or with digits, and
remarks, which are certainly no number: tags, links, telephone numbers, dates, times, orders, counts, weights, amounts.
"""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from tracking.spelling.absent import MARKETPLACE_ORDER, ROUNDED, absence, is_rounded
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable
    from typing import Literal

__all__ = ["CellContents", "calls_another_number"]

_LINK = r"(?:[A-Za-z]{2,8}://|www\.)[^\s()\[\]<>\"'|]*"
_TAG = rf"</?[A-Za-z]\w*(?:\s[^<>]*)?/?>|(?<=\])\([a-z]+://[^()\s]*\)|{_LINK}"
"""Tags, the links of Markdown, and links: what stands between them is the text."""
_TELEPHONE = r"\+\d[\d ()./-]{6,}\d"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
_TIME = r"\d{1,2}:\d\d(?::\d\d)?"
_ORDER = rf"[A-Za-z]{{0,4}}[-#]\d{{3,7}}|{MARKETPLACE_ORDER}"
_AMOUNT = r"[€$£¥]\d{1,4}(?:[.,]\d{1,3})?|\d{1,4}[.,]\d\d?|\d{1,4}(?:[.,]\d{1,3})?(?:€|(?i:kg|g|lbs?|oz))"
_SHARE = r"\d{1,3}/\d{1,3}|\d{1,3}[x×]|[x×]\d{1,3}|\d{1,2}[./]\d{1,2}\.?"
_APART = r",;:|\t\r\n#@*\u2022\u00b7\u2192()\[\]{}<>\"=~\uff0c\u3001\uff1b\uff1a\uff5c\uff08\uff09\uff0f\u3010\u3011"
_BREAK = rf"[{_APART}]|/(?!\d)|(?<!\d)/|\s[-\u2013\u2014]+\s|[+&](?=\s*\S*\d)|(?<!\S)\d{{1,2}}[.)]\s"
"""What stands between the parts of a cell."""
_LEXICON = (
    rf"(?P<remark>{_TAG}|{_TELEPHONE}"
    rf"|(?<![\w./-])(?:{_DATE}|{_TIME}|{_ORDER}|{_AMOUNT}|{_SHARE}|{ROUNDED})(?![\w/-]|[.,:]\d))"
    rf"|(?P<break>(?:{_BREAK})+)|(?P<text>(?:[^\s{_APART}/+&]|(?<=\d)/(?=\d)|[+&](?!\s*\S*\d))+)"
)
_NAME_WITH_DIGITS = r"\d{1,3}[^\W\d_]{2,}"
"""Matches what may be a name that begins with digits: 4PX, 99minutos."""
_NAMED = r"(?P<name>[^\W\d_]{2,})[-_](?P<number>\S+)"
"""Matches a name that is joined to a number."""
_COUNT = r"\d{1,4}"
_UNIT = r"(?i:kg|g|gr|lbs?|oz|cm|pcs?|stk|box|boxes|pieces?|parcels?|pallets?|ctns?|pkgs?|usd|eur|gbp|of)"
_EDGES = " /-'`!?.\u201c\u201d\u2018\u2019"
_LABELED = frozenset(":#=\uff1a")
"""Characters between a number and the word that says what it is."""
_BETWEEN = frozenset({"remark", "break"})
_IN_BRACKETS = r"[(\[{][^\W\d_]+[)\]}]"
_SHORTEST = 6
"""The least length of a number among remarks."""
_MOST = 12
"""The greatest number of pieces of a cell; a longer one is a text."""


class CellContents:
    """The contents of a cell.

    >>> [*CellContents("59000507655516 12 lbs").pieces], [*CellContents("CP142470135KR (AB)").pieces]
    (['59000507655516'], ['CP142470135KR'])
    >>> CellContents("order 59000507655516").pieces, CellContents("12345678 1234").clear
    ({}, False)
    """

    def __init__(self, cell: str) -> None:
        self.names: list[str] = []
        """What may be a name: adjacent words without digits, and words that begin with digits."""
        self.numbers: dict[str, str] = {}
        """Whatever may be a number of the company that the cell names, by its key: pieces, and adjacent pieces together."""
        self.before: dict[str, list[str]] = {}
        """The words before these numbers."""
        self.pieces: dict[str, str] = {}
        """Pieces that may be numbers of any company, by their keys."""
        self.parts: dict[str, str] = {}
        """What stands between commas and the like, by its key, without labels and remarks."""
        self.links: list[str] = []
        """The links in the cell."""
        self.clear = True
        """Whether everything but the pieces is certainly no part of a number."""
        self.listed = True
        """Whether all words stand between pieces, as "and" does."""
        self.absent: Literal["number_missing", "number_rounded"] | None = None
        """The problem of what stands in the place of a number: one that words call another than a parcel's, or lost digits."""
        self._said: list[str] = []
        """The words since the last number."""
        self._beside: list[tuple[str, str]] = []
        """Adjacent words, and these with the characters around them."""
        groups = [(kind, [*pieces]) for kind, pieces in groupby(late_pattern(_LEXICON).finditer(cell), _kind)]
        self.clear = sum(len(pieces) for kind, pieces in groups if kind not in _BETWEEN) <= _MOST
        start, before = 0, ""
        for (kind, pieces), (_, following) in zip_longest(groups, groups[1:], fillvalue=("", [])):
            begin, end = pieces[0].start(), pieces[-1].end()
            text = cell[begin:end]
            after = following[0].group() if following else ""
            if kind == "words":
                self._beside.append((text, cell[max(begin - 2, 0) : end + 2].strip()))
                self._read_words(text, before, after)
            elif kind == "digits":
                self._read_digits(text, [piece.group().strip(_EDGES) for piece in pieces], after)
            else:
                for piece in pieces:
                    self._read_remark(piece.group())
                self._read_part(cell[start:begin], text)
                start = end
            before = text
        self._read_part(cell[start:], "")

    @property
    def apart(self) -> bool:
        """Whether only words in brackets and words for "done" stand beside the pieces."""
        return all(
            late_pattern(_IN_BRACKETS).fullmatch(around) or all(map(absence, text.split()))
            for text, around in self._beside
        )

    def follows(self, name: str) -> bool:
        """Tell whether a number stands right behind a name."""
        words = name.split()
        return any(before[-len(words) :] == words for before in self.before.values())

    def _read_words(self, text: str, before: str, after: str) -> None:
        """Read words without a digit between other contents of a cell."""
        self.names.append(text)
        self._said += [word.strip(_EDGES) for word in text.split()]
        self.listed = self.listed and before[-1:].isalnum() and after[:1].isalnum()

    def _read_digits(self, text: str, pieces: list[str], after: str) -> None:
        """Read adjacent pieces with digits."""
        said, self._said = self._said, []
        for piece in dict.fromkeys((text, *pieces, *text.replace("/", " ").split())):
            self._read_number(piece.strip(_EDGES), said)
            if late_pattern(_NAME_WITH_DIGITS).fullmatch(piece):
                self.names.append(piece)
            elif (found := late_pattern(_NAMED).fullmatch(piece)) is not None:
                self.names[-1:] = [" ".join([*self.names[-1:], found["name"]])]
                self._read_number(found["number"], said)
        if calls_another_number(said):  # of a telephone number, all groups are skipped
            self.absent = "number_missing"
            return
        for place, piece in enumerate(pieces):
            if late_pattern(_COUNT).fullmatch(piece):
                unit = place == len(pieces) - 1 and late_pattern(_UNIT).fullmatch(after)
                self.clear = self.clear and (len(pieces) == 1 or unit is not None)
            else:
                spelled = key(piece)
                self.pieces.setdefault(spelled, piece)
                self.clear = (
                    self.clear and len(spelled) >= _SHORTEST and 2 * sum(map(str.isdigit, spelled)) >= len(spelled)
                )

    def _read_number(self, text: str, said: list[str]) -> None:
        """Read what may be a number of a company that the cell names."""
        if len(spelled := key(text)) >= _SHORTEST and spelled not in self.numbers:
            self.numbers[spelled], self.before[spelled] = text, said

    def _read_remark(self, text: str) -> None:
        """Read a remark: a link may have a number, and a spreadsheet may have rounded one."""
        self.links += late_pattern(_LINK).findall(text)
        if is_rounded(text):
            self.absent = "number_rounded"

    def _read_part(self, text: str, after: str) -> None:
        """Read what stands between commas and the like as a number of a list."""
        part = text.strip(_EDGES)
        has_digits = any(map(str.isdigit, part))
        if part and (has_digits or not _LABELED.intersection(after)):
            self.parts.setdefault(key(part) if has_digits else "", part)


def _kind(piece: re.Match[str]) -> str:
    if piece.lastgroup != "text":
        return piece.lastgroup or ""
    return "digits" if any(map(str.isdigit, piece.group())) else "words"


def calls_another_number(words: Iterable[str]) -> bool:
    """Tell whether words say that a number other than a parcel's follows. The last word that says anything decides."""
    from tracking.languages.words import AGAINST, NAMES, verdict  # most numbers stand alone

    said = [kind for word in words if word and (kind := verdict(word.casefold())) in (AGAINST, NAMES)]
    return said[-1:] == [AGAINST]
