"""The answers to a table, chunk by chunk, and their counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tracking.cli import answers
from tracking.cli.table_rows import Answered, Fields
from tracking.cli.tally import Tally
from tracking.tabular.reader import Chunk, Reader

__all__ = ["RowAnswers", "TableAnswers", "answers_of"]


class TableAnswers(Protocol):
    """Answers the chunks of a table."""

    def answer(self, chunk: Chunk) -> Answered:
        """Answer a chunk's rows, and count them."""


class RowAnswers:
    """Answers chunks row by row."""

    def __init__(self, fields: Fields, header_of: Mapping[str, str], tally: Tally) -> None:
        self.fields, self.header_of, self.tally = fields, header_of, tally
        self.answers_to = answers.answerer()

    def answer(self, chunk: Chunk) -> Answered:
        """Answer a chunk's rows."""
        told = self.fields.told(chunk, self.header_of)
        columns = self.answers_to(told.fields)
        problems = columns[-1]
        for place, bad in told.bad.items():
            if bad.problem.code not in problems[place]:
                problems[place] = [bad.problem.code]
        self.tally.count(columns, told.bad)
        return Answered(told.fields["number"], told.bad, columns, told.fields["country"])


def answers_of(reader: Reader, fields: Fields, header_of: Mapping[str, str], tally: Tally) -> TableAnswers:
    """Return the object that answers a file's chunks: by columns if it has them, otherwise by rows."""
    if reader.columnar:
        from tracking.cli.arrow_rows import ArrowAnswers

        return ArrowAnswers(fields, header_of, tally)
    return RowAnswers(fields, header_of, tally)
