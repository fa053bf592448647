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

__all__ = ["ExplainedCandidate", "Explanation", "NumberPart", "RuledOut"]

_CANDIDATES = 12
"""How many candidates, and how many carriers that were ruled out, the text shows."""


class NumberPart(NamedTuple("NumberPart", [("text", str), ("name", str | None), ("meaning", str | None)]), Shown):
    """A piece of a number. The pieces stand from left to right without gaps.

    ``text`` is the piece itself. ``name`` is the name of the part in the format; None for text that is the same in all
    numbers. ``meaning`` is the meaning of a coded part; None if it is not known.
    """

    __slots__ = ()


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
    """A carrier that may have issued the number, and the evidence for it.

    ``evidence`` is in bits, and ``words`` say the same in sentences. ``check`` has the lines that work out the check
    digit; it is empty if the format has none.
    """

    __slots__ = ()


class RuledOut(NamedTuple("RuledOut", [("carrier", str), ("company", str), ("format", str), ("reason", str)]), Shown):
    """A carrier that has a format of this shape and was ruled out, with the reason."""

    __slots__ = ()


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
    """The reasons for the answer about a number.

    ``key`` is the number in the form that formats see: in capitals, without separators. ``parts`` and ``check`` belong
    to the carrier that was named, or else to the best candidate. ``decided`` says in a sentence what decided. ``print``
    shows it as lines of text, and a notebook shows it as a table.

    >>> import tracking
    >>> explained = tracking.explain("1Z001985YW99744790")
    >>> explained.carrier, [part.text for part in explained.parts]
    ('ups', ['1Z', '001985', 'YW', '9974479', '0'])
    >>> tracking.explain("hello").candidates
    ()
    """

    __slots__ = ()

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
