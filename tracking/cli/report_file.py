"""The report of a run as a file: JSON lines for programs, .csv and .xlsx for people."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from tracking.cli.misuse import Misuse
from tracking.cli.own_files import REPORT, REPORT_COLUMNS, check_own_file
from tracking.cli.report import Told
from tracking.cli.whole_file import is_same, written_whole
from tracking.spelling.harmless import harmless_cell, harmless_json

__all__ = ["check_report", "write_report"]

NO_REPORT = (".xls", ".xlsm", ".xlsb", ".ods", ".parquet")
"""Endings of tables that the file would not be."""


def check_report(path: Path, kept: Mapping[str, Iterable[Path]], *, force: bool = False) -> None:
    """Raise `Misuse` if the report cannot be written, or would replace a file that must be kept.

    Such files are ``kept``, and, without ``force``, every file that is not a report of this program.
    """
    for what, files in kept.items():
        if any(is_same(path, file) for file in files):
            raise Misuse(f"--report {path}: this is {what} itself; name another file")
    if path.is_dir():
        raise Misuse(f"--report {path}: this is a folder; name a file")
    if not os.access(path.parent, os.W_OK):
        raise Misuse(f"--report {path}: {path.parent} is not a folder that can be written to; name another")
    if path.suffix.lower() in NO_REPORT:
        raise Misuse(f"--report {path}: its ending is not that of a report; name a .csv, .xlsx, or .jsonl file")
    if not force:
        check_own_file(path, "--report", REPORT)
    if _is_excel(path):
        import_module("xlsxwriter")  # now, and not after everything was sent


def write_report(path: Path, shipments: Iterable[Told], *, raw_cells: bool = False) -> None:
    """Write the report completely or not at all, in the format of its ending; JSON lines by default.

    In the formats for people no cell is a formula, unless ``raw_cells`` says that cells are written unchanged.
    """
    plain: Callable[[Any], Any] = (lambda cell: cell) if raw_cells else harmless_cell
    with written_whole(path) as file:
        if _is_excel(path):
            from tracking.tabular.excel_file import ExcelWriter, workbook_of

            with workbook_of(file) as book:
                sheet = ExcelWriter(book, REPORT_COLUMNS, str(path))
                for one in shipments:
                    sheet.write_row([plain(_for_sheet(cell)) for cell in _cells(one)])
        elif path.suffix.lower() == ".csv":
            _write_csv(file, (map(plain, _cells(one)) for one in shipments))
        else:
            for one in shipments:
                file.write(harmless_json(one.line).encode("utf-8", "backslashreplace") + b"\n")


def _is_excel(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _write_csv(file: IO[bytes], cells: Iterable[Iterable[Any]]) -> None:
    text = io.TextIOWrapper(file, "utf-8-sig", errors="backslashreplace", newline="")  # as spreadsheets need it
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(REPORT_COLUMNS)
    rows.writerows(cells)
    text.flush()
    text.detach()


def _cells(one: Told) -> list[Any]:
    problems = one.line["problems"]
    said = {
        **one.line,
        "problems": ";".join(problem["code"] for problem in problems),
        "messages": " | ".join(problem["message"] for problem in problems),
    }
    return [said[name] for name in REPORT_COLUMNS]


def _for_sheet(cell: Any) -> Any:
    """Return a cell as a sheet can keep it: ids are text, since a sheet keeps 15 digits of a number."""
    return cell if cell is None or (isinstance(cell, int) and cell < 10**6) else str(cell)
