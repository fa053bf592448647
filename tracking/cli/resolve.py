"""``tracking resolve``: carrier, company, and tracking link of numbers, given one by one or as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tracking.cli.column_options import TableOptions, table_options
from tracking.cli.given import RESOLVER_FIELDS, numbers_given, parcel_options
from tracking.cli.misuse import Misuse
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.resolving.results import Resolution

__all__ = ["resolve"]


@click.command(short_help="Show the carrier, company, and tracking link of numbers.")
@parcel_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.option(
    "--csv",
    "--file",
    "table",
    metavar="FILE",
    help="Resolve each row of a .csv, .json, .jsonl, .parquet, or .xlsx file; - reads CSV from standard input.",
)
@click.option(
    "--platform", metavar="NAME", help="With --csv: add the code that a platform, such as ebay, uses for the carrier."
)
@click.option("--out", metavar="FILE", help="Write the rows with their answers to this file; - is standard output.")
@click.option("--force", is_flag=True, help="Let --out replace any file, not only the output of an earlier run.")
@click.option(
    "--raw-cells",
    is_flag=True,
    help="Add cells such as =1+1 to a .csv or .xlsx table unchanged, without an apostrophe in front.",
)
@table_options
def resolve(
    *,
    numbers: tuple[str, ...],
    as_json: bool,
    table: str | None,
    out: str | None,
    force: bool,
    raw_cells: bool,
    platform: str | None,
    reading: TableOptions,
    **named: str | None,
) -> None:
    """Show the carrier, company, and tracking link of NUMBERS.

    Without NUMBERS, or with -, numbers are read from standard input, one per line. One number is shown in full;
    several are shown as rows of number, company, and link, with their problems below.

    \b
    tracking resolve 1Z001985YW99744790
    tracking resolve 00340434161094027318 --country DE --language de
    tracking resolve --csv shipments.csv --out resolved.csv

    The columns of a table are recognized by their headers, in many languages, and by their values; --column overrides
    this. Every row is kept and gets the columns tracking_carrier, tracking_company, tracking_url, tracking_via,
    tracking_evidence, and tracking_problems, and with --platform also tracking_platform_code. A row that cannot be
    read is reported with its line and the reason. An empty line is not a row, except in a CSV with one column, where
    it is an empty cell unless it is at the end.

    --out replaces the output of an earlier run, which is recognized by its last columns, but no other file without
    --force. A cell that is added to a .csv or .xlsx table and that a spreadsheet would take for a formula (it begins with = + - @, a
    tab, or a carriage return) gets an apostrophe in front; the file's own cells stay as they are.

    The exit code is 0 if every number was found (in a table: at least one), 1 if not, and 2 if the command could not
    be run.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    about = {field: named[field] for field in RESOLVER_FIELDS if field != "number"}
    if table is not None:
        if numbers:
            raise Misuse("NUMBERS and --csv cannot be given together; leave one out")
        if about["url"]:
            raise Misuse(
                "--url and --csv cannot be given together; a table has a column for URLs (--column url=HEADER)"
            )
        if as_json:
            raise Misuse("--json and --csv cannot be given together; the table goes to --out, a .jsonl file in JSON")
        from tracking.cli.resolve_table import OutOptions, resolve_file

        to = OutOptions(out, force, raw_cells)
        found = resolve_file(table, to, reading=reading, defaults=about, platform=platform)
        sys.exit(0 if found else 1)
    for_tables = {"--out": out, "--platform": platform, "--force": force, "--raw-cells": raw_cells}
    if option := reading.first or next((name for name, given in for_tables.items() if given), None):
        raise Misuse(f"{option} is for tables; name one with --csv FILE")
    _resolve_numbers(numbers, about, as_json=as_json)


def _resolve_numbers(numbers: tuple[str, ...], about: dict[str, str | None], *, as_json: bool) -> None:
    import tracking

    given: Iterable[str | None] = (None,) if about["url"] and not numbers else numbers_given(numbers)
    resolutions = (tracking.resolve(number, **about) for number in given)
    if as_json:
        found = _say_json(resolutions)
    elif given == (None,) or (len(numbers) == 1 and numbers != ("-",)):
        found = _say_in_full(next(iter(resolutions)))
    else:
        found = _say_rows(resolutions, whole="-" not in numbers and bool(numbers))
    sys.exit(0 if found else 1)


def _is_found(resolution: Resolution) -> bool:
    return resolution.carrier is not None or resolution.url is not None


def _say_json(resolutions: Iterable[Resolution]) -> bool:
    found = True
    for resolution in resolutions:
        found &= _is_found(resolution)
        click.echo(harmless_json(resolution.as_dict()))
    return found


def _say_in_full(resolution: Resolution) -> bool:
    from tracking.cli.resolution_text import in_full

    for line in in_full(resolution):
        click.echo(line)
    return _is_found(resolution)


def _say_rows(resolutions: Iterable[Resolution], *, whole: bool) -> bool:
    """Print rows. A stream's rows are printed as they come, so its columns can only grow."""
    from tracking.cli.aligned import AlignedColumns
    from tracking.cli.resolution_text import problem_lines, row_of

    found = True
    if whole:
        resolutions = list(resolutions)
        columns = AlignedColumns(map(row_of, resolutions))
    else:
        columns = AlignedColumns(least=(22, 16))
    for resolution in resolutions:
        found &= _is_found(resolution)
        click.echo(columns.line(row_of(resolution)))
        for line in problem_lines(resolution.problems):
            click.echo(line)
    return found
