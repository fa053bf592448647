"""Resolutions as text for people: one in full, or several as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracking.cli.aligned import AlignedColumns, padded, shown
from tracking.spelling.harmless import harmless

if TYPE_CHECKING:
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.results import Problem, Resolution

__all__ = ["candidate_line", "in_full", "problem_lines", "row_of"]

MOST_CANDIDATES = 8
"""How many candidates are shown."""


def row_of(resolution: Resolution) -> tuple[str, str, str]:
    """Return number, company, and link."""
    return shown(resolution.number or "-"), shown(resolution.company or "-"), resolution.url or "-"


def problem_lines(problems: tuple[Problem, ...]) -> Iterator[str]:
    """Return the problems, to be printed below the row."""
    for problem in problems:
        yield f"    {problem.code}: {shown_whole(problem.message)}"


def shown_whole(text: str) -> str:
    """Return a sentence that quotes what was given."""
    return text if text.isprintable() else harmless(text)


def in_full(resolution: Resolution) -> Iterator[str]:
    """Return everything that is known about one parcel, by the names of the result's fields."""
    fields: list[tuple[str, str]] = [("number", shown(resolution.number or "-"))]
    fields.append(("company", shown(resolution.company or "-")))
    fields.append(("carrier", resolution.carrier or "-"))
    fields.append(("url", resolution.url or "-"))
    fields.append(("via", resolution.via))
    candidates = tuple(resolution.candidates)  # they are created anew at each access
    own = next((one for one in candidates if one.carrier == resolution.carrier), None)
    if own is not None:
        fields.append(("format", format_of(own)))
        fields += [("", part) for part in parts_of(own)]
    others = [one for one in candidates if one is not own]
    names = AlignedColumns((_name(one), "") for one in others[:MOST_CANDIDATES])
    label = "or" if own is not None else "candidates"
    fields += [
        (label if place == 0 else "", names.line((_name(one), format_of(one))))
        for place, one in enumerate(others[:MOST_CANDIDATES])
    ]
    if len(others) > MOST_CANDIDATES:
        fields.append(("", f"and {len(others) - MOST_CANDIDATES} more; --json shows them"))
    fields += [
        ("problems" if place == 0 else "", f"{problem.code}: {shown_whole(problem.message)}")
        for place, problem in enumerate(resolution.problems)
    ]
    for name, value in fields:
        yield f"{padded(name, 10)}  {value}"


def candidate_line(candidate: Candidate) -> str:
    """Return a candidate as one line."""
    return f"{_name(candidate)}: {format_of(candidate)}"


def format_of(candidate: Candidate) -> str:
    """Return the format, and how much evidence its match has."""
    check = "check digit right" if candidate.check == "valid" else "no check digit"
    return f"{candidate.format}; {check}, {candidate.evidence:.1f} bits"


def parts_of(candidate: Candidate) -> Iterator[str]:
    """Return the named parts, with their meanings, but no part that only contains others."""
    parts, meanings = candidate.parts, candidate.meanings
    for name, text in parts.items():
        inside = sum(
            len(other) for one, other in parts.items() if one != name and other in text and len(other) < len(text)
        )
        if name == "serial" and inside >= len(text):
            continue
        meaning = f" ({meanings[name]})" if name in meanings else ""
        yield f"{name} {text}{meaning}"


def _name(candidate: Candidate) -> str:
    return candidate.company or candidate.carrier
