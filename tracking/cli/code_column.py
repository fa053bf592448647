"""A platform's codes, as one more column of a table's answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from tracking.cli.table_answers import TableAnswers
from tracking.cli.table_rows import ADDED, Answered
from tracking.resolver import default
from tracking.resolving.platform_codes import code_of_answer, platform_named
from tracking.tabular.reader import AddedColumn, Chunk

__all__ = ["AnswersWithCodes", "columns_added"]


def columns_added(platform: str | None) -> tuple[AddedColumn, ...]:
    """Return the columns that a table gets. Raises `tracking.UnknownPlatform`."""
    if platform is None:
        return ADDED
    platform_named(platform)
    return (*ADDED, AddedColumn("tracking_platform_code", "text"))


class AnswersWithCodes:
    """Answers the chunks of a table, and adds the platform's code for each row's carrier."""

    def __init__(self, answers: TableAnswers, platform: str) -> None:
        self.answers, self.platform = answers, platform
        self._code = cache(self._code_of)

    def answer(self, chunk: Chunk) -> Answered:
        """Answer a chunk's rows."""
        answered = self.answers.answer(chunk)
        carriers, companies, *_ = answered.columns
        if isinstance(carriers, list):
            rows = zip(carriers, companies, answered.countries, strict=True)
            codes: Any = [self._code(*row) for row in rows]
        else:
            from tracking.batch.platform_codes import code_column

            codes = code_column(default(), carriers, companies, answered.countries, self.platform)
        return answered._replace(columns=[*answered.columns, codes])

    def _code_of(self, carrier: str | None, company: str | None, country: str | None) -> str | None:
        return code_of_answer(default().catalog, carrier, company, self.platform, country)
