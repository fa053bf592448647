"""Why an answer was given: what `Resolver.explain` returns, and how it is shown to people.

An `Explanation` holds the same answer as `resolve`, with its reasons: the parts of the number, the check digit worked
out, every candidate with its evidence, the carriers that were ruled out, and what decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracking.resolving.records import Shown
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["UNNAMED_PART", "ExplainedCandidate", "Explanation", "NumberPart", "RuledOut"]

UNNAMED_PART = "unknown"
"""The name of a piece of which no source says what it is."""
_CANDIDATES = 12
"""How many candidates, and how many carriers that were ruled out, the text shows."""


class NumberPart(NamedTuple("NumberPart", [("text", str), ("name", str | None), ("meaning", str | None)]), Shown):
    """A piece of a number. The pieces stand from left to right without gaps."""

    __slots__ = ()

    if TYPE_CHECKING:
        text: str
        """The piece itself."""
        name: str | None
        """The name of the part in the format; None for text that is the same in all numbers, `UNNAMED_PART` for any other text
        that the format does not name."""
        meaning: str | None
        """The meaning of a coded part; None if it is not known."""


class ExplainedCandidate(
    NamedTuple(
        "ExplainedCandidate",
        [
            ("carrier", str),
            ("company", str),
            ("format", str),
            ("evidence", float),
            ("words", str),
            ("parts", tuple[NumberPart, ...]),
            ("check", tuple[str, ...]),
            ("url", str | None),
        ],
    ),
    Shown,
):
    """A carrier that may have issued the number, and the evidence for it."""

    __slots__ = ()

    if TYPE_CHECKING:
        carrier: str
        """The carrier's id."""
        company: str
        """The name for shops in the given country."""
        format: str
        """The carrier's name for this kind of number."""
        evidence: float
        """The evidence, in bits."""
        words: str
        """The evidence in words, and its limits."""
        parts: tuple[NumberPart, ...]
        """The pieces of the number in this format."""
        check: tuple[str, ...]
        """Lines that work out the check digit; empty if the format has none."""
        url: str | None
        """The tracking link, percent-encoded, or None."""


class RuledOut(NamedTuple("RuledOut", [("carrier", str), ("company", str), ("format", str), ("reason", str)]), Shown):
    """A carrier that has a format of this shape and was ruled out, with the reason."""

    __slots__ = ()

    if TYPE_CHECKING:
        carrier: str
        """The carrier's id."""
        company: str
        """The name for shops in the given country."""
        format: str
        """The carrier's name for this kind of number."""
        reason: str
        """Why it was ruled out, in words."""


class Explanation(
    NamedTuple(
        "Explanation",
        [
            ("number", str | None),
            ("key", str),
            ("company", str | None),
            ("carrier", str | None),
            ("url", str | None),
            ("via", str),
            ("decided", str),
            ("parts", tuple[NumberPart, ...]),
            ("check", tuple[str, ...]),
            ("candidates", tuple[ExplainedCandidate, ...]),
            ("ruled_out", tuple[RuledOut, ...]),
            ("problems", tuple[Problem, ...]),
        ],
    ),
    Shown,
):
    """The reasons for the answer about a number. ``print`` shows them as text, and a notebook as a table.

    Its number, company, carrier, url, via, and problems are those of `tracking.Resolution`.

    >>> import tracking
    >>> explained = tracking.explain("1Z001985YW99744790")
    >>> explained.carrier, [part.text for part in explained.parts]
    ('ups', ['1Z', '001985', 'YW', '9974479', '0'])
    >>> tracking.explain("hello").candidates
    ()
    """

    __slots__ = ()

    if TYPE_CHECKING:
        number: str | None
        """The number as given."""
        key: str
        """The number in the form that patterns describe: in capitals, without separators."""
        company: str | None
        """The name to store, show, and send."""
        carrier: str | None
        """The carrier's id, or None."""
        url: str | None
        """The tracking link, percent-encoded, or None."""
        via: str
        """What decided the link: ``url``, ``company``, ``pattern``, or ``none``."""
        decided: str
        """What decided, in a sentence."""
        parts: tuple[NumberPart, ...]
        """The pieces of the number, for the carrier that was named, or else for the best candidate."""
        check: tuple[str, ...]
        """Lines that work out the check digit, for the same carrier; empty if there is none."""
        candidates: tuple[ExplainedCandidate, ...]
        """The carriers that may have issued the number, best first."""
        ruled_out: tuple[RuledOut, ...]
        """The carriers that have a format of this shape and were ruled out."""
        problems: tuple[Problem, ...]
        """What is wrong or uncertain."""

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Return the explanation as lines of text, for a terminal."""
        yield f"number   {self.number or '-'}"
        if self.key and self.key != self.number:
            yield f"read as  {self.key}"
        yield f"company  {self.company or '-'}"
        yield f"link     {self.url or '-'}"
        yield f"decision {self.decided}"
        if self.parts:
            yield ""
            yield from drawing(self.parts)
        if self.check:
            yield from ("", "Check digit", *(f"  {line}" for line in self.check))
        if self.candidates:
            yield from ("", "Candidates, best first")
            for one in self.candidates[:_CANDIDATES]:
                yield f"  {one.company}: {one.format}"
                yield f"    {one.words}"
        if len(self.candidates) > _CANDIDATES:
            yield f"  and {len(self.candidates) - _CANDIDATES} more"
        if self.ruled_out:
            yield from ("", "Ruled out")
            yield from (f"  {one.company} ({one.format}): {one.reason}" for one in self.ruled_out[:_CANDIDATES])
        if len(self.ruled_out) > _CANDIDATES:
            yield f"  and {len(self.ruled_out) - _CANDIDATES} more"
        if self.problems:
            yield from ("", "Problems", *(f"  {one.code}: {one.message}" for one in self.problems))

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, fit for `json.dumps`."""
        return super().as_dict()


def drawing(parts: tuple[NumberPart, ...]) -> Iterator[str]:
    """Return the parts of a number side by side, each with a line below that says what it is."""
    yield " ".join(part.text for part in parts)
    stems = ["│" + " " * len(part.text) for part in parts]
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        meaning = f": {part.meaning}" if part.meaning else ""
        yield "".join(stems[:place]) + f"└ {part.name or 'the same in all these numbers'}{meaning}"
