"""The carrier of a number that is found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tracking.resolving.candidates import Candidate

__all__ = ["Owner"]


class Owner(NamedTuple):
    """The carrier of a number."""

    whose: tuple[Candidate, ...]
    """The carriers that it may belong to, the most likely first."""
    carrier: str | None
    """The id of the carrier that the number and the text name; None if several are equally likely."""
    strength: int
    """How strongly the text names it: one of the strengths of `Witnesses`, or 0 if the text names none."""
