"""Tables through `tracking.validate`, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import click

import tracking
from tracking.cli.column_options import TableOptions
from tracking.cli.misuse import tables_read
from tracking.cli.table_columns import ChunkTexts, chosen
from tracking.cli.table_rows import Fields
from tracking.errors import TableError
from tracking.fulfillment.columns_read import check_fields, columns_line
from tracking.fulfillment.shipment_cells import cell_text
from tracking.resolving.results import Validation
from tracking.tabular.formats import open_table
from tracking.tabular.where import condition_of, counting, counting_rows

__all__ = ["ValidatedRow", "validated_rows"]


class ValidatedRow(NamedTuple):
    """A row, and the problems of its number."""

    counted: str
    """What the place counts: ``line`` or ``row``."""
    place: int
    number: str | None
    found: Validation


def validated_rows(path: str, reading: TableOptions, defaults: Mapping[str, str | None]) -> Iterator[ValidatedRow]:
    """Validate each row of a file that holds a number, after printing how the file is read. Raises `Misuse`."""
    with tables_read():
        check_fields(reading.columns)
    with tables_read(), open_table(path, encoding=reading.encoding, separator=reading.separator) as reader:
        try:
            chunks = reader.chunks()
            first = next(chunks, None)
            header_of, remarks = chosen(reader.header, ChunkTexts(first), reading.columns, reader.name)
        except TableError as error:
            raise reader.misread(error) from error
        for field, name in header_of.items():
            reader.check_exact(name, field)
        unused = [name for name in dict.fromkeys(reader.header) if name and name not in header_of.values()]
        for remark in (columns_line({field: (name,) for field, name in header_of.items()}, unused), *remarks):
            click.echo(remark, err=True)
        counts = counting([condition_of(text, reader.header, reader.name) for text in reading.where], cell_text)
        fields = Fields(defaults)
        for chunk in chain((first,) if first else (), chunks):
            kept = counting_rows(chunk, counts)
            told = fields.told(kept, header_of)
            for place, row in enumerate(kept.rows):
                about = {field: cells[place] for field, cells in told.fields.items()}
                number = about["number"]
                if bad := told.bad.get(place):
                    yield ValidatedRow(reader.counts, row.line, bad.number, Validation(False, (bad.problem,), ()))
                elif number:
                    said = {name: about[name] for name in ("company", "country", "url")}
                    found = tracking.validate(number, **said)
                    yield ValidatedRow(reader.counts, row.line, number, found)
