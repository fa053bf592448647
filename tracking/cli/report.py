"""What a run over a file of shipments says: its report, its lines for people, its summary."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tracking.cli.misuse import Misuse
from tracking.cli.shipment_rows import Row
from tracking.cli.whole_file import is_same, written_whole
from tracking.fulfillment.outcome import Outcome
from tracking.results import Problem

__all__ = ["check_report", "complaints", "exit_code", "line_of", "plan_lines", "summary", "write_report"]

ORDER = ("planned", "done", "skipped", "refused", "failed", "unknown")


def line_of(row: Row, outcome: Outcome | None) -> dict[str, Any]:
    """Make the report's line of a shipment; ``outcome`` is None for one that was not sent."""
    if outcome is None:
        about: dict[str, Any] = {
            "state": "skipped" if row.skipped else "failed" if row.shipment else "refused",
            "fulfillment_id": None,
            "company": None,
            "url": None,
            "problems": [one.as_dict() for one in (*row.problems, *((_INTERRUPTED,) if row.shipment else ()))],
        }
    else:
        about = outcome.as_dict()
        about["problems"] = [*(problem.as_dict() for problem in row.problems), *about["problems"]]
    head = {"line": row.lines[0], "order": row.order, "number": row.number or None, "state": about["state"]}
    more = {"lines": list(row.lines)} if len(row.lines) > 1 else {}
    return {**head, **{name: value for name, value in about.items() if name not in head}, **more}


_INTERRUPTED = Problem("interrupted", "the run was ended before its turn; run it again")


def check_report(path: Path, kept: Mapping[str, Iterable[Path]]) -> None:
    """Raise `Misuse` when the report cannot be written, or would take the place of a file that is to be kept."""
    for what, files in kept.items():
        if any(is_same(path, file) for file in files):
            raise Misuse(f"--report {path}: this is {what} itself; name another file")
    if path.is_dir():
        raise Misuse(f"--report {path}: this is a folder; name a file")
    if not os.access(path.parent, os.W_OK):
        raise Misuse(f"--report {path}: {path.parent} is no folder that can be written to; name another")


def write_report(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write the report whole or not at all."""
    with written_whole(path) as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def complaints(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Word why shipments are not done."""
    for line in lines:
        if line["state"] != "done":
            for problem in line["problems"]:
                yield f"line {line['line']}: order {line['order'] or '(none)'}: {line['state']}: {problem['message']}"


def plan_lines(line: dict[str, Any], outcome: Outcome | None) -> Iterator[str]:
    """Word what would be done for a shipment."""
    number = line["number"] or "no number"
    link = f", {line['url']}" if line["url"] else ""
    yield f"line {line['line']}: order {line['order'] or '(none)'}: {line['state']}: {number}, {line['company'] or 'no company'}{link}"
    for part in outcome.parts if outcome and outcome.state == "planned" else ():
        units = ", ".join(f"{count} of line item {item}" for item, count in part.lines.items())
        yield f"    create: {units}; location {part.location_id}, {part.delivery_method}"
    for problem in line["problems"]:
        yield f"    {problem['code']}: {problem['message']}"


def summary(lines: Iterable[dict[str, Any]]) -> str:
    """Count the states."""
    states = Counter(line["state"] for line in lines)
    counts = ", ".join(f"{states[state]} {state}" for state in ORDER if states[state])
    many = "shipment" if states.total() == 1 else "shipments"
    return f"{states.total()} {many}: {counts}" if states else "no shipments"


def exit_code(lines: Iterable[dict[str, Any]]) -> int:
    """0 when all is done, 3 when something is unknown, 1 when something else is not done."""
    states = {line["state"] for line in lines}
    return 3 if "unknown" in states else 1 if states & {"refused", "failed"} else 0
