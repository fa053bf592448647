"""The resolver's answers: immutable, documented field by field, and fit for JSON.

A `Resolution` is a record (`tracking.resolving.records`), and so is a `Candidate`. Computing candidates and problems
takes time, and most callers never read them, so they are computed when they are read. The others are named tuples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from tracking.resolving.candidates import Candidate
from tracking.resolving.records import LazyRecord, Shown

if TYPE_CHECKING:
    from tracking.resolving.problems import ProblemCode
    from tracking.resolving.query import Query

__all__ = [
    "Found",
    "LateFields",
    "Problem",
    "Resolution",
    "Suggestion",
    "SuggestionKind",
    "Validation",
    "Via",
    "lazy_resolution",
]

Via = Literal["url", "company", "pattern", "none"]
"""What decided a resolution's link."""
SuggestionKind = Literal["number", "carrier", "company"]
"""What a suggestion corrects."""

_new = object.__new__


class Problem(NamedTuple("Problem", [("code", str), ("message", str)]), Shown):
    """Something that is wrong or uncertain.

    The page "Problems" of the documentation says what each code means, and what to do.

    >>> import tracking
    >>> [problem.code for problem in tracking.resolve("1Z001985YW99744791").problems]
    ['check_digit']
    >>> tracking.resolve("1Z001985YW99744790").problems
    ()
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __new__(cls, code: ProblemCode | str, message: str) -> Problem:
            """Take a code and a sentence."""

        @property
        def code(self) -> ProblemCode:
            """The stable code. In the outcomes of a pipeline it may also be the code of a `tracking.ShopError`."""

        message: str
        """A sentence for a person."""


class Suggestion(NamedTuple("Suggestion", [("kind", SuggestionKind), ("value", str), ("message", str)]), Shown):
    """A correction that `tracking.validate` suggests.

    >>> import tracking
    >>> [suggestion.value for suggestion in tracking.validate("1Z001985YW99744790", company="Fedx").suggestions]
    ['FedEx', 'RedX']
    >>> tracking.validate("1Z001985YW99744790").suggestions
    ()
    """

    __slots__ = ()

    if TYPE_CHECKING:
        kind: SuggestionKind
        """What ``value`` is: a corrected ``number``, a ``carrier`` whose format fits, or a ``company``'s likely name."""
        value: str
        """The correction: a number, or a company's name."""
        message: str
        """A sentence that says why."""


class LateFields(Protocol):
    """Computes the fields of a resolution that are read later: the engine that created it."""

    def candidates_of(self, query: Query | tuple[Any, ...]) -> tuple[Candidate, ...]:
        """Return what the patterns say about a query."""

    def problems_of(self, query: Query | tuple[Any, ...], resolution: Resolution) -> tuple[Problem, ...]:
        """Return what is wrong or may be wrong with a query."""


