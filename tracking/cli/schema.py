"""``tracking schema``: the JSON Schema of carrier definitions, for editors."""

from __future__ import annotations

import click

from tracking.spelling.harmless import harmless_json

__all__ = ["schema"]


@click.command(short_help="Print the JSON Schema of carrier definitions, for editors.")
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the files in carriers/.

    Editors complete and check definitions with it if the first line of the file is
    # yaml-language-server: $schema=schema.json
    """
    from tracking.definitions.carrier import schema as definition_schema

    click.echo(harmless_json(definition_schema(), indent=2))
