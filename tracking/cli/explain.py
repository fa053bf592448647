"""``tracking explain``: the reasons for an answer."""

from __future__ import annotations

import os
import sys

import click

from tracking.cli.given import RESOLVER_FIELDS, numbers_given, parcel_options
from tracking.cli.guarded import unguarded
from tracking.spelling.harmless import harmless, harmless_json

__all__ = ["explain"]


@click.command(short_help="Explain an answer: parts, check digit, candidates, and who was ruled out.")
@parcel_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def explain(*, numbers: tuple[str, ...], as_json: bool, **named: str | None) -> None:
    """Explain which carriers NUMBERS belong to and why, and where their links come from.

    The number is drawn part by part, and its check digit is worked out. Every candidate is listed with its evidence in
    words, and every carrier that was ruled out with the reason. Without NUMBERS, or with -, numbers are read from
    standard input, one per line.

    \b
    tracking explain 1Z001985YW99744790
    tracking explain 986578788855 --country JP

    The exit code is 0 if every number was found, 1 if not, and 2 if the command could not be run.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    import tracking

    about = {field: named[field] for field in RESOLVER_FIELDS if field != "number"}
    given = (None,) if about["url"] and not numbers else numbers_given(numbers)
    found = True
    for place, number in enumerate(given):
        explained = tracking.explain(number, **about)
        found &= explained.carrier is not None or explained.url is not None
        if as_json:
            click.echo(harmless_json(explained.as_dict()))
            continue
        if place:
            click.echo()
        for line in explained.lines():
            click.echo(_coloured(harmless(line)), file=unguarded(sys.stdout))
    sys.exit(0 if found else 1)


def _coloured(line: str) -> str:
    """Return a line with the colors of a terminal; without a terminal, click removes them."""
    if "NO_COLOR" in os.environ:
        return line
    if line.startswith("  the number has"):
        return click.style(line, fg="green" if line.endswith(": right") else "red")
    return line if line.startswith((" ", "│", "└")) or "  " in line else click.style(line, bold=True)
