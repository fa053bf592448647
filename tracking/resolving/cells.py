"""Cells that hold more than a number: the company's name, a word, or a second number beside it.

`tracking.resolving.cell_contents` splits a cell, and `tracking.resolving.cell_names` looks for names in it. The first of these readings that finds something is the answer:

1. numbers of the carrier that words in the cell name;
2. a list, if each of its parts is a number;
3. the only number, if everything else is certainly no part of one;
4. the whole cell, if it fits a format; after that, a list without commas;
5. the cell as a text, as `tracking.find` reads it. The reader of texts is passed in (`Knowledge.numbers_in`), since texts are
   a room above this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.matching import thresholds
from tracking.resolving.cell_contents import CellContents
from tracking.resolving.cell_names import names_in, numbers_of
from tracking.resolving.own_numbers import OwnNumbers, carriers_meant
from tracking.resolving.own_pages import is_link, named_values, page_read
from tracking.spelling.numbers import is_labeled, key, may_be_scan

if TYPE_CHECKING:
    from tracking.resolving.query import Knowledge, NumberInText, Query
    from tracking.spelling.scans import LabelCode

__all__ = ["is_one_number", "read_cell", "read_once"]

Named = ListedName | AmbiguousName | None
_BESIDE = " \t\r\n,;:|/#-()[]{}<>\"'="
"""Characters between a number and the words beside it."""
_SHORTEST_LISTED = 6
"""The least length of one of several numbers."""
_SHORTEST_UNKNOWN = 10
"""The least length of one of several numbers whose form is not known."""
_LONGEST_LETTERS = 3
"""The greatest length of letters that may begin a number."""
_LONGEST = 200
"""The greatest length of a value that is split; a longer one is a text."""


def read_cell(engine: Knowledge, query: Query, named: Named) -> Named:
    """Read the numbers in a value that is not a number as a whole. Returns what the company's name means then.

    ``named`` is what the given company means. Without one, the words beside a single number may name the company.
    """
    return _Reading(engine, query, named).meant()


def read_once(engine: Knowledge, query: Query, named: Named, half: str) -> None:
    """Read a number that was scanned twice, unless a format accepts the whole."""
    reading = _Reading(engine, query, named)
    if not reading.fits(query.key) and reading.fits(key(half)):
        query.read = (half,)
        query.about(half)


def is_one_number(engine: Knowledge, query: Query, named: Named) -> bool:
    """Tell whether a right check digit shows that a value is one number as a whole, whatever it contains."""
    formats = query.formats(engine)
    return bool(formats and formats.vouched) or OwnNumbers(named).vouch(query.key)


class _Reading:
    """The reading of one cell. It writes what it finds to the query."""

    def __init__(self, engine: Knowledge, query: Query, named: Named) -> None:
        self.engine = engine
        self.query = query
        self.named = named
        self.own = OwnNumbers(named)
        self.given = query.company

    def meant(self) -> Named:
        """Read the numbers, and return what the company's name means then."""
        query, cell = self.query, (self.query.number or "").strip()
        if may_be_scan(query.number or cell) and (code := _label_code(query.number or cell)) is not None:
            return self._of_code(code)
        if is_link(cell):
            return self._of_link(cell)
        is_one = is_one_number(self.engine, query, self.named)
        if is_one and (self.given or not is_labeled(cell, query.key)):
            return self.named
        held = CellContents(cell if len(cell) <= _LONGEST else "")
        if is_one:  # "GLS: 73814996922"
            return self._of_a_name(held)
        meant = self._of_a_name(held)
        if query.read:
            return self.named if self.given else meant
        if (
            self._is_list(held, held.parts)
            or self._has_only_number(held)
            or self._has_no_number(held)
            or self.fits(query.key)
            or (held.listed and self._is_list(held, held.pieces))
        ):
            return self.named
        return self._in_text(cell)

    def _of_code(self, code: LabelCode) -> Named:
        """Read a scanned code. Its kind names the company if neither the caller nor the number does."""
        from tracking.resolving.scanned import read_code

        query = self.query
        read_code(self.engine, query, self.named, code)
        if code.text:
            return self._in_text(code.text)
        if code.company and not query.company and self.engine.decision(query, said=False).listed is None:
            query.company = code.company
            return self.engine.catalog.company(code.company, query.country)
        return self.named

    def _of_link(self, link: str) -> Named:
        """Read a link: a carrier's page tells the carrier and the number, and links that `tracking.find` reads are read so.

        Any other link has only numbers whose names say that they are tracking numbers.
        """
        query = self.query
        found = {key(one.number): one.number for one in self.engine.numbers_in(link, query.country, None)}
        page = page_read(self.engine, link, "", query.country)
        if page is not None and page.number and not (self.given and not _same(page.carrier.place(None), self.named)):
            self._read([*found.values()] or [page.number])
            return self.named if self.given else page.carrier.place(query.country, page.name)
        if found:
            return self._in_text(link)
        if numbers := named_values(link):
            self._read(numbers)
        else:
            query.absent, query.key = "number_missing", ""
        return self.named

    def _of_a_name(self, held: CellContents) -> Named:
        """Read the numbers of the carriers that names in the cell mean. Returns what the name means; None if there is none.

        A given name counts alone. Without one, numbers of several carriers are read, and none of these is meant.
        """
        names = [*names_in(self.engine, held, self.query.country, self.given)]
        if self.given and self.named is not None:
            names.sort(key=lambda one: not _same(one.meant, self.named))
        elif len(names) > 1:  # "via DHL (GLS 73814996922)"
            names.sort(key=lambda one: not held.follows(one.name))
        first: Named = None
        found: dict[str, str] = {}
        for name, meant in names:
            numbers = numbers_of(self.engine, held, name, meant)
            if self.query.number in numbers.values():  # the name is the beginning of the number
                continue
            if numbers and not found:
                first, found, self.query.company = meant, numbers, self.given or name
                if self.given:
                    break
            elif numbers and not any(_overlap(one, other) for one in numbers for other in found):
                found |= numbers
                first = first if _same(meant, first) else None
        if found and not self.given:
            for one, text in held.pieces.items():
                if not any(_overlap(one, other) for other in found) and self._tells(one):
                    found[one], first = text, None
            if first is None:
                self.query.company = None
        if found:
            self._read([*found.values()])
        return first

    def _tells(self, number: str) -> bool:
        """Tell whether a key is strong evidence for some carrier."""
        return any(match.bits >= thresholds.STRONG for match in self.engine.ranked(number, self.query.country))

    def _is_list(self, held: CellContents, listed: dict[str, str]) -> bool:
        """Read several numbers, if each text of a list is one, by its key. Tells whether it did.

        Long ones that stand alone may have any form.
        """
        if len(listed) < 2 or min(map(len, listed)) < _SHORTEST_LISTED:
            return False
        unknown = [one for one in listed if not (self.own.accept(one) or self.engine.ranked(one, self.query.country))]
        if all(one in held.pieces and len(one) >= _SHORTEST_UNKNOWN for one in unknown):
            self._read([*listed.values()])
        return bool(self.query.read)

    def _has_only_number(self, held: CellContents) -> bool:
        """Read the only number among remarks, unless the cell may be one number as a whole. Tells whether it did.

        Where the company is known, it is the only piece that its formats accept. Otherwise it is the only piece.
        """
        accepts = self.fits if self.named is None else self.own.accept
        whole = self.query.key
        if not held.clear or whole in held.pieces or (accepts(whole) and not held.apart):
            return False
        others = [one for one in held.pieces if not accepts(one)]
        found = [text for one, text in held.pieces.items() if one not in others]
        if len(found) == 1 and not (others if self.named is None else any(map(self.fits, others))):
            self._read(found)
        return bool(self.query.read)

    def _has_no_number(self, held: CellContents) -> bool:
        """Tell whether the cell has only a number of another kind, such as an order's, or one whose digits are lost."""
        query = self.query
        if held.pieces or (held.absent == "number_missing" and self._may_be_one(held)):
            return False
        if held.absent or self._has_given_name(held):  # "UPS 2026-12-03"
            query.absent, query.key = held.absent or "number_missing", ""
        return query.absent is not None

    def _has_given_name(self, held: CellContents) -> bool:
        meant = (self.engine.catalog.company(words, self.query.country) for words in held.names)
        return any(one is not None and _same(one, self.named) for one in meant)

    def _may_be_one(self, held: CellContents) -> bool:
        """Tell whether a cell with a word for another number may be a number of the company: "PO 4500012345"."""
        words = [word for words in held.names for word in words.split()]
        is_code = all(word.isascii() and len(word) <= _LONGEST_LETTERS for word in words)
        return self.named is None or (is_code and (not self.own.known or self.own.accept(self.query.key)))

    def _in_text(self, text: str) -> Named:
        """Read the numbers in a text."""
        query = self.query
        found = {key(one.number): one for one in self.engine.numbers_in(text, query.country, query.company)}
        if not found or (query.key in found and len(found) > 1):
            return self.named
        if query.key not in found:
            self._read([one.number for one in found.values()])
        if len(found) > 1 or query.company:
            return self.named
        return self._named_beside(text, *found.values())

    def _named_beside(self, text: str, found: NumberInText) -> Named:
        """Return the company beside a number in a text, or the company to which the words there assign the number."""
        query, catalog = self.query, self.engine.catalog
        beside = " ".join([text[: found.start].strip(_BESIDE), text[found.end :].strip(_BESIDE)]).strip()
        meant = catalog.company(beside, query.country) if beside else None
        if meant is not None:
            query.company = beside
            return meant
        return catalog.carriers[found.carrier].place(query.country) if found.carrier is not None else None

    def fits(self, number: str) -> bool:
        """Tell whether a key fits a pattern of a named carrier's numbers, or a form that may guess."""
        return self.own.match(number) or bool(self.engine.ranked(number, self.query.country))

    def _read(self, numbers: list[str]) -> None:
        """Read these numbers in the cell. A single one is used for the answer."""
        self.query.read = tuple(numbers)
        if len(numbers) == 1:
            self.query.about(*numbers)


def _label_code(scanned: str) -> LabelCode | None:
    from tracking.spelling.scans import label_code  # most numbers are typed

    return label_code(scanned)


def _overlap(number: str, other: str) -> bool:
    return number in other or other in number


def _same(meant: ListedName | AmbiguousName, named: Named) -> bool:
    """Tell whether two names may mean one carrier."""
    return not {*carriers_meant(meant)}.isdisjoint(carriers_meant(named))
