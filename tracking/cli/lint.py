"""``tracking lint``: what is wrong with carrier definitions."""

from __future__ import annotations

import sys

import click

from tracking.spelling.harmless import harmless_json

__all__ = ["lint"]


@click.command(short_help="Check carrier definitions.")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--report", "wants_report", is_flag=True, help="Also measure how often the resolver is right.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a fault.")
def lint(*, files: tuple[str, ...], wants_report: bool, as_json: bool) -> None:
    """Check the carrier definitions in FILES, files or folders; without any, the built-in ones.

    They are judged together with the built-in ones. FILES may also be language files, of the folder tracking/languages,
    which are checked as well without FILES. Each fault is one line: file, line, field, what is wrong, and the
    cure.

    Ends with 0 when nothing is wrong, 1 when something is, 2 when it could not be run.
    """
    from tracking.quality.lint import lint as faults_of
    from tracking.quality.lint import report

    faults = faults_of(files)
    for fault in faults:
        click.echo(harmless_json(fault._asdict()) if as_json else str(fault))
    if not as_json:
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        click.echo(count if faults else "nothing is wrong", err=True)
    if wants_report:
        click.echo(report())
    sys.exit(1 if faults else 0)
