"""``tracking export``: all definitions as one JSON document."""

from __future__ import annotations

import click

from tracking.spelling.harmless import harmless_json

__all__ = ["export"]


@click.command(short_help="Print all carrier definitions as one JSON document.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which is the only form.")
def export(*, as_json: bool) -> None:
    """Print all carrier definitions as one JSON document, for programs in other languages.

    docs/data.md describes its fields. If the environment variable TRACKING_DATA names such a document, its definitions
    replace the built-in ones.
    """
    import tracking
    from tracking.definitions.document import document
    from tracking.resolver import own_carriers

    known = {carrier.id: carrier for carrier in (*tracking.carriers(), *own_carriers())}
    click.echo(harmless_json(document(known.values(), tracking.data_version)))
