"""``tracking carriers``: the known carriers and their names, and one carrier in full."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.definitions.carrier import Carrier, Check, Page

__all__ = ["carriers"]

CARRIER_HEADERS = ("id", "country", "pages", "formats", "check digits", "lists", "name")


@click.command(short_help="Show the carriers, a list of names, or one carrier in full.")
@click.argument("name", nargs=-1)
@click.option("--list", "list_", metavar="LIST", help="Show the names on a list: global, or a country code such as AU.")
@country_option
@click.option(
    "--coverage",
    is_flag=True,
    help="Count carriers, pages, links, formats, check digits, codes, and sources by country.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per carrier: the whole definition.")
def carriers(*, name: tuple[str, ...], list_: str | None, country: str | None, coverage: bool, as_json: bool) -> None:
    """Show the carriers, or with NAME (an id, a listed name, or an alias) one of them in full.

    \b
    tracking carriers --list AU
    tracking carriers GLS --country DE

    The exit code is 0 if there is such a carrier, 1 if not, and 2 if the command could not be run.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    import tracking
    from tracking.resolver import own_carriers

    if sum(map(bool, (name, list_, coverage))) > 1:
        raise Misuse("NAME, --list, and --coverage cannot be given together; leave out all but one")
    own = {carrier.id: carrier for carrier in own_carriers()}
    known = tuple({**{carrier.id: carrier for carrier in tracking.carriers()}, **own}.values())
    if coverage:
        from tracking.quality import coverage as covered

        if as_json:
            for land, counts in covered.coverage(known).items():
                click.echo(harmless_json({"country": land, **counts._asdict()}))
        else:
            click.echo(covered.table(known))
        return
    if name:
        chosen = _named(" ".join(name), country, known)
        known = () if chosen is None else (chosen,)
        lines: Iterable[str] = () if chosen is None else _in_full(chosen)
    elif list_ is not None:
        known, lines = _on_list(list_, known)
    else:
        lines = _all(known)
    if as_json:
        lines = (harmless_json(carrier.as_dict()) for carrier in known)
    for line in lines:
        click.echo(line)
    sys.exit(0 if known else 1)


def _named(name: str, country: str | None, known: tuple[Carrier, ...]) -> Carrier | None:
    """Return the carrier that a name means in a shop of that country; otherwise print suggestions to standard error."""
    import tracking

    by_id = {carrier.id: carrier for carrier in known}
    if name in by_id:
        return by_id[name]
    found = tracking.resolve(None, company=name, country=country)
    if found.carrier is not None:
        return by_id[found.carrier]
    ambiguous = next((problem for problem in found.problems if problem.code == "company_ambiguous"), None)
    if ambiguous is not None:
        click.echo(f"{ambiguous.message}, its id, or --country", err=True)
        return None
    close = [f"{one.value!r}" for one in tracking.validate("0", company=name).suggestions if one.kind == "company"]
    click.echo(f"no carrier is called {name!r}" + (f"; did you mean {' or '.join(close)}?" if close else ""), err=True)
    return None


def _on_list(list_: str, known: tuple[Carrier, ...]) -> tuple[tuple[Carrier, ...], Iterator[str]]:
    """Return the carriers on a list, and its names with carrier, number of formats, and page."""
    list_ = list_ if list_ == "global" else list_.upper()
    listed = {name for carrier in known for name in carrier.lists}
    if list_ not in listed:
        raise Misuse(
            f"--list {list_}: no such list; there are {', '.join(sorted(listed, key=lambda one: (one != 'global', one)))}"
        )
    names: dict[str, tuple[Carrier, str | None]] = {}
    for carrier in known:
        for page in carrier.pages:
            if list_ in page.lists:
                names.setdefault(page.name or carrier.name, (carrier, page.url))
    rows = [
        (name, carrier.id, _count(carrier.numbers), url or "-")
        for name, (carrier, url) in sorted(names.items(), key=lambda item: item[0].casefold())
    ]
    of_list = tuple({carrier.id: carrier for carrier, _ in names.values()}.values())
    return of_list, _table([("name", "id", "formats", "page"), *rows])


def _all(known: tuple[Carrier, ...]) -> Iterator[str]:
    return _table([CARRIER_HEADERS, *map(_row, known)])


def _row(carrier: Carrier) -> tuple[str, ...]:
    return (
        carrier.id,
        carrier.country or "-",
        _count([page for page in carrier.pages if page.url]),
        _count(carrier.numbers),
        _count([number for number in carrier.numbers if number.check]),
        ",".join(carrier.lists) or "-",
        carrier.name,
    )


def _count(items: Iterable[object]) -> str:
    return str(len(list(items)) or "-")


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    from tracking.cli.aligned import AlignedColumns

    columns = AlignedColumns(rows)
    return map(columns.line, rows)


def _in_full(carrier: Carrier) -> Iterator[str]:
    from tracking.cli.aligned import padded

    for name, value in _fields(carrier):
        yield f"{padded(name, 13)}{value}"


def _fields(carrier: Carrier) -> Iterator[tuple[str, str]]:
    yield "id", carrier.id
    yield "name", carrier.name
    if carrier.country:
        yield "country", carrier.country
    if carrier.website:
        yield "website", carrier.website
    if carrier.aliases:
        yield "aliases", "; ".join(carrier.aliases)
    for page in carrier.pages:
        yield from _page_fields(page, carrier)
    for number in carrier.numbers:
        yield "number", number.name
        yield "  pattern", " ".join(_uncommented(number.pattern))
        if number.check:
            given = ", ".join(_parameters(number.check))
            yield "  check", f"{number.check.algorithm} over {number.check.over}{given and f', {given}'}"
        if number.guess:
            yield "  guess", f"{number.guess}: {number.why}" if number.why else number.guess
        if number.issued_by:
            yield "  issued by", ", ".join(number.issued_by)
        if number.valid:
            yield "  valid", ", ".join(number.valid[:4]) + (", ..." if len(number.valid) > 4 else "")
    if not carrier.numbers:
        yield "number", "no format is known"
    for platform, codes in carrier.codes.items():
        yield "code", f"{platform}: {_code_text(codes)}"
    if carrier.verified:
        yield "verified", carrier.verified.isoformat()


def _page_fields(page: Page, carrier: Carrier) -> Iterator[tuple[str, str]]:
    yield "page", (page.name or carrier.name) + (f" ({', '.join(page.lists)})" if page.lists else "")
    yield "  url", page.url or "not known"
    if page.formats:
        yield "  for", "; ".join(page.formats)
    if page.spelling:
        yield "  spelling", page.spelling
    for text in page.also:
        yield "  also", text


def _code_text(codes: str | tuple[str, ...] | dict[str, str | tuple[str, ...]]) -> str:
    if isinstance(codes, dict):
        return "; ".join(f"{where} {_code_text(each)}" for where, each in codes.items())
    return codes if isinstance(codes, str) else ", ".join(codes)


def _uncommented(pattern: str) -> Iterator[str]:
    """Return a pattern's words without its comments."""
    for line in pattern.splitlines():
        yield from line.partition("#")[0].split()


def _parameters(check: Check) -> Iterator[str]:
    """Return the parameters of a check digit that differ from the defaults."""
    from msgspec.structs import fields

    for field in fields(check):
        value = getattr(check, field.name)
        if field.name not in ("over", "digit") and value != field.default:
            yield f"{field.name} {' '.join(map(str, value)) if isinstance(value, tuple) else value}"
