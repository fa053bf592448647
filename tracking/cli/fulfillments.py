"""``tracking update-tracking``, ``cancel``, and ``fulfillments``: changes to existing fulfillments, and a list."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from tracking.cli.shop_options import ShopOptions, country_option, journal_option, policy_of, shop_options
from tracking.cli.shop_pipeline import kept_journal, pipeline_of

if TYPE_CHECKING:
    from tracking.fulfillment.outcome import Outcome

__all__ = ["cancel", "fulfillments", "update_tracking"]


def _one_id(context: click.Context, parameter: click.Parameter, text: str) -> int:
    """Read the id of a fulfillment, for which people may give the order's name."""
    if text.isascii() and text.isdecimal() and len(text) < 20 and int(text):
        return int(text)
    raise click.BadParameter(f"{text!r} is not a fulfillment id; tracking fulfillments ORDER lists them")


def _ids(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(_one_id(context, parameter, text) for text in texts)


@click.command("update-tracking", short_help="Replace a fulfillment's tracking info.")
@click.argument("fulfillment", callback=_one_id)
@click.option("--number", "numbers", multiple=True, help="A tracking number; give the option again for more.")
@click.option("--no-number", is_flag=True, help="Remove the numbers; the only links are those given with --url.")
@click.option("--company", help="The carrier's name; known companies get their listed spelling.")
@click.option("--url", "urls", multiple=True, help="A tracking URL, in the order of the numbers.")
@click.option("--postal-code", help="The recipient's postal code, for pages that ask for it.")
@click.option("--language", help="The recipient's language, two letters, for pages in several languages.")
@click.option("--notify/--no-notify", default=False, help="Notify the customer; no by default.")
@country_option
@shop_options
@journal_option
def update_tracking(
    *,
    fulfillment: int,
    numbers: tuple[str, ...],
    no_number: bool,
    company: str | None,
    urls: tuple[str, ...],
    notify: bool,
    country: str | None,
    shop: ShopOptions,
    journal: str | None,
    **about: str | None,
) -> None:
    """Replace the company, numbers, and links of FULFILLMENT (its id).

    Everything is replaced: if only the company or the link changes, give the number as well, so that it is not lost.
    The number may also be part of a carrier's own page (--url).

    The exit code is 0 if it was done, 1 if not, and 2 if the command could not be run.
    """
    if not (numbers or no_number or company or urls):
        raise click.UsageError("nothing to change; give --number, --company or --url")
    if numbers and no_number:
        raise click.UsageError("--number and --no-number cannot be given together; leave one out")
    numbers = numbers or _told_by(urls)
    if not (numbers or no_number):
        raise click.UsageError(
            "the fulfillment's number and link would be lost; give its --number too, or --no-number to take it away"
        )
    with pipeline_of(shop, kept_journal(journal), country, policy_of()) as pipeline:
        outcome = pipeline.update_tracking(
            fulfillment, numbers=numbers, company=company, urls=urls, notify_customer=notify, **about
        )
    _say([outcome], shop)


def _told_by(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers in carriers' own pages; empty if a page has none."""
    import tracking

    numbers = [tracking.resolve(url=url).number for url in urls]
    return tuple(map(str, numbers)) if all(numbers) else ()


@click.command(short_help="Cancel fulfillments.")
@click.argument("fulfillments", nargs=-1, required=True, callback=_ids)
@shop_options
@journal_option
def cancel(*, fulfillments: tuple[int, ...], shop: ShopOptions, journal: str | None) -> None:
    """Cancel FULFILLMENTS (their ids), so that their units can be fulfilled again. It is safe to repeat.

    The exit code is 0 if everything was done, 1 if not, and 2 if the command could not be run.
    """
    from tracking.fulfillment.pipeline import locked_out

    outcomes: list[Outcome] = []
    with pipeline_of(shop, kept_journal(journal), None, policy_of()) as pipeline:
        for fulfillment in fulfillments:
            outcomes.append(pipeline.cancel(fulfillment))
            if locked_out(outcomes[-1]):
                break
    if left := fulfillments[len(outcomes) :]:
        click.echo(f"not tried: {', '.join(map(str, left))}", err=True)
    _say(outcomes, shop)


def _say(outcomes: list[Outcome], shop: ShopOptions) -> None:
    """Print what became of fulfillments, and exit."""
    for outcome in outcomes:
        about = outcome.tracking
        words = [";".join(about.numbers), about.company, ";".join(about.urls)]
        click.echo(f"fulfillment {outcome.fulfillment_id}: {', '.join(filter(None, [outcome.state, *words]))}")
        for problem in outcome.problems:
            click.echo(f"    {problem.message}{shop.advice(problem.code)}", err=True)
    sys.exit(0 if all(outcome.state in ("done", "skipped") for outcome in outcomes) else 1)


@click.command(short_help="List an order's fulfillments.")
@click.argument("order")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per fulfillment.")
@shop_options
def fulfillments(*, order: str, as_json: bool, shop: ShopOptions) -> None:
    """List the fulfillments of ORDER (its id or its name, #1001) with company, number, and link."""
    from tracking.cli.listing import as_line, fulfillment_table
    from tracking.errors import NotFound, ShopError
    from tracking.fulfillment.shipment import order_reference

    with shop.client() as client:
        try:
            reference = order_reference(order)
            found = None
            if isinstance(reference, int) or reference.isdecimal():
                with suppress(NotFound):
                    found = list(client.fulfillments(int(reference)))
            if found is None and isinstance(reference, str) and (order_id := client.find_order(reference)):
                found = list(client.fulfillments(order_id))
        except ShopError as error:
            raise click.ClickException(f"{error}{shop.advice(error.code)}") from error
    if found is None:
        raise click.ClickException(f"the shop has no order {order}; give its id or name (#1001)")
    if as_json:
        for one in found:
            click.echo(as_line(one))
    else:
        for text in fulfillment_table(found):
            click.echo(text)
