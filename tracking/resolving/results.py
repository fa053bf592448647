"""What the resolver answers with: immutable, documented field by field, fit for JSON.

A `Resolution` is a record (`tracking.resolving.records`), as a `Candidate` is: its candidates and problems cost something,
most callers never read them, and so they are worked out when they are read. The others are named tuples.
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
"""What decided a resolution's URL."""
SuggestionKind = Literal["number", "carrier", "company"]
"""What a suggestion is."""

_new = object.__new__


class Problem(NamedTuple("Problem", [("code", str), ("message", str)]), Shown):
    """Something that is wrong, or may be.

    ``code`` is stable; `tracking.resolving.problems.PROBLEMS` says what each means and what to do. In the outcomes of a
    pipeline it may also be the ``code`` of a `tracking.ShopError`. ``message`` is a sentence for a person.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __new__(cls, code: ProblemCode | str, message: str) -> Problem:
            """Of a code and a sentence."""

        @property
        def code(self) -> ProblemCode:
            """The stable code."""


class Suggestion(NamedTuple("Suggestion", [("kind", SuggestionKind), ("value", str), ("message", str)]), Shown):
    """What would be right.

    ``kind``: number (``value`` is the corrected number), carrier (a company that accepts the number) or company (the
    spelling that was probably meant). ``message`` says why.
    """

    __slots__ = ()


class LateFields(Protocol):
    """What works out the fields of a resolution that are read later: the engine that made it."""

    def candidates_of(self, query: Query | tuple[Any, ...]) -> tuple[Candidate, ...]:
        """What the patterns say of a query."""

    def problems_of(self, query: Query | tuple[Any, ...], resolution: Resolution) -> tuple[Problem, ...]:
        """What is wrong with a query, or may be."""


class Resolution(LazyRecord):
    """What is known about a parcel.

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
        """A resolution whose candidates and problems ``source`` works out of ``query`` when they are read."""
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
        """The number as given, never rewritten; read off the URL when none was given."""
        return self._number

    @property
    def company(self) -> str | None:
        """The name to store, show and send: the listed spelling where known, else as given."""
        return self._company

    @property
    def carrier(self) -> str | None:
        """The carrier's id, or None."""
        return self._carrier

    @property
    def url(self) -> str | None:
        """The tracking page, percent-encoded, or None."""
        return self._url

    @property
    def via(self) -> Via:
        """What decided the URL: ``url``, ``company``, ``pattern`` or ``none``."""
        return self._via

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the patterns said, best first, also when they did not decide."""
        if self._candidates is None:
            self._candidates = self._source.candidates_of(self._query)
        return self._candidates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings; none of them stops anything."""
        if self._problems is None:
            self._problems = self._source.problems_of(self._query, self)
        return self._problems

    @property
    def scanned(self) -> str | None:
        """The number on the label, where ``number`` is what a scanner sent for its code. It is no field of the record."""
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
    """Whether a number may be submitted.

    ``ok`` is False when nobody is named and the check digit of the nearest format fails, when the known company has
    formats and none fits with its check digit, or when no company is given and nothing accepts the number. ``problems``
    say what is wrong, ``suggestions`` what would be right.
    """

    __slots__ = ()


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
    """A number in a text: ``text[start:end]`` is ``number``, as written there.

    ``candidates`` are the carriers that it may belong to, the most likely first. ``carrier`` is the id of the one that
    number and text name, None where several are as likely. Of a mail (`find_mail`), ``part`` is where the number stands:
    ``"subject"``, or the part's number in the mail as IMAP counts (RFC 3501, 6.4.5): ``"1"``, ``"2.1"``. Then ``start``
    and ``end`` are places in the decoded text of that part. Of other texts it is None.
    """

    __slots__ = ()
