"""The compiled definitions as records with named fields, over the plain tuples of `tracking.definitions.compiling`.

An installed package contains the tuples as literals. This is the only module in which positions in a tuple have a
meaning. A record is made from a tuple when it is first needed, so that a start makes a few records and not thousands.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tracking.definitions.checkdigits import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.algorithms import Algorithm
    from tracking.definitions.shapes import Look, Mask, Shape

__all__ = [
    "ANYWHERE",
    "HOME",
    "NEVER",
    "POSTS",
    "CheckDigit",
    "CompiledFormatAtLength",
    "FormatLiterals",
    "Literals",
    "PlainTuple",
    "Rule",
    "Span",
    "algorithm_of",
    "formats_of",
    "newest_day",
    "only_codes",
    "only_formats",
    "pattern_bits",
    "summaries_of",
    "without_formats",
]

ANYWHERE, HOME, NEVER = 0, 1, 2
"""Where the number alone may name the carrier: in any shop, in shops of the carrier's country, or in none."""
POSTS = "s10"
"""The issuer of the world's postal numbers, the algorithm of their check digit, and the file with their common data."""

PlainTuple = tuple[Any, ...]
"""A compiled object in the form of a snapshot."""
FormatLiterals = tuple[PlainTuple, PlainTuple]
"""A format at a length: what is the same at all lengths, and what is specific to this one."""
Rule = tuple[str, tuple[Any, ...]]
"""A check digit's algorithm by name, with its parameters.

Formats with equal rules and spans have equal check digits.
"""


_new = tuple.__new__
"""It takes half the time of calling a named tuple."""


class Span(NamedTuple):
    """The places of a check digit's payload and of the check character in a number."""

    start: int
    end: int
    """The payload is ``number[start:end]``."""
    at: int
    """The beginning of the check digit, which usually has one character."""


class CheckDigit(NamedTuple):
    """A format's check digit."""

    algorithm: str
    parameters: tuple[Any, ...]
    over: str
    """The group with the payload."""
    digit: str
    """The group with the check character; without such a group, it is the last character of the payload."""

    @property
    def rule(self) -> Rule:
        """The algorithm, with its parameters."""
        return self.algorithm, self.parameters


@cache
def algorithm_of(rule: Rule) -> Algorithm:
    """Return the check-digit algorithm of a rule, with its parameters."""
    name, parameters = rule
    return ALGORITHMS[name](*parameters)


class Literals(Protocol):
    """The source of the formats' plain tuples."""

    def literals(self, carrier_id: str, place: int) -> FormatLiterals:
        """Return a carrier's format at a length, by its position: the tuples that `formats_of` returns."""


