"""``tracking lint``: faults in carrier definitions."""

from __future__ import annotations

import sys
import warnings

import click

from tracking.spelling.harmless import harmless_json

__all__ = ["lint"]


@click.command(short_help="Check carrier definitions.")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--report", "wants_report", is_flag=True, help="Also measure how often the resolver is right.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per fault.")
def lint(*, files: tuple[str, ...], wants_report: bool, as_json: bool) -> None:
    """Check the carrier definitions in FILES (files or folders), or the built-in ones.

    FILES are checked together with the built-in definitions. They may also be language files; those in
    tracking/languages are checked as well if no FILES are given. Each fault is one line: file, line, field, what is
    wrong, and the cure.

    The exit code is 0 if there is no fault, 1 if there is one, and 2 if the command could not be run.
    """
    from tracking.cli.aligned import how_many
    from tracking.quality.lint import lint as faults_of
    from tracking.quality.lint import report

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a file with faults is left out: they are the output
        faults = faults_of(files)
    for fault in faults:
        click.echo(harmless_json(fault._asdict()) if as_json else str(fault))
    if not as_json:
        click.echo(how_many(len(faults), "fault") if faults else "nothing is wrong", err=True)
    if wants_report:
        click.echo(report())
    sys.exit(1 if faults else 0)
