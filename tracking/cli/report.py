"""The output of a run over a file of shipments: its report, its lines for people, and its summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from tracking.cli.aligned import how_many
from tracking.cli.resolution_text import shown_whole
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.parcel_rows import ShipmentRow
from tracking.fulfillment.pipeline import LOCKED_OUT
from tracking.resolving.results import Problem

__all__ = ["Told", "complaints", "exit_code", "plan_lines", "reported", "summary"]

ORDER = ("planned", "done", "skipped", "refused", "failed", "unknown")
FINE = ("planned", "done")
NOTES = ("already_there", "tracking_added", "tracking_replaced")
"""Problems that are not warnings, but say how it was done."""
WARNINGS_SHOWN = 20
Advice = Callable[[str], str]
"""What is added to the message of a problem with this code."""


class Told(NamedTuple):
    """The report on a shipment."""

    line: dict[str, Any]
    """The fields of the report."""
    reasons: tuple[Problem, ...]
    """Why it is not done."""
    warnings: tuple[Problem, ...]
    outcome: Outcome | None

    @property
    def state(self) -> str:
        """Return the state of its outcome."""
        state: str = self.line["state"]
        return state

    @property
    def head(self) -> str:
        """Return the place in the file, the order, and the number."""
        return f"line {self.line['line']}: order {self.line['order'] or '(none)'}"


def reported(row: ShipmentRow, outcome: Outcome | None) -> Told:
    """Return what to report about a shipment. ``outcome`` is None for one that was not sent."""
    line = _line(row, outcome)
    problems = tuple(Problem(one["code"], one["message"]) for one in line["problems"])
    if line["state"] in FINE:
        return Told(line, (), problems, outcome)
    if row.shipment is None:  # it was set apart for all of them
        return Told(line, problems, (), outcome)
    return Told(line, problems[-1:], problems[:-1], outcome)


def _line(row: ShipmentRow, outcome: Outcome | None) -> dict[str, Any]:
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


class _Reason(NamedTuple):
    """A reason why many shipments are not done. It is said once."""

    code: str
    words: str


_NO_RIGHTS = ("scope_missing", "forbidden")
_REQUEST = re.compile(r" \[request [^]]*\]")


def complaints(shipments: Iterable[Told], advice: Advice) -> Iterator[str]:
    """Return why shipments are not done, followed by all warnings."""
    shipments = list(shipments)
    repeated: Counter[_Reason] = Counter()
    for one in shipments:
        for problem in one.reasons:
            if reason := _reason_of_many(problem):
                repeated[reason] += 1
                if repeated[reason] > 1:
                    continue
            yield f"{one.head}: {one.state}: {shown_whole(problem.message)}{advice(problem.code)}"
    for reason, count in repeated.items():
        if count > 1:
            yield f"and {count - 1} more for the same reason ({reason.code})"
    warnings = [(one, problem) for one in shipments for problem in one.warnings]
    for one, problem in warnings[:WARNINGS_SHOWN]:
        yield f"{one.head}: {_kind(problem)}: {shown_whole(problem.message)}"
    if len(warnings) > WARNINGS_SHOWN:
        yield f"and {how_many(len(warnings) - WARNINGS_SHOWN, 'more warning')}; the report has them all"


def _reason_of_many(problem: Problem) -> _Reason | None:
    """Return a reason that holds for every shipment, or that words, apart from a request's id, say of many; None for others."""
    if problem.code in LOCKED_OUT:
        return _Reason(problem.code, "")
    return _Reason(problem.code, _REQUEST.sub("", problem.message)) if problem.code in _NO_RIGHTS else None


def _kind(problem: Problem) -> str:
    return "note" if problem.code in NOTES else "warning"


def plan_lines(one: Told, advice: Advice) -> Iterator[str]:
    """Return lines that say what would be done for a shipment."""
    line, outcome = one.line, one.outcome
    number = line["number"] or "no number"
    link = f", {line['url']}" if line["url"] else ""
    yield f"{one.head}: {one.state}: {number}, {line['company'] or 'no company'}{link}"
    for part in outcome.parts if outcome and outcome.state == "planned" else ():
        units = ", ".join(f"{count} of line item {item}" for item, count in part.lines.items())
        yield f"    create: {units}; location {part.location_id}, {part.delivery_method}"
    for problem in one.reasons:
        yield f"    {problem.code}: {shown_whole(problem.message)}{advice(problem.code)}"
    for problem in one.warnings:
        yield f"    {_kind(problem)}: {problem.code}: {shown_whole(problem.message)}"


def summary(shipments: Iterable[Told]) -> str:
    """Return the counts of states and warnings."""
    shipments = list(shipments)
    states = Counter(one.state for one in shipments)
    counts = ", ".join(f"{states[state]} {state}" for state in ORDER if states[state])
    count = sum(_kind(problem) == "warning" for one in shipments for problem in one.warnings)
    warnings = f"; {how_many(count, 'warning')}" if count else ""
    return f"{how_many(states.total(), 'shipment')}: {counts}{warnings}" if states else "no shipments"


def exit_code(shipments: Iterable[Told]) -> int:
    """Return 0 if everything is done, 3 if an outcome is unknown, and 1 if something else is not done."""
    states = {one.state for one in shipments}
    return 3 if "unknown" in states else 1 if states & {"refused", "failed"} else 0
