"""``tracking fulfill``, ``update-tracking``, ``cancel`` and ``fulfillments``: what a warehouse does with a shop."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracking.cli.shop_options import (
    JOURNAL,
    ShopOptions,
    country_option,
    journal_files,
    journal_option,
    policy_of,
    shop_options,
)
from tracking.cli.shop_pipeline import kept_journal, pipeline_of, progress

if TYPE_CHECKING:
    from tracking.cli.shipment_rows import Row
    from tracking.fulfillment.outcome import Outcome
    from tracking.fulfillment.policy import Policy

__all__ = ["cancel", "fulfill", "fulfillments", "update_tracking"]


def _columns(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not field or not header for field, _, header in pairs):
        raise click.BadParameter("write FIELD=HEADER, such as order=Bestellung")
    return {field: header for field, _, header in pairs}


@click.command(short_help="Bring a file of shipments into a shop, each of them once.")
@click.argument("shipments", type=click.Path(dir_okay=False, path_type=Path))
@shop_options
@journal_option
@click.option("--dry-run", is_flag=True, help="Print the plan and every warning; send nothing.")
@country_option
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="Calls at a time.")
@click.option(
    "--settle",
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0),
    help="After a call without an answer, how long until its absence counts.",
)
@click.option("--report", metavar="FILE", type=click.Path(path_type=Path), help="SHIPMENTS.report.jsonl by default.")
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=HEADER", callback=_columns, help="What a column stands for."
)
@click.option("--encoding", metavar="NAME", help="The file's encoding; found out by default.")
@click.option("--notify/--no-notify", default=None, help="Tell customers, where the file does not say; no by default.")
@click.option("--wrong-check-digit", type=click.Choice(["warn", "refuse"]), help="warn by default.")
@click.option("--unknown-company", type=click.Choice(["send", "refuse"]), help="send by default, with our URL.")
@click.option("--ambiguous-number", type=click.Choice(["send", "refuse"]), help="send by default, without a company.")
@click.option(
    "--already-fulfilled",
    type=click.Choice(["refuse", "update-tracking"]),
    help="When the order was fulfilled with another number: refuse (by default), or replace that.",
)
def fulfill(
    *,
    shipments: Path,
    shop: ShopOptions,
    journal: str | None,
    dry_run: bool,
    country: str | None,
    workers: int,
    settle: float,
    report: Path | None,
    columns: dict[str, str],
    encoding: str | None,
    notify: bool | None,
    already_fulfilled: str | None,
    **choices: str | None,
) -> None:
    """Make a fulfillment of every shipment in a file, with the right company, number and link, exactly once.

    SHIPMENTS is CSV or JSONL with the columns order, number, company, url, country, postal_code, sku, quantity and
    notify; other names for them are guessed. Several numbers: put ; between them. Without sku and quantity a shipment
    is all that remains of its order.

    \b
    Run it again to go on where it stopped. It ends with
      0  everything is done
      1  something was refused, or failed
      2  it could not be run
      3  it is not known of something whether it was done
    """  # noqa: D301 (click's mark for lines it is not to fill)
    from tracking.cli.report import check_report, complaints, exit_code, line_of, plan_lines, summary, write_report
    from tracking.cli.shipments_file import read_shipments
    from tracking.fulfillment.outcome import Outcome
    from tracking.fulfillment.pipeline import locked_out

    file = read_shipments(shipments, columns, encoding)
    for remark in file.remarks:
        click.echo(remark, err=True)
    where = journal or shipments.parent / JOURNAL
    policy = policy_of(
        settle=settle,
        notify_customer=notify,
        already_fulfilled=already_fulfilled and already_fulfilled.replace("-", "_"),
        **choices,
    )
    target = report or shipments.with_name(f"{shipments.stem}.report.jsonl")
    outcomes: dict[int, Outcome] = {}
    if dry_run:
        with pipeline_of(shop, where, country, policy, writes=False) as pipeline:
            locked = None
            for place, row in enumerate(file.rows):
                if row.shipment and locked:
                    outcomes[place] = Outcome(shipment=row.shipment, state="failed", problems=(locked,))
                elif row.shipment:
                    outcomes[place] = pipeline.plan(row.shipment)
                    locked = locked_out(outcomes[place])
                for text in plan_lines(line_of(row, outcomes.get(place)), outcomes.get(place)):
                    click.echo(text)
    else:
        kept = {"the file of shipments": [shipments], "the journal": journal_files(where)}
        check_report(target, kept)  # before anything is sent
        ended = _ship(file.rows, outcomes, shop, where, country, policy, workers)
    lines = [line_of(row, outcomes.get(place)) for place, row in enumerate(file.rows)]
    if not dry_run:
        write_report(target, lines)
        for text in complaints(lines):
            click.echo(text, err=True)
        click.echo(f"report: {target}")
        if ended:
            click.echo(f"{ended}; run it again to go on", err=True)
    click.echo(summary(lines))
    sys.exit(exit_code(lines))


def _ship(
    rows: tuple[Row, ...],
    outcomes: dict[int, Outcome],
    shop: ShopOptions,
    where: str | Path,
    country: str | None,
    policy: Policy,
    workers: int,
) -> str | None:
    """Run the pipeline over a file's rows; returns why it ended before its time, if it did."""
    from sqlalchemy.exc import SQLAlchemyError

    from tracking.fulfillment.outcome import Outcome
    from tracking.results import Problem

    place_of = {id(row.shipment): place for place, row in enumerate(rows) if row.shipment is not None}
    shipments = [row.shipment for row in rows if row.shipment is not None]
    with pipeline_of(shop, where, country, policy) as pipeline, progress(len(shipments)) as tick:
        try:
            for outcome in pipeline.run(shipments, workers=workers):
                outcomes[place_of[id(outcome.shipment)]] = outcome
                tick()
        except KeyboardInterrupt:
            sent = Problem("interrupted", "the run was ended before the shop's answer; run it again to find out")
            under_way = pipeline.under_way()
            for place, row in enumerate(rows):
                if row.shipment in under_way:
                    outcomes[place] = Outcome(shipment=row.shipment, state="unknown", problems=(sent,))
            return "interrupted"
        except SQLAlchemyError as error:
            return f"the journal cannot be written: {getattr(error, 'orig', None) or error}"
    return None


