"""``tracking validate``: whether numbers may be submitted, what is wrong with them, and corrections."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracking.cli.column_options import TableOptions, table_options
from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.resolving.results import Validation

__all__ = ["validate"]


@click.command(short_help="Check numbers, and suggest corrections.")
@click.argument("numbers", nargs=-1)
@click.option("--company", help="The company's name; the number is checked against its formats.")
@country_option
@click.option("--url", help="An explicit tracking URL, to be checked as well.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.option("--csv", "--file", "table", metavar="FILE", help="Validate each row of a file, as resolve reads it.")
@table_options
def validate(
    *,
    numbers: tuple[str, ...],
    company: str | None,
    country: str | None,
    url: str | None,
    as_json: bool,
    table: str | None,
    reading: TableOptions,
) -> None:
    """Check NUMBERS, and suggest corrections.

    Without NUMBERS, or with -, numbers are read from standard input, one per line. In a file, every row with a number
    is checked and reported with its line; --company and --country fill in for empty cells.

    \b
    tracking validate 1Z001985YW99744791
    tracking validate RR123456785CN --company "China Post"
    tracking validate --csv shipments.xlsx

    The exit code is 0 if every number is ok, 1 if not, and 2 if the command could not be run.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    import tracking
    from tracking.cli.given import numbers_given

    all_ok = True
    if table is not None:
        if numbers:
            raise Misuse("NUMBERS and --csv cannot be given together; leave one out")
        if url:
            raise Misuse(
                "--url and --csv cannot be given together; a table has a column for URLs (--column url=HEADER)"
            )
        from tracking.cli.validate_table import validated_rows

        for row in validated_rows(table, reading, {"company": company, "country": country}):
            all_ok &= row.found.ok
            if as_json:
                about = {row.counted: row.place, "number": row.number, **row.found.as_dict()}
                click.echo(harmless_json(about))
            else:
                for line in _lines(row.number or "(no number)", row.found):
                    click.echo(line if line.startswith(" ") else f"{row.counted} {row.place}: {line}")
        sys.exit(0 if all_ok else 1)
    if option := reading.first:
        raise Misuse(f"{option} is for tables; name one with --csv FILE")
    for number in numbers_given(numbers):
        found = tracking.validate(number, company=company, country=country, url=url)
        all_ok &= found.ok
        if as_json:
            click.echo(harmless_json({"number": number, **found.as_dict()}))
        else:
            for line in _lines(number, found):
                click.echo(line)
    sys.exit(0 if all_ok else 1)


def _lines(number: str, found: Validation) -> Iterator[str]:
    from tracking.cli.aligned import AlignedColumns, shown
    from tracking.cli.resolution_text import problem_lines

    yield f"{shown(number)}  {'ok' if found.ok else 'wrong'}"
    yield from problem_lines(found.problems)
    tries = AlignedColumns((one.value, "") for one in found.suggestions)
    for one in found.suggestions:
        yield f"    {'number' if one.kind == 'number' else 'company'}: {tries.line((shown(one.value), one.message))}"
