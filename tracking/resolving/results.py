"""What the resolver answers with: immutable, documented field by field, fit for JSON.

They behave as named tuples of their fields. Fields that cost something and that most callers never read (the parts of a
number, a candidate's URL, a resolution's candidates and problems) are worked out when they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.catalog.listed import FormatAtLength, ListedName
    from tracking.matching.ranking import Match

__all__ = ["Candidate", "Candidates", "Found", "Problem", "Resolution", "Suggestion", "Validation"]


def _plain(value: Any) -> Any:
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


class _Dictionary:
    """`as_dict` for named tuples."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, fit for `json.dumps`."""
        names: tuple[str, ...] = self._fields  # type: ignore[attr-defined]
        return {name: _plain(getattr(self, name)) for name in names}


class _Lazy(tuple[Any, ...], _Dictionary):
    """A named tuple some of whose fields are worked out when they are read; the raw tuple holds what that takes."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]]

    def __iter__(self) -> Iterator[Any]:
        return iter([getattr(self, name) for name in self._fields])

    def __getitem__(self, place: Any) -> Any:
        return tuple(self)[place]

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, type(self)) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(tuple(self)[:3])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def __reduce__(self) -> Any:
        return type(self)._worked_out, tuple(self)

    @classmethod
    def _worked_out(cls, *fields: Any) -> Any:
        raise NotImplementedError  # pragma: no cover - each class below has its own

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))


_raw: Any = tuple.__getitem__


class _Ready(NamedTuple):
    """What stands in a lazy field's place once it is worked out."""

    value: Any


class Problem(_Dictionary, NamedTuple("Problem", [("code", str), ("message", str)])):
    """Something that is wrong, or may be.

    ``code`` is stable: ambiguous, carrier_differs, check_digit, company_ambiguous, company_unknown, country_unknown,
    format_mismatch, format_unknown, number_differs, number_missing, number_unknown, page_needs, page_unknown,
    page_without_number, weak.
    ``message`` is a sentence for a person.
    """

    __slots__ = ()


class Suggestion(_Dictionary, NamedTuple("Suggestion", [("kind", str), ("value", str), ("message", str)])):
    """What would be right.

    ``kind``: number (``value`` is the corrected number), carrier (a company that accepts the number) or company (the
    spelling that was probably meant). ``message`` says why.
    """

    __slots__ = ()


class Candidate(_Lazy):
    """A carrier that a number may belong to.

    >>> import tracking
    >>> best = tracking.identify("1Z001985YW99744790")[0]
    >>> best.carrier, best.company, best.check
    ('ups', 'UPS', 'valid')
    >>> tracking.identify("1Z001985YW99744791")
    ()
    """

    __slots__ = ()
    _fields = ("carrier", "company", "format", "parts", "check", "evidence", "url")

    @property
    def carrier(self) -> str:
        """The carrier's id."""
        return self._slot.carrier.id if self._ready is None else self._ready[0]

    @property
    def company(self) -> str | None:
        """The name that a shop in the asked-for country lists; None for a general format that belongs to no carrier."""
        return self._place.company if self._ready is None else self._ready[1]

    @property
    def format(self) -> str:
        """What the carrier calls this kind of number."""
        return self._slot.name if self._ready is None else self._ready[2]

    @property
    def parts(self) -> dict[str, str]:
        """The named parts of the number: ``{"shipper": "001985", "service": "YW", ...}``."""
        return self._slot.parts(self._number) if self._ready is None else self._ready[3]

    @property
    def check(self) -> str:
        """``valid`` when a check digit was verified, ``none`` when the format has none."""
        return ("valid" if self._slot.check else "none") if self._ready is None else self._ready[4]

    @property
    def evidence(self) -> float:
        """How much the match says, in bits: ``-log2`` of the share of random strings of this shape that would match."""
        return self._match[2] if self._ready is None else self._ready[5]

    @property
    def url(self) -> str | None:
        """The tracking page, percent-encoded, or None."""
        return self._place.url(self._number) if self._ready is None else self._ready[6]

    @property
    def meanings(self) -> dict[str, str]:
        """What the coded parts mean, where that is known: ``{"service": "Ground"}``."""
        return self._slot.meanings(self._number) if self._ready is None else {}

    @property
    def _slot(self) -> FormatAtLength:
        return self._match[1]

    @property
    def _place(self) -> ListedName:
        return self._match[3]

    @property
    def _match(self) -> Match:
        match: Match = _raw(self, 0)
        return match

    @property
    def _number(self) -> str:
        number: str = _raw(self, 1)
        return number

    @property
    def _ready(self) -> Any:
        first = _raw(self, 0)
        return first.value if type(first) is _Ready else None

    @classmethod
    def of(cls, slot: FormatAtLength, number: str, bits: float, place: ListedName) -> Candidate:
        """A candidate from the format that matched, the key, its evidence and the carrier as the shop knows it."""
        return cls((((0, False, 0.0), slot, bits, place), number))

    @classmethod
    def _worked_out(cls, *fields: Any) -> Candidate:
        return cls((_Ready(fields), ""))