class Resolution(LazyRecord):
    """The answer of `tracking.resolve` about a parcel.

    >>> import tracking
    >>> r = tracking.resolve("1Z001985YW99744790")
    >>> r.company, r.via
    ('UPS', 'pattern')
    >>> tracking.resolve("1234567", company="Custom Tracking Company").url
    """

    __slots__ = (
        "_candidates",
        "_carrier",
        "_company",
        "_number",
        "_problems",
        "_query",
        "_source",
        "_url",
        "_via",
    )
    _fields = ("number", "company", "carrier", "url", "via", "candidates", "problems")
    _candidates: tuple[Candidate, ...] | None
    _problems: tuple[Problem, ...] | None
    _query: Query | tuple[Any, ...]
    _source: LateFields

    def __init__(
        self,
        number: str | None,
        company: str | None,
        carrier: str | None,
        url: str | None,
        via: Via,
        candidates: tuple[Candidate, ...] = (),
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self._number, self._company, self._carrier, self._url, self._via = number, company, carrier, url, via
        self._candidates, self._problems = tuple(candidates), tuple(problems)

    @staticmethod
    def lazy(
        number: str | None,
        company: str | None,
        carrier: str | None,
        url: str | None,
        via: Via,
        source: LateFields,
        query: Query | tuple[Any, ...],
    ) -> Resolution:
        """Return a resolution whose candidates and problems ``source`` computes from ``query`` when they are read."""
        made = _new(Resolution)
        made._number = number
        made._company = company
        made._carrier = carrier
        made._url = url
        made._via = via
        made._source = source
        made._query = query
        made._candidates = made._problems = None
        return made

    @property
    def number(self) -> str | None:
        """The number as given, unchanged; the number in the URL if no number was given."""
        return self._number

    @property
    def company(self) -> str | None:
        """The name to store, show, and send: the listed spelling if it is known, otherwise as given."""
        return self._company

    @property
    def carrier(self) -> str | None:
        """The carrier's id, or None."""
        return self._carrier

    @property
    def url(self) -> str | None:
        """The tracking link, percent-encoded, or None."""
        return self._url

    @property
    def via(self) -> Via:
        """What decided the link: ``url``, ``company``, ``pattern``, or ``none``."""
        return self._via

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The carriers that the number alone may belong to, best first, even if they did not decide."""
        if self._candidates is None:
            self._candidates = self._source.candidates_of(self._query)
        return self._candidates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong or uncertain. `tracking.resolve` answers in spite of its problems."""
        if self._problems is None:
            self._problems = self._source.problems_of(self._query, self)
        return self._problems

    @property
    def scanned(self) -> str | None:
        """The number on the label, if ``number`` is what a scanner sent. It is not a field of the record."""
        query: Query | tuple[Any, ...] | None = getattr(self, "_query", None)
        if query is None or isinstance(query, tuple) or query.parts is None or len(query.read) != 1:
            return None
        return query.written


lazy_resolution = Resolution.lazy


class Validation(
    NamedTuple(
        "Validation",
        [("ok", bool), ("problems", tuple[Problem, ...]), ("suggestions", tuple[Suggestion, ...])],
    ),
    Shown,
):
    """Whether a number may be submitted: the answer of `tracking.validate`.

    >>> import tracking
    >>> tracking.validate("1Z001985YW99744790").ok, tracking.validate("1Z001985YW99744791").ok
    (True, False)
    """

    __slots__ = ()

    if TYPE_CHECKING:
        ok: bool
        """False if no carrier is named and the check digit of the nearest format is wrong, if the known company has
        formats and none of them fits, or if no company is given and no format fits."""
        problems: tuple[Problem, ...]
        """What is wrong or uncertain. There may be problems although ``ok`` is True."""
        suggestions: tuple[Suggestion, ...]
        """Corrections, the likeliest first."""


class Found(
    NamedTuple(
        "Found",
        [
            ("number", str),
            ("start", int),
            ("end", int),
            ("candidates", tuple[Candidate, ...]),
            ("carrier", str | None),
            ("part", str | None),
        ],
    ),
    Shown,
):
    """A number that `tracking.find` or `tracking.find_mail` found: ``text[start:end]`` is ``number``.

    >>> import tracking
    >>> found, = tracking.find("Your parcel 1Z001985YW99744790 has left")
    >>> found.start, found.end, found.carrier, found.part
    (12, 30, 'ups', None)
    """

    __slots__ = ()

    if TYPE_CHECKING:
        number: str
        """The number as written in the text."""
        start: int
        """Where it begins, in characters of the text, or of the decoded text of a mail's part."""
        end: int
        """Where it ends."""
        candidates: tuple[Candidate, ...]
        """The carriers that it may belong to, the most likely first."""
        carrier: str | None
        """The id of the carrier that number and text name; None if several are equally likely."""
        part: str | None
        """The part of a mail: ``"subject"``, or its number as IMAP counts (RFC 3501, 6.4.5), such as ``"2.1"``."""
