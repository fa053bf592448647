"""JSON lines: one object a line. What is written is the line as it was, with the answers behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tracking.cli.table_rows import ANSWERS, free_name
from tracking.resolving.results import Problem

__all__ = ["JsonRow", "json_rows", "written"]


class JsonRow(NamedTuple):
    """A line of a file."""

    line: int
    text: str
    found: dict[str, Any]
    """Numbers with a fraction are the text that they were."""
    problem: Problem | None
    """Why it cannot be read."""


def json_rows(lines: Iterable[str]) -> Iterator[JsonRow]:
    """The objects of a file; blank lines are none."""
    for line, text in enumerate(lines, 1):
        text = text.strip()
        if not text:
            continue
        try:
            found = json.loads(text, parse_float=str)
        except (ValueError, RecursionError) as error:
            problem = Problem("row_broken", f"this is not JSON ({error}); write one object a line")
            yield JsonRow(line, text, {}, problem)
            continue
        if isinstance(found, dict):
            yield JsonRow(line, text, found, None)
        else:
            yield JsonRow(line, text, {}, Problem("row_broken", "this is no JSON object; write one object a line"))


def written(row: JsonRow, answers: Mapping[str, Any]) -> str:
    """A line with its answers; one that cannot be read becomes the text of an object."""
    if not row.found:
        given = {} if row.problem is None else {"line": row.text}
    elif any(name in row.found for name in ANSWERS):
        found = json.loads(row.text)
        given = {free_name(name, found) if name in ANSWERS else name: value for name, value in found.items()}
    else:
        return f"{row.text[:-1].rstrip()}, {json.dumps(answers, ensure_ascii=False)[1:]}"
    return json.dumps({**given, **answers}, ensure_ascii=False)
