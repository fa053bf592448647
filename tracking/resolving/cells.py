"""Cells that hold more than a number: the company's name, a word, or a second number beside it.

A value is split if it holds a company's name beside a number of that company, or several numbers between commas. Any
other value that fits no format as a whole is read as a text, as `tracking.find` does. The reader of texts is passed in
(`Knowledge.numbers_in`), since texts are a room above this one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.matching import thresholds
from tracking.resolving.remarks import Remarks, calls_another_number
from tracking.spelling.companies import fold
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import is_labeled, key, may_be_scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.resolving.query import Knowledge, NumberInText, Query
    from tracking.spelling.scans import LabelCode

__all__ = ["is_one_number", "read_cell", "read_once"]

Named = ListedName | AmbiguousName | None
_BESIDE = " \t\r\n,;:|/#-()[]{}<>\"'="
"""Characters between a number and the words beside it."""
_SPACED = r"[0-9A-Z]+(?: [0-9A-Z]+)+"
"""Matches a number that is written in groups."""
_SHORTEST_NAME = 3
"""The least length of a name that has other words beside it."""
_WORDS = 8
"""The greatest number of words among which a name is looked for."""
_SHORTEST_LISTED = 6
"""The least length of one of several numbers."""
_SHORTEST_UNKNOWN = 10
"""The least length of one of several numbers whose form is not known."""
_LONGEST = 200
"""The greatest length of a value that is split; a longer one is a text."""


def read_cell(engine: Knowledge, query: Query, named: Named) -> Named:
    """Read the numbers in a value that is not a number as a whole. Returns what the company's name means then.

    ``named`` is what the given company means. Without one, the words beside a single number may name the company.
    """
    cell = (query.number or "").strip()
    if may_be_scan(query.number or cell) and (code := _label_code(query.number or cell)) is not None:
        return _of_code(engine, query, named, code)
    if is_one_number(engine, query, named):
        return _name_before(engine, query, cell) if not query.company and is_labeled(cell, query.key) else named
    held = Remarks(cell) if len(cell) <= _LONGEST else None
    if held is not None:
        given = query.company
        beside = _of_its_company(engine, query, named, cell)
        if query.read:
            return named if given else beside
        if _list_is_read(engine, query, named, held, held.parts) or _only_piece(engine, query, named, held, cell):
            return named
        if query.absent:
            return named
    if _fits(engine, query, named, query.key):
        return named
    if held is not None and held.listed and _list_is_read(engine, query, named, held, held.pieces):
        return named
    return _in_text(engine, query, named, cell)


def _only_piece(engine: Knowledge, query: Query, named: Named, held: Remarks, cell: str) -> bool:
    """Read the only number among a cell's pieces, unless the cell may be one number as a whole. Tells whether it did.

    Where the company is known, it is the only piece that its formats accept. Otherwise all other pieces are remarks.
    """
    if query.key in held.pieces:
        return False
    if held.of_another and not held.pieces and _numbers_known(named) and not _own(named, query.key):
        query.absent, query.key = "number_missing", ""
    own = [number for number in held.pieces if _own(named, number)]
    fit = [number for number in held.pieces if _fits(engine, query, None, number)]
    if not held.clear:
        return False
    if len(own) == 1 and (held.apart or not _own(named, query.key)):
        found = own if set(fit) <= set(own) else []
    elif named is None and len(held.pieces) == 1 and (held.apart or not _fits(engine, query, None, query.key)):
        found = fit
    else:
        found = []
    for number in found:
        _take(query, held.pieces[number])
    return bool(found)


def _numbers_known(named: Named) -> bool:
    carriers = (named,) if isinstance(named, ListedName) else named or ()
    return bool(carriers) and all(listed.carrier.has_formats for listed in carriers)


def read_once(engine: Knowledge, query: Query, named: Named, half: str) -> None:
    """Read a number that was scanned twice, unless a format accepts the whole."""
    if not _fits(engine, query, named, query.key) and _fits(engine, query, named, key(half)):
        _take(query, half)


def _name_before(engine: Knowledge, query: Query, cell: str) -> Named:
    """Return what a company's name before a number means, if the number is that carrier's: "GLS: 73814996922"."""
    return _of_its_company(engine, query, None, cell) if len(cell) <= _LONGEST else None


def _of_code(engine: Knowledge, query: Query, named: Named, code: LabelCode) -> Named:
    """Read a scanned code. Its kind names the company if neither the caller nor the number does."""
    from tracking.resolving.scanned import read_code

    read_code(engine, query, named, code)
    if code.text:
        return _in_text(engine, query, named, code.text)
    if code.company and not query.company and engine.decision(query, said=False).listed is None:
        query.company = code.company
        return engine.catalog.company(code.company, query.country)
    return named


def _label_code(scanned: str) -> LabelCode | None:
    from tracking.spelling.scans import label_code  # most numbers are typed

    return label_code(scanned)


def _in_text(engine: Knowledge, query: Query, named: Named, cell: str) -> Named:
    """Read the numbers in a text."""
    found = {key(one.number): one for one in engine.numbers_in(cell, query.country, query.company)}
    if not found or query.key in found:
        return named
    if len(found) > 1:
        query.read = tuple([one.number for one in found.values()])
        return named
    (one,) = found.values()
    _take(query, one.number)
    return named if query.company else _named_beside(engine, query, cell, one)


def is_one_number(engine: Knowledge, query: Query, named: Named) -> bool:
    """Tell whether a right check digit shows that a value is one number as a whole, whatever it contains."""
    formats = query.formats(engine)
    if formats and formats.vouched:
        return True
    return any(listed.carrier.vouches(query.key) for listed in _carriers(named, query.key))


def _take(query: Query, number: str) -> None:
    """Read one number in the cell, and use it for the answer."""
    query.read = (number,)
    query.about(number)


def _carriers(named: Named, number: str) -> tuple[ListedName, ...]:
    """Return the named carriers that may have formats of a key's length."""
    if named is None or isinstance(named, ListedName):
        return (named,) if named is not None else ()
    return named.of_length(len(number))


