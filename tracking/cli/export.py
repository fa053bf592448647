"""``tracking export``: all definitions as one JSON document."""

from __future__ import annotations

import click

from tracking.spelling.harmless import harmless_json

__all__ = ["export"]


@click.command(short_help="Print all carrier definitions as one JSON document.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, the only form there is.")
def export(*, as_json: bool) -> None:
    """Print all carrier definitions as one JSON document, for programs in other languages.

    Its fields are described in docs/data.md. The environment variable TRACKING_DATA may name such a document: its
    definitions then take the place of the built-in ones.
    """
    import tracking
    from tracking.definitions.document import document
    from tracking.resolver import own_carriers

    known = {carrier.id: carrier for carrier in (*tracking.carriers(), *own_carriers())}
    click.echo(harmless_json(document(known.values(), tracking.data_version)))