class Candidates(tuple[Candidate, ...]):
    """A number's candidates as a tuple that makes each one when it is looked at: most callers look at the first, or count.

    The raw tuple holds the matches in order and the key.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        def __new__(cls, raw: tuple[tuple[Match, ...], str]) -> Candidates:
            """Of the raw tuple."""

    def _made(self) -> tuple[Candidate, ...]:
        number = _raw(self, 1)
        return tuple([Candidate((match, number)) for match in _raw(self, 0)])

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(_raw(self, 0))

    def __getitem__(self, place: Any) -> Any:
        if place.__class__ is int:
            return Candidate((_raw(self, 0)[place], _raw(self, 1)))
        return self._made()[place]

    def __contains__(self, candidate: object) -> bool:
        return candidate in self._made()

    def __eq__(self, other: object) -> bool:
        return self._made() == (other._made() if isinstance(other, Candidates) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._made())

    def __add__(self, other: Any) -> Any:
        return self._made() + tuple(other) if isinstance(other, tuple) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        return tuple(other) + self._made() if isinstance(other, tuple) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> Any:
        return tuple, (list(self),)

    def index(self, *given: Any) -> int:
        """As of any tuple."""
        return self._made().index(*given)

    def count(self, candidate: Any) -> int:
        """As of any tuple."""
        return self._made().count(candidate)


def candidates(number: str, ranked: tuple[Match, ...]) -> tuple[Candidate, ...]:
    """Matches of a key as the candidates that they are."""
    return Candidates((ranked, number)) if ranked else ()


class Resolution(_Lazy):
    """What is known about a parcel.

    >>> import tracking
    >>> r = tracking.resolve("1Z001985YW99744790")
    >>> r.company, r.via
    ('UPS', 'pattern')
    >>> tracking.resolve("1234567", company="Custom Tracking Company").url
    """

    __slots__ = ()
    _fields = ("number", "company", "carrier", "url", "via", "candidates", "problems")

    @property
    def number(self) -> str | None:
        """The number as given, never rewritten; read off the URL when none was given."""
        return _raw(self, 0)

    @property
    def company(self) -> str | None:
        """The name to store, show and send: the listed spelling where known, else as given."""
        return _raw(self, 1)

    @property
    def carrier(self) -> str | None:
        """The carrier's id, or None."""
        return _raw(self, 2)

    @property
    def url(self) -> str | None:
        """The tracking page, percent-encoded, or None."""
        return _raw(self, 3)

    @property
    def via(self) -> str:
        """What decided the URL: ``url``, ``company``, ``pattern`` or ``none``."""
        return _raw(self, 4)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What the patterns said, best first, also when they did not decide."""
        asked = _raw(self, 5)
        return asked.value[0] if type(asked) is _Ready else asked.candidates()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Warnings; none of them stops anything."""
        asked = _raw(self, 5)
        return asked.value[1] if type(asked) is _Ready else asked.problems(self)

    @classmethod
    def _worked_out(cls, *fields: Any) -> Resolution:
        return cls((*fields[:5], _Ready(fields[5:])))


class Validation(
    _Dictionary,
    NamedTuple(
        "Validation",
        [("ok", bool), ("problems", tuple[Problem, ...]), ("suggestions", tuple[Suggestion, ...])],
    ),
):
    """Whether a number may be submitted.

    ``ok`` is False when a check digit fails and no other format accepts the number, when the known company has formats and
    none fits, or when no company is given and nothing accepts the number. ``problems`` say what is wrong, ``suggestions`` what would be right.
    """

    __slots__ = ()


class Found(
    _Dictionary,
    NamedTuple("Found", [("number", str), ("start", int), ("end", int), ("candidates", tuple[Candidate, ...])]),
):
    """A number in a text: ``text[start:end]`` is ``number``, as written there."""

    __slots__ = ()