def _own(named: Named, number: str) -> bool:
    """Tell whether a named carrier's format accepts a key."""
    return any(
        found.accepts(number) for listed in _carriers(named, number) for found in listed.carrier.formats_at(len(number))
    )


def _mistyped(named: Named, number: str) -> bool:
    """Tell whether a key looks like a named carrier's number with a wrong check digit."""
    return any(
        found.fullmatch(number) is not None and found.evidence(number) >= thresholds.TELLING
        for listed in _carriers(named, number)
        for found in listed.carrier.formats_at(len(number))
    )


def _fits(engine: Knowledge, query: Query, named: Named, number: str) -> bool:
    """Tell whether a key fits a form of a named carrier's numbers, or a form that may guess."""
    return any(listed.carrier.reads(number) for listed in _carriers(named, number)) or bool(
        engine.ranked(number, query.country)
    )


def _of_its_company(engine: Knowledge, query: Query, named: Named, cell: str) -> Named:
    """Return what a name in a cell means, if numbers of that carrier are there; None otherwise."""
    held, given = Remarks(cell), query.company or ""
    names = [(name, meant, held) for name, meant in _names_in(engine, query, held)]
    if given and named is not None:
        names.sort(key=lambda one: not _same(one[1], named))
        if found := re.search(rf"(?<!\w){re.escape(given)}(?!\w)", cell, re.IGNORECASE):  # it may have digits or brackets
            names.append((given, named, Remarks(f"{cell[: found.start()]}, {cell[found.end() :]}")))
    for name, meant, held in names:
        if found := _numbers_of(engine, meant, held, name):
            query.company = given or name
            if len(found) == 1:
                _take(query, found[0])
            else:
                query.read = tuple(found)
            return meant
    return None


