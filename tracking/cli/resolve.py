"""``tracking resolve``: carrier, company and tracking page of numbers, given one by one or as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from tracking.cli.column_options import TableOptions, table_options
from tracking.cli.given import RESOLVER_FIELDS, numbers_given
from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.resolving.results import Resolution

__all__ = ["resolve"]


@click.command(short_help="Tell carrier, company and tracking page of numbers.")
@click.argument("numbers", nargs=-1)
@click.option("--company", help="What the shop or an API calls the carrier; it counts more than the number's form.")
@country_option
@click.option("--url", help="A tracking page that was given; it counts more than anything else.")
@click.option("--postal-code", help="The recipient's, for pages that ask for it.")
@click.option("--language", metavar="LL", help="Two letters, for pages in several languages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--csv",
    "--file",
    "table",
    metavar="FILE",
    help="Resolve each row of a .csv, .json, .jsonl, .parquet or .xlsx file; - reads CSV from standard input.",
)
@click.option(
    "--platform", metavar="NAME", help="With --csv: add what a platform, such as ebay, wants the carrier to be called."
)
@click.option("--out", metavar="FILE", help="Write the rows with their answers there; - is standard output.")
@click.option("--force", is_flag=True, help="Write --out over a file that is there and has no such answers.")
@click.option("--raw-cells", is_flag=True, help="Add =1+1 to a .csv or .xlsx table as it is, not as '=1+1.")
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
    """Tell carrier, company and tracking page of NUMBERS.

    Without NUMBERS, or with -, they are read from standard input, one a line. One number is shown in full, several
    as rows of number, company and link, with what is wrong below.

    \b
    tracking resolve 1Z001985YW99744790
    tracking resolve 00340434161094027318 --country DE --language de
    tracking resolve --csv shipments.csv --out resolved.csv

    A table's columns are told from their headers, in many languages, and their values; --column says otherwise.
    Every row is kept, also one of empty cells, and gets the columns tracking_carrier, tracking_company, tracking_url,
    tracking_via, tracking_evidence and tracking_problems, with --platform tracking_platform_code as well; rows that cannot be read are reported with line and reason.
    --out writes over a table that was resolved before, as its last columns tell, and over no other file without --force.
    A cell that is added to a .csv or .xlsx table, and that a spreadsheet would take for a formula (it begins with
    = + - @, a tab or a carriage return), has an apostrophe in front; the file's own cells stay as they are.
    A line with nothing in it is no row; of a CSV with one column it is an empty cell, unless it is at the end.

    Ends with 0 when every number was found (of a table: any), 1 when not, 2 when it could not be run.
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
    """Rows; of a stream they are written as they come, so their columns can only grow."""
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