@click.command("update-tracking", short_help="Replace a fulfillment's tracking info.")
@click.argument("fulfillment", type=click.IntRange(1))
@click.option("--number", "numbers", multiple=True, help="A tracking number; give the option again for more.")
@click.option("--company", help="The carrier's name; known companies get their listed spelling.")
@click.option("--url", "urls", multiple=True, help="A tracking page, by the numbers' order.")
@click.option("--postal-code", help="For pages that ask for it.")
@click.option("--language", help="For pages in several languages.")
@click.option("--notify/--no-notify", default=False, help="Tell the customer; no by default.")
@country_option
@shop_options
@journal_option
def update_tracking(
    *,
    fulfillment: int,
    numbers: tuple[str, ...],
    company: str | None,
    urls: tuple[str, ...],
    notify: bool,
    country: str | None,
    shop: ShopOptions,
    journal: str | None,
    **about: str | None,
) -> None:
    """Replace company, numbers and pages of FULFILLMENT (its id) by what follows from what is given.

    Ends with 0 when it is done, 1 when not, 2 when it could not be run.
    """
    if not (numbers or company or urls):
        raise click.UsageError("nothing to change; give --number, --company or --url")
    with pipeline_of(shop, kept_journal(journal), country, policy_of()) as pipeline:
        outcome = pipeline.update_tracking(
            fulfillment, numbers=numbers, company=company, urls=urls, notify_customer=notify, **about
        )
    _say([outcome])


@click.command(short_help="Cancel fulfillments.")
@click.argument("fulfillments", nargs=-1, required=True, type=click.IntRange(1))
@shop_options
@journal_option
def cancel(*, fulfillments: tuple[int, ...], shop: ShopOptions, journal: str | None) -> None:
    """Cancel FULFILLMENTS (their ids); their units are then to be fulfilled again. Repeating it is harmless.

    Ends with 0 when all is done, 1 when not, 2 when it could not be run.
    """
    with pipeline_of(shop, kept_journal(journal), None, policy_of()) as pipeline:
        _say([pipeline.cancel(fulfillment) for fulfillment in fulfillments])


def _say(outcomes: list[Outcome]) -> None:
    """Print what became of fulfillments, and end."""
    for outcome in outcomes:
        about = outcome.tracking
        words = [";".join(about.numbers), about.company, ";".join(about.urls)]
        click.echo(f"fulfillment {outcome.fulfillment_id}: {', '.join(filter(None, [outcome.state, *words]))}")
        for problem in outcome.problems:
            click.echo(f"    {problem.message}", err=True)
    sys.exit(0 if all(outcome.state in ("done", "skipped") for outcome in outcomes) else 1)


@click.command(short_help="List an order's fulfillments.")
@click.argument("order")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a fulfillment.")
@shop_options
def fulfillments(*, order: str, as_json: bool, shop: ShopOptions) -> None:
    """List the fulfillments of ORDER (its id or its name, #1001) with company, number and link."""
    from tracking.cli.listing import as_line, table
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
            raise click.ClickException(str(error)) from error
    if found is None:
        raise click.ClickException(f"the shop has no order {order}; give its id or name (#1001)")
    if as_json:
        for one in found:
            click.echo(as_line(one))
    else:
        for text in table(found):
            click.echo(text)
