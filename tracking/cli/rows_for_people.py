"""A table's rows on a terminal."""

from __future__ import annotations

from typing import IO, Any

from tracking.cli.aligned import AlignedColumns, shown
from tracking.cli.table_rows import Answered

__all__ = ["RowsForPeople"]


class RowsForPeople:
    """Prints number, company, and link in columns, with a platform's code if requested, and problems below."""

    def __init__(self, out: IO[str]) -> None:
        self.out = out
        self.columns = AlignedColumns()

    def write(self, answered: Answered) -> None:
        """Print a chunk's rows."""
        _, companies, urls, _, _, problems, *codes_there = map(_listed, answered.columns)
        numbers = _listed(answered.numbers)
        for place, bad in answered.bad.items():
            numbers[place] = bad.number
        rows = [
            (shown(number or "-"), shown(company or "-"), *(code or "-" for code in platform_codes), url or "-")
            for number, company, url, *platform_codes in zip(numbers, companies, urls, *codes_there, strict=True)
        ]
        self.columns.fit(rows)
        for row, codes in zip(rows, problems, strict=True):
            self.out.write(self.columns.line(row) + "\n")
            if codes:
                self.out.write(f"    {', '.join(codes)}\n")


def _listed(column: Any) -> list[Any]:
    """Return a column, a list or an Arrow array, as a list."""
    found: list[Any] = column.to_pylist() if hasattr(column, "to_pylist") else list(column)
    return found
