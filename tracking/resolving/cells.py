"""Cells that hold more than a number: the company's name, a word, or a second number beside it.

A value is split if it holds a company's name beside a number of that company, or several numbers between commas. Any
other value that fits no format as a whole is read as a text, as `tracking.find` does. The reader of texts is passed in
(`Knowledge.numbers_in`), since texts are a room above this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.listed import AmbiguousName, ListedName
from tracking.matching import thresholds
from tracking.resolving.remarks import SHORTEST_LISTED, pieces_of, remarks_in
from tracking.spelling.absent import absence
from tracking.spelling.companies import fold
from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import is_labeled, key, may_be_scan

if TYPE_CHECKING:
    from tracking.resolving.query import Knowledge, NumberInText, Query
    from tracking.spelling.scans import LabelCode

__all__ = ["is_one_number", "read_cell", "read_once"]

Named = ListedName | AmbiguousName | None
_BESIDE = " \t\r\n,;:|/#-()[]{}<>\"'="
"""Characters between a number and the words beside it."""
_NAME_FIRST = r"([^\W\d][^\d]*?)[\s,;:|/#\-()\[\]]+((?=\S*\d)\S.*)"
_NAME_LAST = r"(.*\d\S*)[\s,;:|/#\-()\[\]]+([^\W\d][^\d]*)"
"""A name without digits before or after a number."""
_BETWEEN_NUMBERS = r"(?:[;,|&+\r\n\t]|<br ?/?>)+"
_PERHAPS_BETWEEN = r"(?:[\s;,|&+/]|\s[^\W\d]{1,3}\s|(?:^|(?<=\s))\d{1,2}[.)]\s)+"
"""What separates numbers in a cell that is not a number as a whole: a slash, a space, "and", "2)"."""
_SHORTEST_NAME = 3
"""The least length of a name that has other words beside it."""
_WORDS = 8
"""The greatest number of words among which a name is looked for."""
_SPLITTING = ' \t\r\n;,|"<(*~'
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
    if len(cell) <= _LONGEST:
        given = query.company
        beside = _beside_its_name(engine, query, named, cell)
        if not query.read:
            beside = _among_remarks(engine, query, named, cell)
        if query.read:
            return named if given else beside
        if parts := _separate_numbers(engine, query, named, cell, _BETWEEN_NUMBERS):
            query.read = parts
            return named
        if numbers := _among_other_pieces(engine, query, named, cell):
            if len(numbers) == 1:
                _take(query, *numbers)
            query.read = numbers
            return named
        if query.absent:
            return named
    if _fits(engine, query, named, query.key):
        return named
    if len(cell) <= _LONGEST and (parts := _separate_numbers(engine, query, named, cell, _PERHAPS_BETWEEN)):
        query.read = parts
        return named
    return _in_text(engine, query, named, cell)


def _among_other_pieces(engine: Knowledge, query: Query, named: Named, cell: str) -> tuple[str, ...]:
    """Return the only number among a cell's pieces, or all if it is a list; none if the cell may be one number as a whole.

    Where the company is known, it is the only piece that its formats accept. Otherwise all other pieces are remarks.
    """
    if cell.isascii() and not any(sign in cell for sign in _SPLITTING):
        return ()
    parts = pieces_of(cell)
    if query.key in map(key, parts.numbers):
        return ()
    if parts.of_another and not parts.numbers and _numbers_known(named) and not _own(named, query.key):
        query.absent, query.key = "number_missing", ""
    known = {number: _own(named, key(number)) for number in parts.numbers}
    own = [number for number, is_own in known.items() if is_own]
    fit = [number for number in parts.numbers if _fits(engine, query, None, key(number))]
    if len(own) == 1 and parts.clear and (parts.apart or not _own(named, query.key)):
        return () if any(number not in own for number in fit) else (own[0],)
    if named is not None or not parts.clear or not fit:
        return ()
    if len(parts.numbers) > 1:
        unlike = [number for number in parts.numbers if number not in fit and len(key(number)) < _SHORTEST_UNKNOWN]
        return parts.numbers if parts.listed and not unlike else ()
    return tuple(fit) if parts.apart or not _fits(engine, query, None, query.key) else ()


def _numbers_known(named: Named) -> bool:
    carriers = (named,) if isinstance(named, ListedName) else named or ()
    return bool(carriers) and all(listed.carrier.has_formats for listed in carriers)


def read_once(engine: Knowledge, query: Query, named: Named, half: str) -> None:
    """Read a number that was scanned twice, unless a format accepts the whole."""
    if not _fits(engine, query, named, query.key) and _fits(engine, query, named, key(half)):
        _take(query, half)


def _name_before(engine: Knowledge, query: Query, cell: str) -> Named:
    """Return what a company's name before a number means, if the number is that carrier's: "GLS: 73814996922"."""
    return _among_remarks(engine, query, None, cell) if len(cell) <= _LONGEST else None


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


def _beside_its_name(engine: Knowledge, query: Query, named: Named, cell: str) -> Named:
    """Return what the name beside a number in its cell means; None if the number is not that carrier's."""
    if cell.upper() == cell.lower() and not query.company:
        return None  # only digits
    given = query.company or ""
    pairs = []
    if given and cell.casefold().startswith(given.casefold()):
        pairs.append((given, cell[len(given) :]))
    if given and cell.rstrip(")]").casefold().endswith(given.casefold()):
        pairs.append((given, cell.rstrip(")]")[: -len(given)]))
    if found := late_pattern(_NAME_FIRST).fullmatch(cell):
        pairs.append((found.group(1), found.group(2)))
    if found := late_pattern(_NAME_LAST).fullmatch(cell):
        pairs.append((found.group(2), found.group(1)))
    for name, rest in pairs:
        number = rest.strip(_BESIDE)
        meant = named if name == given else engine.catalog.company(name.strip(_BESIDE), query.country)
        if meant is None or number == cell or not (_own(meant, key(number)) or _mistyped(meant, key(number))):
            continue
        query.company = query.company or name.strip(_BESIDE)
        _take(query, number)
        return meant
    return None


