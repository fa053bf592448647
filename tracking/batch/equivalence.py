"""Equivalent rows: the law that tells which rows of a table get the same answer, and all exceptions to it.

Theory of operation
===================

A table of a million rows is not answered by a million calls. Rows are sorted into *classes* so that all rows of a class
get the same answer. One row of each class is answered as by a single call, and the other rows get its answer.
This is right because of a law and of the exceptions to it.

The law. The resolver's answer to a row depends only on the following properties of the row. Two rows that agree in all of
them are *equivalent*:

1. The number's class (`tracking.batch.automaton`): which formats of the key's length match, where their groups lie,
   from which shapes their evidence follows, and which check digits are right. All numbers that no format matches form one
   class, and all absent numbers form another.
2. Whether the key is spelled like the number, or differently (small letters, separators).
3. The meaning of the company's name in the country: a carrier under a listed name, several carriers among which the name does
   not decide, the carriers that an unknown company's text names (`tracking.catalog.within`), an unknown company, or no company;
   and the country itself, in its usual spelling.
4. Whether there is a URL. It must be on no carrier's host, and be sent as it was given.
5. Whether there is a postal code, and whether there is a language.

The values that differ between equivalent rows are inserted row by row: the key, in links and in the parts of a number; the number as
given, in links that take it like that; the postal code, the language, and the URL; and the company as given, if it is unknown.

Exceptions by row. Some rows have no class. They are answered one by one:

- The key has a character besides 0-9 and A-Z (some carriers count ``/`` or ``_`` as part of the number).
- The number has more than 62 characters, and some format has its length; or it has more than 120.
- The postal code or the language has more than 40 bytes, or is ``.`` or ``..``: there may be no link then.
- The number may be the scanned code of a label, or has words beside it that its key leaves out (`may_be_scan` and
  `is_labeled` of `tracking.spelling.numbers`), or it is the same number twice (`once`, there).
- The number is no tracking number but a word, a date, or the like (`tracking.spelling.absent`), or it may be a carrier's name: it
  has no digit.
- Fewer than 500 rows with numbers of that length were seen; an automaton would not pay.
- Formats of that length would make an automaton of more than 30,000 states.
- A pattern that may match looks ahead in a way that shapes cannot express, or more than 16 check digits compete.
- The URL is not plainly a valid one that is sent as it was given, or it is on a host on which a carrier has pages.

Exceptions by class. Some answers depend on more of a number than its class. The class is then remembered as one without a
common answer, and its rows are answered one by one:

- `evidence_differs`: the evidence of a match depends on the number's own mixture of letters and digits, because the
  pattern has a position for, say, hexadecimal digits. It counts if the format may guess, or is the company's own.
- The page spells the number differently, or contains groups of it (`tracking.catalog.page_links`).
- `links_differ`: the link is not its template with this row's values. No other definition is known for which that
  is so; each class is compared all the same, since a wrong link is the worst error that a table can contain.
- `may_be_too_long`: the page's own text or the country is so long that the row's values decide whether there is a link.
- `group_places`: the groups of a candidate's format may lie at several places, and shapes cannot tell which of them the
  pattern takes.
- `may_hold_more`: the numbers are spelled differently from their keys, and no right check digit shows that each is one number:
  a row may hold a company's name beside its number, or several numbers, which classes cannot tell.
- `validation_differs`: the answer of `validate` names the number (a mismatch, a check digit, a suggestion) or the company as
  given, or other carriers' formats are tried as well because a match has hardly any evidence.

Where to find all this. `number_classes` reads columns of numbers; `shared_answers` joins the parts of the law into one
integer per row, asks, and remembers; `answers` and `candidates` hold the questions and build the columns. The exceptions by
class are the functions below. Check this list before you add a new kind of answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import AmbiguousName, GuessedName, ListedName
from tracking.definitions import tiers
from tracking.definitions.compiled import NEVER
from tracking.definitions.templates import Template
from tracking.resolving.cells import is_one_number
from tracking.resolving.query import Query
from tracking.spelling.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracking.batch.number_classes import MatchedFormat
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolver import Resolver
    from tracking.resolving.results import Validation

__all__ = [
    "LONGEST_VALUE",
    "EquivalentRows",
    "GivenRow",
    "evidence_differs",
    "group_places",
    "links_differ",
    "may_be_too_long",
    "may_hold_more",
    "validation_differs",
]


LONGEST_VALUE = 40
"""The greatest length of a postal code, language, or country in rows with a common answer, in bytes; percent-encoding may triple it."""
_LONGEST_PAGE = 300
"""The greatest length of a page's own text that leaves room for any number of `tracking.spelling.numbers.LONGEST` characters."""


