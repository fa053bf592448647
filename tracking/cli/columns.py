"""``tracking columns``: how a file of shipments is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracking.cli.aligned import how_many
from tracking.cli.column_options import TableOptions, table_options
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.fulfillment.columns_read import ReadTable

__all__ = ["show_columns"]


@click.command("columns", short_help="Show how a file of shipments is read, and what it leaves open.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@table_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_columns(*, file: Path, reading: TableOptions, as_json: bool) -> None:
    """Show how fulfill reads FILE: what each column is taken for and why, what is left out, and what is open.

    Nothing is changed or sent. The options for reading a file are those of fulfill.

    \b
    tracking columns export.csv
    tracking columns export.xlsx --column "order=Channel reference" --where "Status!=Void"

    The exit code is 0 if no question is open, 1 if one is, and 2 if the file cannot be read.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    from tracking.cli.misuse import tables_read
    from tracking.errors import TableError
    from tracking.fulfillment.columns_read import check_fields, read_table
    from tracking.tabular.formats import open_table

    with tables_read():
        check_fields(reading.columns)
    with tables_read(), open_table(file, encoding=reading.encoding, separator=reading.separator) as reader:
        try:
            table = read_table(reader, reading.columns, reading.where)
        except TableError as error:
            raise reader.misread(error) from error
        header_line, counts = reader.header_line, reader.counts
    if as_json:
        click.echo(harmless_json(_as_dict(table)))
    else:
        for line in _lines(table, header_line, counts):
            click.echo(line)
    sys.exit(1 if table.questions else 0)


def _as_dict(table: ReadTable) -> dict[str, object]:
    """Return how the file is read. If lines have names of their own, the first header of a field stands for all."""
    return {
        "columns": {field: first for field, (first, *_) in table.header_of.items()},
        "unused": list(table.unused),
        "questions": [
            {"field": one.field, "candidates": list(one.candidates), "cure": one.cure} for one in table.questions
        ],
        "rows": len(table.rows),
    }


def _lines(table: ReadTable, header_line: int | None, counts: str) -> Iterator[str]:
    from tracking.cli.aligned import AlignedColumns, quoted, shown
    from tracking.fulfillment.columns_read import ColumnTexts
    from tracking.languages.columns import header_sign

    texts = ColumnTexts(table.records)
    taken: dict[str, tuple[str, str]] = {}
    for choice in table.choices.values():
        for field, header in choice.header_of.items():
            taken.setdefault(header, (field, choice.because[field]))
        for field, further in choice.further.items():
            taken.update(dict.fromkeys(further, (field, "a further parcel of the row")))
        where_empty = ("number", f"where {quoted(choice.header_of.get('number', ''))} is empty")
        taken.update(dict.fromkeys(choice.going_on, where_empty))
        for header, field in choice.doubled:
            taken.setdefault(header, ("-", f"left out, since {quoted(choice.header_of[field])} is the {field}"))
    asked = {header: one.field for one in table.questions if one.field != "where" for header in one.candidates}
    rows = []
    for header in filter(None, table.headers):
        may_filter = header_sign(header) in ("store", "status", "voided")
        unknown = ("-", "may say which rows count" if may_filter else "not known, left out")
        otherwise = ("?", f"it may be the {asked[header]}") if header in asked else unknown
        field, why = taken.get(header, otherwise)
        rows.append((shown(header), field, why, " | ".join(shown(value, 30) for value in texts.first(header))))
    aligned = AlignedColumns(rows)
    for row in rows:
        yield aligned.line(row)
    if header_line is not None and header_line > 1:
        yield f"the header stands on line {header_line}; what is before it is left out"
    for place, why in table.left_out:
        yield f"{counts} {place} {why}, and is left out"
    yield how_many(len(table.rows), "row")
    for one in table.questions:
        yield f"question: {shown(one.reason, 200)}"
        yield f"    use {shown(one.cure, 400)}"
