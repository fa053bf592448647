"""``tracking code``: the codes that platforms use for a carrier."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.definitions.platforms import Platform
    from tracking.resolving.platform_codes import PlatformCode
    from tracking.resolving.results import Resolution

__all__ = ["code"]


@click.command(short_help="Show the codes that eBay, Amazon, PayPal, and others use for a carrier.")
@click.argument("of", metavar="NUMBER|CARRIER", required=False)
@click.option("--platform", metavar="NAME", help="A platform, such as ebay; all of them by default.")
@click.option("--company", help="The company's name; it counts more than the number's format.")
@country_option
@click.option("--platforms", "listing", is_flag=True, help="Show the platforms and their rules instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def code(
    *, of: str | None, platform: str | None, company: str | None, country: str | None, listing: bool, as_json: bool
) -> None:
    """Show the codes that platforms use for a carrier.

    The carrier is named by a tracking number, an id, or a company's name.

    \b
    tracking code 1Z001985YW99744790 --platform ebay
    tracking code dpd-pl --platform amazon --country PL
    tracking code --platforms

    With --platform, only the code goes to standard output; other fields that have to be sent go to standard error.

    The exit code is 0 if a code was found, 1 if not, and 2 if the command could not be run.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    import tracking

    if listing:
        if of or platform or company:
            raise Misuse("--platforms shows all of them; leave the rest out")
        for line in _json_lines(tracking.platforms()) if as_json else _rules(tracking.platforms()):
            click.echo(line)
        return
    if not of and not company:
        raise Misuse("nothing was given; give a tracking number, a carrier's id, or a company's name")
    asked = _asked(of, company, country)
    keys = [platform] if platform else [one.key for one in tracking.platforms()]
    found = [one for key in keys if (one := tracking.code_for(asked, key, country)) is not None]
    for line in _json_lines(tuple(found)) if as_json else _lines(found, alone=bool(platform)):
        click.echo(line)
    if platform and not as_json:
        for one in found:
            for remark in _remarks(one):
                click.echo(remark, err=True)
    if not found:
        click.echo(_none_known(asked, of or company or "", platform), err=True)
    sys.exit(0 if found else 1)


def _asked(of: str | None, company: str | None, country: str | None) -> str | Resolution:
    """Return a carrier or company by name, or what is known about a number."""
    import tracking

    if of is None or company is not None:
        return tracking.resolve(of, company=company, country=country)
    if tracking.code_for(of, "google", country) is not None:  # which accepts any known carrier
        return of
    return tracking.resolve(of, country=country)


def _none_known(asked: str | Resolution, given: str, platform: str | None) -> str:
    """Return why there is no code: no carrier is known, or the platform has none for it."""
    from tracking.cli.aligned import shown

    if isinstance(asked, str) or asked.carrier is not None:
        return f"{platform or 'no platform'} has {'no' if platform else 'a'} code for {shown(given)}"
    return f"no carrier is known for {shown(given)}; tracking carriers NAME shows names, and --company names the carrier of a number"


def _json_lines(found: tuple[PlatformCode, ...] | tuple[Platform, ...]) -> Iterator[str]:
    for one in found:
        yield harmless_json(one.as_dict())


def _lines(found: list[PlatformCode], *, alone: bool) -> Iterator[str]:
    from tracking.cli.aligned import AlignedColumns

    if alone:
        yield from (one.code for one in found)
        return
    rows = [(one.platform, one.field, one.code or '""', "; ".join(_remarks(one))) for one in found]
    columns = AlignedColumns(rows)
    yield from map(columns.line, rows)


def _remarks(found: PlatformCode) -> Iterator[str]:
    if not found.listed:
        yield f"{found.field}: {found.name} is not on the list of {found.platform}"
    for field, value in found.also.items():
        yield f"also send {field}: {value or 'the link to the parcel'}"


def _rules(platforms: tuple[Platform, ...]) -> Iterator[str]:
    from tracking.cli.aligned import AlignedColumns

    rows = [("platform", "field", "list", "others", "whole", "as of")]
    for one in platforms:
        other = "-" if one.catch_all is None else one.catch_all.code
        others = "any name" if other is None else other or '""'
        rows.append((one.key, one.field, one.list, others, "yes" if one.complete else "no", one.as_of or "-"))
    columns = AlignedColumns(rows)
    yield from map(columns.line, rows)