def _numbers_of(engine: Knowledge, meant: Named, held: Remarks, name: str) -> list[str]:
    """Return the numbers in a cell that are those of the carrier which a name there means.

    Plain digits are a number only if none of the numbers there has a right check digit.
    """
    numbers = {number: text for number, text in held.numbers.items() if not _is_of_another(engine, name, held.before[number])}
    for part in held.parts.values():
        rest = part.replace(name, "", 1).strip()
        if late_pattern(_SPACED).fullmatch(rest):
            numbers.setdefault(key(rest), rest)
    own = [number for number in numbers if _own(meant, number)]
    checked = [number for number in own if any(one.carrier.vouches(number) for one in _carriers(meant, number))]
    if checked:
        own = [
            number
            for number in own
            if number in checked or not (number.isdigit() or any(one in number for one in checked))
        ]
    elif not own:
        own = [number for number in numbers if _mistyped(meant, number)]
    return [numbers[number] for number in own if not any(number != other and number in other for other in own)]


def _is_of_another(engine: Knowledge, name: str, words: list[str]) -> bool:
    """Tell whether the words between a company's name and a number call it another one than a parcel's.

    Words that stand beside any company's name do not: "GLS ref".
    """
    own = [word.strip("()") for word in name.split()]
    others = [word for word in words if word not in own]
    return calls_another_number(others) and engine.catalog.company(" ".join([name, *others]), None) is None


def _names_in(engine: Knowledge, query: Query, held: Remarks) -> Iterator[tuple[str, ListedName | AmbiguousName]]:
    """Yield what the words in a cell mean as companies' names: all adjacent ones, or those at their beginning or end."""
    from tracking.languages.words import NAMES, everyday_names, verdict

    for words in held.names if held.numbers else ():
        meant = engine.catalog.company(words, query.country)
        if meant is not None:
            yield words, meant
            continue
        parts = words.split()[:_WORDS]
        given = fold(query.company or "")
        everyday = everyday_names() - {given} if all(verdict(part) < NAMES for part in parts) else frozenset()
        for many in range(len(parts) - 1, 0, -1):
            for name in (" ".join(parts[:many]), " ".join(parts[-many:])):
                meant = engine.catalog.company(name, query.country)
                if meant is not None and len(name) >= _SHORTEST_NAME and fold(name) not in everyday:
                    yield name, meant


def _same(meant: ListedName | AmbiguousName, named: Named) -> bool:
    """Tell whether two names may mean one carrier."""
    either, other = ((one,) if isinstance(one, ListedName) else one or () for one in (meant, named))
    ids = {listed.carrier.id for listed in either}
    return any(listed.carrier.id in ids for listed in other)


def _list_is_read(engine: Knowledge, query: Query, named: Named, held: Remarks, listed: dict[str, str]) -> bool:
    """Read several numbers, if each text of a list is one, by its key. Tells whether it did.

    Of numbers that look alike, or of long ones that stand alone, one must have a known form.
    """
    if len(listed) < 2 or min(map(len, listed)) < _SHORTEST_LISTED:
        return False
    fit = [number for number in listed if _own(named, number) or _fits(engine, query, None, number)]
    others = [number for number in listed if number not in fit]
    alike = len({(len(number), number.isdigit()) for number in listed}) == 1
    if fit and all(number in held.pieces and (alike or len(number) >= _SHORTEST_UNKNOWN) for number in others):
        query.read = tuple(listed.values())
    return bool(query.read)


def _named_beside(engine: Knowledge, query: Query, cell: str, found: NumberInText) -> Named:
    """Return the company beside a number in its cell, or the company to which the words there assign the number."""
    beside = " ".join([cell[: found.start].strip(_BESIDE), cell[found.end :].strip(_BESIDE)]).strip()
    meant = engine.catalog.company(beside, query.country) if beside else None
    if meant is not None and (_own(meant, key(found.number)) or not engine.catalog.is_code(beside)):
        query.company = beside
        return meant
    if found.carrier is not None and engine.decision(query, said=False).listed is None:
        return engine.catalog.carriers[found.carrier].place(query.country)
    return None