def _among_remarks(engine: Knowledge, query: Query, named: Named, cell: str) -> Named:
    """Return what a name among the remarks of a cell means, if numbers of that carrier are there; None otherwise.

    Plain digits are a number only if none of the numbers there has a right check digit.
    """
    names, numbers = remarks_in(cell)
    for name in names if numbers else ():
        meant = _name_within(engine, query, name)
        if meant is None or (query.company and not _same(meant, named)):
            continue
        fit = [number for number in numbers if _own(meant, number)]
        own = [number for number in fit if not any(number != other and number in other for other in fit)]
        checked = [number for number in own if any(one.carrier.vouches(number) for one in _carriers(meant, number))]
        found = [numbers[number] for number in own if not checked or number in checked or not number.isdigit()]
        if found:
            query.company = query.company or name
            if len(found) == 1:
                _take(query, found[0])
            else:
                query.read = tuple(found)
            return meant
    return None


def _name_within(engine: Knowledge, query: Query, words: str) -> Named:
    """Return what words in a cell mean as a company's name: all of them, or those at the beginning or the end."""
    meant = engine.catalog.company(words, query.country)
    if meant is not None:
        return meant
    from tracking.languages.words import NAMES, everyday_names, verdict

    parts = words.split()[:_WORDS]
    given = fold(query.company or "")
    everyday = everyday_names() - {given} if all(verdict(part) < NAMES for part in parts) else frozenset()
    for many in range(len(parts) - 1, 0, -1):
        for name in (" ".join(parts[:many]), " ".join(parts[-many:])):
            meant = engine.catalog.company(name, query.country)
            if meant is not None and len(name) >= _SHORTEST_NAME and fold(name) not in everyday:
                return meant
    return None


def _same(meant: ListedName | AmbiguousName, named: Named) -> bool:
    """Tell whether two names may mean one carrier."""
    either, other = ((one,) if isinstance(one, ListedName) else one or () for one in (meant, named))
    ids = {listed.carrier.id for listed in either}
    return any(listed.carrier.id in ids for listed in other)


def _separate_numbers(engine: Knowledge, query: Query, named: Named, cell: str, between: str) -> tuple[str, ...]:
    """Return the numbers between commas and the like, if every part of the cell is one; empty for fewer than two."""
    pieces = [part.strip() for part in late_pattern(between).split(cell)]
    parts = {key(part): part for part in pieces if part and absence(part) is None}
    if len(parts) < 2 or min(map(len, parts)) < SHORTEST_LISTED:
        return ()
    fit = [_own(named, number) or _fits(engine, query, None, number) for number in parts]
    alike = any(fit) and len({(len(number), number.isdigit()) for number in parts}) == 1
    return tuple(parts.values()) if alike or all(fit) else ()


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