class GivenRow(NamedTuple):
    """A row's values: the arguments of `tracking.resolve`."""

    number: str | None = None
    company: str | None = None
    url: str | None = None
    country: str | None = None
    postal_code: str | None = None
    language: str | None = None


class EquivalentRows(NamedTuple):
    """A class of rows, represented by one of them."""

    row: GivenRow
    key: str
    """The key of the row's number; empty if there is no number."""
    respelled: bool
    """Whether the keys are spelled differently from the numbers."""
    matched: tuple[MatchedFormat, ...]
    """The formats whose pattern matches, whatever their check digits. A format is repeated if its groups may lie differently."""


def evidence_differs(resolver: Resolver, rows: EquivalentRows) -> bool:
    """Tell whether the evidence of a match that counts depends on each number's own mixture of letters and digits."""
    uneven = [matched.format for matched in rows.matched if matched.uneven]
    if not uneven:
        return False
    company, country = rows.row.company, country_code(rows.row.country)
    named = resolver.catalog.company(company, country) if company else None
    meant = named if isinstance(named, AmbiguousName) else () if named is None else (named,)
    own = {listed.carrier.id for listed in meant}
    if company and named is None:
        own |= {one.carrier.id for name in resolver.catalog.within(company, country) for one in name.members}
    return any(format_.guess != NEVER or format_.carrier_id in own for format_ in uneven)


def may_hold_more(resolver: Resolver, rows: EquivalentRows) -> bool:
    """Tell whether a row may be read as a cell that contains more than its number (`tracking.resolving.cells`)."""
    if not rows.respelled or not rows.key:
        return False
    row = rows.row
    query = Query(row.number, row.company, country_code(row.country), None, None, None)
    named = resolver.catalog.company(row.company, query.country) if row.company else None
    return not is_one_number(resolver, query, named)


def links_differ(pieces: tuple[str, ...], values: Mapping[str, str | None], link: str) -> bool:
    """Tell whether a row's link differs from the one that pieces (texts and variables in turn) make of the row's values."""
    return Template(pieces).expand(values) != link


def may_be_too_long(listed: ListedName | None, country: str | None = None) -> bool:
    """Tell whether a link to a page of this name may be too long, although a row's own values are short."""
    return len(country or "") > LONGEST_VALUE or (listed is not None and listed.longest_text > _LONGEST_PAGE)


def group_places(format_: FormatAtLength, rows: EquivalentRows) -> dict[str, tuple[int, int]] | None:
    """Return where each group of a format begins and ends in the keys; None if shapes cannot tell."""
    same = (format_.carrier_id, format_.name, format_.source)
    ways = {groups for other, groups, _ in rows.matched if (other.carrier_id, other.name, other.source) == same}
    return {name: (start, end) for name, start, end in ways.pop()} if len(ways) == 1 else None


def validation_differs(resolver: Resolver, rows: EquivalentRows, found: Validation) -> bool:
    """Tell whether the answer of `tracking.validate` to one row may not hold for the others."""
    if not found.ok or found.suggestions or any(problem.code == "check_digit" for problem in found.problems):
        return True  # it names the number or its check digit
    if not rows.row.company:
        return False
    named = resolver.catalog.company(rows.row.company, country_code(rows.row.country))
    if not isinstance(named, ListedName) or isinstance(named, GuessedName):
        return True  # it names the company as given, or the number tells who is meant
    # If a match has hardly any evidence, others are looked for as well.
    own = (matched.format for matched in rows.matched if matched.format.carrier_id == named.carrier.id)
    return any(format_.evidence(rows.key) <= tiers.NEVER_UP_TO for format_ in own)
