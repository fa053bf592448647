"""``tracking explain``: why a number is whose."""

from __future__ import annotations

import os
import sys

import click

from tracking.cli.given import RESOLVER_FIELDS, numbers_given
from tracking.cli.guarded import unguarded
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless, harmless_json

__all__ = ["explain"]


@click.command(short_help="Show why a number is whose: its parts, its check digit, who was ruled out.")
@click.argument("numbers", nargs=-1)
@click.option("--company", help="What the shop or an API calls the carrier; it counts more than the number's form.")
@country_option
@click.option("--url", help="A tracking page that was given; it counts more than anything else.")
@click.option("--postal-code", help="The recipient's, for pages that ask for it.")
@click.option("--language", metavar="LL", help="Two letters, for pages in several languages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def explain(*, numbers: tuple[str, ...], as_json: bool, **named: str | None) -> None:
    """Show why NUMBERS are whose, and where their links come from.

    The number is drawn part by part, its check digit is worked out, every candidate has what speaks for it in words, and
    those that were ruled out have the reason. Without NUMBERS, or with -, they are read from standard input, one a line.

    \b
    tracking explain 1Z001985YW99744790
    tracking explain 986578788855 --country JP

    Ends with 0 when every number was found, 1 when not, 2 when it could not be run.
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
    """A line with the colours of a terminal; where there is none, click leaves them out."""
    if "NO_COLOR" in os.environ:
        return line
    if line.startswith("  the number has"):
        return click.style(line, fg="green" if line.endswith(": right") else "red")
    return line if line.startswith((" ", "│", "└")) or "  " in line else click.style(line, bold=True)
