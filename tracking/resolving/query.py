"""What a resolution was asked with."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tracking.resolving.results import candidates
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from tracking.catalog.listed import AmbiguousName, ListedName
    from tracking.matching.ranking import Match
    from tracking.resolving.engine import Engine
    from tracking.resolving.results import Candidate, Problem, Resolution

__all__ = ["Query", "text_of"]


def _field(place: int) -> Any:
    return property(itemgetter(place))


class Query(tuple[Any, ...]):
    """What a resolution was asked with and what was found on the way: enough to work out its candidates and problems.

    Not one of `typing`'s named tuples: making one takes longer than making the resolution.
    """

    __slots__ = ()
    engine: Engine = _field(0)
    number: str | None = _field(1)
    company: str | None = _field(2)
    country: str | None = _field(3)
    postal_code: str | None = _field(4)
    language: str | None = _field(5)
    named: ListedName | AmbiguousName | None = _field(6)
    """What the company's name means."""
    place: ListedName | None = _field(7)
    """Whose page the URL is."""
    url: str | None = _field(8)
    """The explicit URL."""
    matches: tuple[str, tuple[Match, ...]] | None = _field(9)
    """The key and its matches, where they are known already."""

    def ranked(self) -> tuple[str, tuple[Match, ...]]:
        """The key and its matches."""
        if self.matches is not None:
            return self.matches
        number = key(self.number) if self.number else ""
        return number, self.engine.ranked(number, self.country or None) if number else ()

    def candidates(self) -> tuple[Candidate, ...]:
        """What the patterns say."""
        return candidates(*self.ranked())

    def problems(self, resolution: Resolution) -> tuple[Problem, ...]:
        """What is wrong, or may be."""
        from tracking.resolving.validation import problems

        return problems(self.engine, resolution, self)


def text_of(given: Any, name: str = "number") -> str:
    """An argument that must be text; raises TypeError for anything else."""
    if isinstance(given, str):
        return given
    raise TypeError(
        f"{name}: expected text, found {type(given).__name__}; pass it as a string, so that no digit is lost"
    )
