"""``tracking journal``: what was sent, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from tracking.cli.misuse import Misuse
from tracking.cli.own_files import EXPORT, check_own_file
from tracking.cli.shop_options import JOURNAL, journal_files, open_journal
from tracking.cli.whole_file import is_same, written_whole
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.fulfillment.intent import Intent
    from tracking.fulfillment.journal import Journal

__all__ = ["journal"]

# The same as `tracking.fulfillment.intent.STATES`, which a help text need not import; a test compares them.
INTENT_STATES = ("planned", "sending", "done", "refused", "failed", "unknown", "cancelled", "superseded", "added")

which_journal = click.option(
    "--journal",
    "where",
    metavar="FILE|URL",
    help=f"A file or a database URL; {JOURNAL} by default.",
    # If it stands before the command's name, it belongs to the group.
    default=lambda: click.get_current_context().find_object(str) or JOURNAL,
)
state_option = click.option("--state", type=click.Choice(INTENT_STATES), help="Only those in this state.")
order_option = click.option("--order", metavar="ORDER", help="Only those of this order, by id or name.")


@click.group()
@click.option("--journal", "where", metavar="FILE|URL", help="The journal; the option may also follow the command.")
@click.pass_context
def journal(context: click.Context, where: str | None) -> None:
    """Show what a journal recorded: what was sent, and the outcome."""
    context.obj = where


@journal.command("list", short_help="List intents, oldest first.")
@which_journal
@state_option
@order_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per intent.")
def list_(*, where: str, state: str | None, order: str | None, as_json: bool) -> None:
    """List intents, oldest first: key, state, order, number, fulfillment."""
    counts: Counter[str] = Counter()
    with open_journal(where, must_exist=True) as opened:
        for intent in opened.intents(state=state, order=order):
            counts[intent.state] += 1
            if as_json:
                click.echo(harmless_json(_about(intent)))
            else:
                numbers = ";".join(intent.body.tracking.numbers) or "no number"
                made = f"  fulfillment {intent.fulfillment_id}" if intent.fulfillment_id else ""
                order_name = intent.order_name or intent.order_id
                click.echo(f"{intent.state:<10}  {order_name}  {numbers}{made}  [{intent.key}]")
    if not as_json:
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing")


@journal.command(short_help="Show everything about one intent: what was asked, and what happened.")
@click.argument("key")
@which_journal
def explain(*, key: str, where: str) -> None:
    """Show everything about KEY: what was asked for, what the shop has, what happened, and what to look at."""
    with open_journal(where, must_exist=True) as opened:
        for intent in _found(opened, key):
            asked, has, part = intent.body.tracking, intent.body.found, intent.body.part
            click.echo(f"{intent.key}: {intent.state}")
            click.echo(f"  shop         {intent.shop}")
            click.echo(f"  order        {intent.order_id}" + (f" ({intent.order_name})" if intent.order_name else ""))
            units = ", ".join(f"{count} of line item {item}" for item, count in part.lines.items())
            click.echo(
                f"  units        {units or 'none'}" + (f", location {part.location_id}" if part.location_id else "")
            )
            click.echo(f"  asked for    {_words(asked)}")
            if has is not None:
                click.echo(f"  the shop has {_words(has)}, fulfillment {intent.fulfillment_id or 'of another intent'}")
            for problem in intent.body.problems:
                click.echo(f"  {problem.code}: {problem.message}")
            for event in opened.history(intent):
                click.echo(f"  {_time(event.at)}  {event.state:<10}  {event.note}".rstrip())


@journal.command(short_help="Let the next run send some intents again.")
@click.argument("keys", nargs=-1)
@which_journal
@click.option(
    "--state", type=click.Choice(["refused", "failed", "unknown", "cancelled"]), help="All those in this state."
)
def retry(*, keys: tuple[str, ...], where: str, state: str | None) -> None:
    """Allow the next run to send KEYS again.

    For an unknown outcome, this confirms that you have looked and that the parcel is not in the shop.
    """
    if bool(keys) == bool(state):
        raise click.UsageError("give keys, or --state")
    with open_journal(where, must_exist=True) as opened:
        groups = [_found(opened, key) for key in keys] if keys else [list(opened.intents(state=state))]
        for found in groups:
            errors = []
            for intent in found:
                try:
                    opened.retry(intent)
                except ValueError as error:
                    errors.append(error)
                else:
                    click.echo(f"{intent.key}: was {intent.state}, will be tried again")
            if found and len(errors) == len(found):  # some parts of a shipment may be done
                raise click.ClickException(str(errors[0]))
            if not found:
                click.echo("nothing")


@journal.command(short_help="Write all intents with their history, as JSON.")
@which_journal
@state_option
@order_option
@click.option(
    "--output", metavar="FILE", default="-", help="The file for the export; - is standard output (the default)."
)
@click.option("--force", is_flag=True, help="Let --output replace any file, not only an earlier export.")
def export(*, where: str, state: str | None, order: str | None, output: str, force: bool) -> None:
    """Write every intent with its history, one JSON object per line."""
    with open_journal(where, must_exist=True) as opened:
        if output == "-":
            for line in _exported(opened, state, order):
                click.echo(line)
            return
        if any(is_same(output, file) for file in journal_files(where)):
            raise Misuse(f"--output {output}: this is the journal itself; name another file")
        if not force:
            check_own_file(output, "--output", EXPORT)
        with written_whole(output) as file:
            for line in _exported(opened, state, order):
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _exported(opened: Journal, state: str | None, order: str | None) -> Iterator[str]:
    for intent in opened.intents(state=state, order=order):
        history = [{"at": _time(at), "state": name, "note": note} for at, name, note in opened.history(intent)]
        yield harmless_json({**_about(intent), "history": history})


def _found(opened: Journal, key: str) -> list[Intent]:
    found = list(opened.intents(key=key))
    if not found:
        raise click.ClickException(f"no intent has the key {key}; tracking journal list shows the keys")
    return found


def _about(intent: Intent) -> dict[str, Any]:
    import msgspec

    about: dict[str, Any] = msgspec.to_builtins(intent)
    about |= about.pop("body")
    about["problems"] = [problem.as_dict() for problem in intent.body.problems]
    for field in ("created_at", "updated_at"):
        about[field] = _time(about[field])
    return about


def _words(about: Any) -> str:
    return ", ".join(filter(None, [";".join(about.numbers), about.company, ";".join(about.urls)])) or "no tracking"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
