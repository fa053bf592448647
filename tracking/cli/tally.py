"""Counts of what became of a table's rows, and the bad rows by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tracking.cli.aligned import how_many
from tracking.cli.table_rows import Bad

__all__ = ["Tally"]

REPORTED = 20
"""How many bad rows are named; the others are only counted."""


class Tally:
    """Counts of rows. ``place`` is what a bad row's number counts: ``line`` or ``row``."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.rows = 0
        self.carriers = 0
        self.vias: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.bad: list[Bad] = []
        """The first of them."""
        self.bad_rows = 0

    def add(self, rows: int, carriers: int, vias: Counter[str], codes: Counter[str], bad: Mapping[int, Bad]) -> None:
        """Add counts: of rows, of those with a carrier, by what decided their links, and by problem."""
        self.rows += rows
        self.carriers += carriers
        self.vias += vias
        self.codes += codes
        self.bad_rows += len(bad)
        self.bad += [bad[place] for place in sorted(bad)][: REPORTED - len(self.bad)]

    def count(self, answers: list[list[Any]], bad: Mapping[int, Bad]) -> None:
        """Count rows by their answers."""
        carriers, _, _, vias, _, problems = answers
        codes = Counter(code for codes in problems for code in codes)
        self.add(len(carriers), len(carriers) - carriers.count(None), Counter(vias), codes, bad)

    @property
    def found(self) -> bool:
        """Tell whether any row has a carrier or a link."""
        return bool(self.carriers or self.vias.total() > self.vias["none"])

    def lines(self) -> Iterator[str]:
        """Return the lines to print."""
        for bad in self.bad:
            yield f"{self.place} {bad.line}: {bad.problem.code}: {bad.problem.message}"
        if self.bad_rows > len(self.bad):
            yield f"and {how_many(self.bad_rows - len(self.bad), 'more bad row')}; tracking_problems has them all"
        links = self.vias.total() - self.vias["none"]
        by = ", ".join(f"{self.vias[via]} by {via}" for via in ("url", "company", "pattern") if self.vias[via])
        bad_rows = f"; {self.bad_rows} bad" if self.bad_rows else ""
        yield f"{how_many(self.rows, 'row')}: {self.carriers} with a carrier, {links} with a link{by and f' ({by})'}{bad_rows}"
        if self.codes:
            yield "problems: " + ", ".join(f"{count} {code}" for code, count in self.codes.most_common())
