"""Remarks on how a file of shipments is read: which columns are left out for others, and which rows have no number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tracking.fulfillment.column_questions import both, option_of
from tracking.fulfillment.columns_read import ReadTable
from tracking.tabular.reader import is_blank
from tracking.tabular.shown_texts import quoted

__all__ = ["table_remarks"]


def table_remarks(table: ReadTable) -> list[str]:
    """Return remarks on columns that are left out, that hold more than one field, or in which numbers are missing."""
    doubled = dict.fromkeys(
        (*pair, choice.header_of[pair[1]]) for choice in table.choices.values() for pair in choice.doubled
    )
    remarks = [
        f"column {quoted(name)} is left out, since {quoted(other)} is the {field}; "
        f"to have it instead: {option_of('--column', f'{field}={name}')}"
        for name, field, other in doubled
    ]
    remarks += dict.fromkeys(_on_further_columns(table))
    remarks += [
        f"column {quoted(name)} appears more than once; of its cells the first that is not empty counts"
        for name in table.several
    ]
    return [*remarks, *_on_missing_numbers(table)]


def _on_further_columns(table: ReadTable) -> Iterator[str]:
    for choice in table.choices.values():
        for field, names in choice.further.items():
            for name in names:
                if field == "number" and name in choice.going_on:
                    empty = quoted(choice.header_of[field])
                    yield f"column {quoted(name)} holds the number of rows in which {empty} is empty"
                else:
                    yield f"column {quoted(name)} holds the {field} of a further parcel of its row"


def _on_missing_numbers(table: ReadTable) -> Iterator[str]:
    """Tell of rows without a number, in a file whose other rows have one."""
    of_table = next(iter(table.choices.values()))
    empty: Counter[tuple[str, ...]] = Counter()
    for record in table.records:
        choice = table.choices.get(tuple(record.cells), of_table)
        number = choice.header_of.get("number")
        if number is not None and number in record.cells:
            headers = (number, *choice.further.get("number", ()))
            empty[headers] += all(is_blank(record.cells.get(header)) for header in headers)
    every = {header for headers in empty for header in headers}
    for headers, count in empty.items():
        if not 0 < count < len(table.records):
            continue
        rows = f"{count} of {len(table.records)} rows, which are sent without a number unless they are refused"
        said = f"columns {both(headers)} are" if len(headers) > 1 else f"column {both(headers)} is"
        # A condition on one of several columns would leave out the numbers of the others.
        where = [f"; to leave them out: {option_of('--where', f'{header}!=')}" for header in every if len(every) == 1]
        yield "".join((f"{said} empty in {rows}", *where))
