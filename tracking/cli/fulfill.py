"""``tracking fulfill``: bring a file of shipments into a shop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracking.cli.column_options import TableOptions, table_options
from tracking.cli.shop_options import (
    JOURNAL,
    ShopOptions,
    country_option,
    journal_files,
    journal_option,
    policy_of,
    shop_options,
)
from tracking.cli.shop_pipeline import calls_logged, pipeline_of, progress

if TYPE_CHECKING:
    from tracking.fulfillment.outcome import Outcome
    from tracking.fulfillment.parcel_rows import ShipmentRow
    from tracking.fulfillment.policy import Policy
    from tracking.fulfillment.shipment import Shipment
    from tracking.fulfillment.shipment_rows import EqualRowsChoice

__all__ = ["fulfill"]


@click.command(short_help="Bring a file of shipments into a shop, each exactly once.")
@click.argument("shipments", type=click.Path(dir_okay=False, path_type=Path))
@shop_options
@journal_option
@click.option("--dry-run", is_flag=True, help="Print the plan and every warning; send nothing.")
@country_option
@click.option(
    "--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="The number of calls at the same time."
)
@click.option(
    "--settle",
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0),
    help="After a call without an answer, how long until a missing fulfillment counts as missing.",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The file for the report (.jsonl, .csv, or .xlsx); SHIPMENTS.report.jsonl by default.",
)
@click.option("--force", is_flag=True, help="Let --report replace any file, not only an earlier report.")
@click.option(
    "--raw-cells",
    is_flag=True,
    help="Write cells such as =1+1 into a .csv or .xlsx report unchanged, without an apostrophe in front.",
)
@table_options
@click.option(
    "--order-prefix", metavar="TEXT", default="", help="Text to put in front of orders that do not begin with it."
)
@click.option("--company", metavar="NAME", help="The company for rows that name none.")
@click.option("-v", "--verbose", is_flag=True, help="Log each call of the shop on standard error, never its token.")
@click.option("--notify/--no-notify", default=None, help="Notify customers if the file does not say; no by default.")
@click.option(
    "--wrong-check-digit",
    type=click.Choice(["warn", "refuse"]),
    help="A wrong check digit: warn (the default), or refuse.",
)
@click.option(
    "--unknown-company",
    type=click.Choice(["send", "refuse"]),
    help="An unknown company: send it with the link that was built (the default), or refuse.",
)
@click.option(
    "--ambiguous-number",
    type=click.Choice(["send", "refuse"]),
    help="A number that several carriers could have: send it without a company (the default), or refuse.",
)
@click.option(
    "--already-fulfilled",
    type=click.Choice(["refuse", "add-missing", "add", "replace", "update-tracking"]),
    help="Units that were fulfilled before: put the number on a fulfillment without one (add-missing, the default), "
    "next to another number (add), or in its place (replace, update-tracking), or refuse.",
)
@click.option(
    "--changed-parcel",
    type=click.Choice(["difference", "refuse"]),
    help="A parcel that has grown since it was sent: send the difference (the default), or refuse.",
)
@click.option(
    "--equal-rows",
    type=click.Choice(["add", "skip"]),
    help="Equal rows: count each of them (add), or only one (skip); by default the open units of the order decide.",
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
    force: bool,
    raw_cells: bool,
    reading: TableOptions,
    order_prefix: str,
    company: str | None,
    verbose: bool,
    notify: bool | None,
    already_fulfilled: str | None,
    equal_rows: EqualRowsChoice | None,
    **choices: str | None,
) -> None:
    """Create a fulfillment for every shipment in a file, exactly once, with the right company, number, and link.

    SHIPMENTS is CSV, JSON, JSONL, Parquet, or a spreadsheet (.xlsx, .ods) with the columns order, number, company,
    url, country, postal_code, sku, quantity, and notify. Columns with other names are recognized by their headers and
    values, and the command asks about what is left open (tracking columns FILE shows it). Put a semicolon between several
    numbers.

    Rows of one order with the same number are one parcel. If a later file has more in it, the difference is sent. Without
    the columns sku and quantity, or with --column sku=, a parcel is everything that remains of its order; with --column
    quantity=, it is everything that remains of its SKUs. What is not shipped (gift cards, pick-up) is in no parcel that
    has a number and names no SKUs.

    --report replaces an earlier report, which is recognized by its columns, but no other file without --force. In a .csv
    or .xlsx report, a cell that a spreadsheet would take for a formula (it begins with = + - @, a tab, or a carriage
    return, and is not a negative number) gets an apostrophe in front.

    \b
    Run it again to continue where it stopped. The exit code is
      0  everything is done
      1  something was refused or failed
      2  it could not be run
      3  at least one outcome is unknown
    """  # noqa: D301 (click's mark for lines it is not to fill)
    from tracking.cli.given_file import read_shipments
    from tracking.cli.report import complaints, exit_code, reported, summary
    from tracking.cli.report_file import check_report, write_report

    policy = policy_of(
        settle=settle,
        notify_customer=notify,
        already_fulfilled=already_fulfilled and already_fulfilled.replace("-", "_"),
        **choices,
    )
    where = journal or shipments.parent / JOURNAL
    target = report or shipments.with_name(f"{shipments.stem}.report.jsonl")
    if not dry_run:
        kept = {"the file of shipments": [shipments], "the journal": journal_files(where)}
        check_report(target, kept, force=force)
    file = read_shipments(
        shipments,
        reading.columns,
        reading.encoding,
        _refusing(shop, country, policy),
        separator=reading.separator,
        where=reading.where,
        order_prefix=order_prefix,
        company=company,
        equal_rows=equal_rows,
    )
    for remark in (file.columns, *file.remarks):
        click.echo(remark, err=True)
    outcomes: dict[int, Outcome] = {}
    with calls_logged() if verbose else nullcontext():
        if dry_run:
            _plan(file.rows, outcomes, shop, where, country, policy)
        else:
            ended = _ship(file.rows, outcomes, shop, where, country, policy, workers)
    every = [reported(row, outcomes.get(place)) for place, row in enumerate(file.rows)]
    if not dry_run:
        for text in complaints(every, shop.advice):
            click.echo(text, err=True)
        if ended:
            click.echo(f"{ended}; run it again to go on", err=True)
    click.echo(summary(every))
    if not dry_run:
        write_report(target, every, raw_cells=raw_cells)  # last, since it may fail
        click.echo(f"report: {target}")
    sys.exit(exit_code(every))


def _refusing(shop: ShopOptions, country: str | None, policy: Policy) -> Callable[[Shipment], bool]:
    """Return a function that tells which shipments the pipeline refuses without asking the shop."""
    import tracking
    from tracking.fulfillment.asking import asked

    limit = shop.numbers_per_fulfillment
    return lambda shipment: asked(shipment, tracking, policy, country=country, limit=limit).refusal is not None


def _plan(
    rows: tuple[ShipmentRow, ...],
    outcomes: dict[int, Outcome],
    shop: ShopOptions,
    where: str | Path,
    country: str | None,
    policy: Policy,
) -> None:
    """Print what would be done for a file's rows. A shop that is out of reach is asked only once."""
    from tracking.cli.report import plan_lines, reported
    from tracking.fulfillment.pipeline import locked_out

    length = sum(row.shipment is not None for row in rows)
    with pipeline_of(shop, where, country, policy, writes=False) as pipeline, progress(length, bar=False) as tick:
        locked = None
        plans = pipeline.plans([row.shipment for row in rows if row.shipment])
        for place, row in enumerate(rows):
            if row.shipment:
                outcomes[place] = next(plans)
                tick()
            one = reported(row, outcomes.get(place))
            if row.shipment and locked:
                one = one._replace(reasons=())  # it was printed before
            for text in plan_lines(one, shop.advice):
                click.echo(text)
            locked = locked or (locked_out(outcomes[place]) if row.shipment else None)


def _ship(
    rows: tuple[ShipmentRow, ...],
    outcomes: dict[int, Outcome],
    shop: ShopOptions,
    where: str | Path,
    country: str | None,
    policy: Policy,
    workers: int,
) -> str | None:
    """Run the pipeline over a file's rows. Returns why it ended early, if it did."""
    from sqlalchemy.exc import SQLAlchemyError

    from tracking.errors import JournalError
    from tracking.fulfillment.outcome import Outcome
    from tracking.resolving.results import Problem

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
        except JournalError as error:
            return str(error)
        except SQLAlchemyError as error:
            return f"the journal cannot be written: {getattr(error, 'orig', None) or error}"
    return None