class _ReadLate:
    """A field that is read, together with all others of its kind, when one of them is first asked for.

    A class with ``__getattr__`` would need no such field, but would answer ten times as slowly for all of its other fields.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, of: CompiledFormatAtLength, owner: type) -> Any:
        of.__dict__.update(of.read())
        return of.__dict__[self._name]


def _read_late() -> Any:
    return _ReadLate()


class CompiledFormatAtLength:
    """A definition's data about a format at one length; see `tracking.definitions.format_at_length.FormatAtLength`.

    It is made from a summary, which is enough for an answer. The other fields are read when one of them is first
    needed.
    """

    __slots__ = (
        "__dict__",
        "_check",
        "_place",
        "_source",
        "anywhere_from",
        "bits",
        "care",
        "carrier_id",
        "guess",
        "issued_by",
        "issued_elsewhere",
        "layouts",
        "length",
        "name",
        "pattern_bits",
        "summary",
    )
    summary: PlainTuple
    """The plain tuple that it was made from."""
    carrier_id: str
    """The carrier's id."""
    name: str
    """The carrier's name for it."""
    issued_by: tuple[str, ...]
    """The ids of the carriers that issue these numbers; ``s10`` for the post of the last two letters."""
    anywhere_from: float
    """The bits from which a match may guess anywhere, if the definition does not say."""
    issued_elsewhere: bool
    """True if the carrier only uses numbers that another one issues."""
    length: int
    bits: float | None
    """The evidence of a match; None if it depends on the number."""
    pattern_bits: float | None
    """The part of the evidence that comes from the pattern, without the check digit."""
    guess: int | None
    """`ANYWHERE`, `HOME`, or `NEVER`; None if it follows from evidence that depends on the number."""
    care: int
    """If the evidence depends on the number, the bits of a number's code that tell letters from digits where this counts."""
    layouts: tuple[tuple[int, float], ...]
    """The evidence for each value of these bits; empty if it does not depend on the number, or if there are too many."""

    literals: FormatLiterals = _read_late()
    """The format's data for all lengths, and for this one, as plain tuples."""
    source: str = _read_late()
    """The pattern on one line, which `re` compiles."""
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = _read_late()
    """The meanings of coded values, by group."""
    digits_only: bool = _read_late()
    """True if every number consists of digits."""
    always_lettered: bool = _read_late()
    """True if every number contains a letter."""
    heads: tuple[tuple[str, str], ...] = _read_late()
    """For each shape, the characters that may be first and second; equal entries occur once."""
    tails: tuple[tuple[str, str], ...] = _read_late()
    """The same for the last two positions."""
    spans: tuple[Span, ...] = _read_late()
    """For each shape, the places of payload and check character; empty without a check digit."""
    span: Span | None = _read_late()
    """The same, if all shapes agree; None if they differ, or without a check digit."""
    masks: tuple[Mask, ...] = _read_late()
    """For each shape, its sets as a mask."""
    distinct_masks: tuple[Mask, ...] = _read_late()
    """The masks of the shapes without differences in look-aheads."""
    looks: bool = _read_late()
    """True if a shape has look-aheads, so that the masks alone allow too much."""

    def __init__(self, summary: PlainTuple, source: Literals) -> None:
        self.summary, self._source = summary, source
        (
            self.carrier_id,
            self._place,
            self.name,
            self.length,
            self.bits,
            self.pattern_bits,
            (self.guess, self.issued_by, self._check, self.care, self.layouts, self.anywhere_from),
        ) = summary
        self.issued_elsewhere = bool(self.issued_by)

    @property
    def check(self) -> CheckDigit | None:
        """The check digit."""
        return None if self._check is None else _new(CheckDigit, self._check)

    def read(self) -> dict[str, Any]:
        """Return the fields that are not in the summary, by name."""
        literals = shared, own = self._source.literals(self.carrier_id, self._place)
        _, source, codes, *_ = shared
        _, _, _, _, _, _, digits_only, always_lettered, heads, tails, spans, shapes = own
        span = Span._make(spans[0]) if len(spans) == 1 else None
        return {
            "literals": literals,
            "source": source,
            "codes": codes,
            "digits_only": digits_only,
            "always_lettered": always_lettered,
            "heads": heads,
            "tails": tails,
            "spans": tuple(map(Span._make, spans)) if span is None else (span,) * len(shapes),
            "span": span,
            "masks": tuple([mask for mask, _, _ in shapes]),
            "distinct_masks": tuple([mask for mask, _ in dict.fromkeys((mask, groups) for mask, groups, _ in shapes)]),
            "looks": any(looks for _, _, looks in shapes),
        }

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Every way in which the pattern matches a number of this length, made when it is first needed."""
        from tracking.definitions.shapes import Shape, sets_of  # not needed at a start

        _, own = self.literals
        return tuple([Shape(sets_of(mask), groups, _looks(looks)) for mask, groups, looks in own[-1]])


def summaries_of(carrier_id: str, carrier: PlainTuple) -> tuple[PlainTuple, ...]:
    """Return the summary of each format of a compiled carrier, as `CompiledFormatAtLength` takes it.

    It is (carrier's id, place, name, length, bits, pattern bits, rest), and the rest, which many formats have alike,
    (guess, issued by, check, care, layouts, bits from which a match may guess anywhere).
    """
    found = []
    for place, ((name, _, _, issued_by, check, anywhere_from), own) in enumerate(formats_of(carrier)):
        length, bits, pattern_bits, guess, care, layouts, *_ = own
        rest = guess, issued_by, check, care, layouts, anywhere_from
        found.append((carrier_id, place, name, length, bits, pattern_bits, rest))
    return tuple(found)


def pattern_bits(summary: PlainTuple) -> float:
    """Return the bits of a format's pattern alone, by its summary; 0 where they depend on the number."""
    bits: float | None = summary[5]
    return bits or 0.0


def without_formats(carrier: PlainTuple) -> PlainTuple:
    """Return a compiled carrier without the data of formats and codes, for `tracking.definitions.compiled_carrier`."""
    return carrier[:-3]


def only_codes(carrier: PlainTuple) -> PlainTuple:
    """Return the part of a compiled carrier that `tracking.definitions.carrier_codes` needs."""
    codes: PlainTuple = carrier[-2]
    return codes


def newest_day(carriers: Iterable[PlainTuple]) -> str | None:
    """Return the newest day on which the sources of compiled carriers were read, as in 2026-11-21; None if unknown."""
    return max((day for *_, day, _, _ in carriers if day), default=None)


def only_formats(carrier: PlainTuple) -> PlainTuple:
    """Return the part of a compiled carrier that `formats_of` needs."""
    return carrier[-1:]


def formats_of(carrier: PlainTuple) -> tuple[FormatLiterals, ...]:
    """Return the formats of a compiled carrier, one per length: what is common to all lengths, and what is specific."""
    return tuple((shared, own) for shared, lengths in carrier[-1] for own in lengths)


def _looks(looks: PlainTuple) -> tuple[Look, ...]:
    from tracking.definitions.shapes import Look, sets_of

    return tuple(
        Look(text, at, wanted, None if ways is None else tuple(map(sets_of, ways))) for text, at, wanted, ways in looks
    )
