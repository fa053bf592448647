from __future__ import annotations

from typing import Any

import pytest

from tests.test_fulfillment_planning import an_order
from tracking.fulfillment.planning import Part
from tracking.fulfillment.reconcile import (
    Absent,
    Baseline,
    Changed,
    FoundFulfillment,
    View,
    baseline,
    differences,
    judge,
    same_numbers,
)
from tracking.fulfillment.values import Fulfillment, FulfillmentLine, TrackingInfo

ASKED = TrackingInfo(company="UPS", numbers=("1Z 1",))
PART = Part(lines={1: 2})
BEFORE = Baseline(fulfillments=(10,), live=(10,), remaining={1: 5})


def made(id_: int, units: dict[int, int], *numbers: str, status: str = "success") -> Fulfillment:
    lines = tuple(FulfillmentLine(line_item_id=item, quantity=count) for item, count in units.items())
    return Fulfillment(id=id_, order_id=9, status=status, name="", tracking=TrackingInfo(numbers=numbers), lines=lines)


def view(left: int, *fulfillments: Fulfillment) -> View:
    return View((an_order(1, {"A1": left}),), fulfillments)


def verdict(seen: View, accounted: tuple[int, ...] = (), asked: TrackingInfo = ASKED) -> Any:
    return judge(asked, PART, BEFORE, seen, accounted)


def test_a_baseline_holds_the_lines_asked_for() -> None:
    seen = View((an_order(1, {"A1": 5, "B2": 3}),), (made(10, {1: 2}, "1Z1"),))
    assert baseline(PART, seen) == BEFORE
    assert baseline(Part(lines={3: 1}), seen).remaining == {3: 0}


def test_found_by_numbers_and_units() -> None:
    there = made(11, {1: 2}, "1z1")
    assert verdict(view(3, made(10, {1: 2}, "1Z1"), there)) == FoundFulfillment(there, ())
    assert verdict(view(3, made(12, {1: 2}, "1Z1"), there)) == FoundFulfillment(there, (12,)), (
        "the oldest; the other is told"
    )
    gone = made(11, {1: 2}, "1Z1", status="cancelled")
    assert verdict(view(5, gone)) == FoundFulfillment(gone, ())


def test_what_was_there_or_is_anothers_is_not_ours() -> None:
    assert verdict(view(5, made(10, {1: 2}, "1Z1"))) == Absent()
    assert verdict(view(3, made(11, {1: 2}, "1Z1")), accounted=(11,)) == Absent()


def test_what_other_intents_took_and_gave_back_explains_itself() -> None:
    there, gone = made(11, {1: 2, 2: 1}, "OTHER"), made(10, {1: 2}, "OTHER", status="cancelled")
    assert verdict(view(3, there), accounted=(11,)) == Absent()
    assert verdict(view(7, gone), accounted=(10,)) == Absent()
    assert verdict(view(5, there, gone), accounted=(10, 11)) == Absent()
    assert isinstance(verdict(view(1, there), accounted=(11,)), Changed)
    assert isinstance(verdict(view(7, gone)), Changed), "somebody else's explains nothing"


def test_absent() -> None:
    assert verdict(view(5)) == Absent()
    assert verdict(view(5, made(11, {2: 1}, "OTHER"))) == Absent(), "other lines are no matter of ours"


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (view(3), "line item 1 had 5 left and has 3"),
        (view(3, made(11, {1: 2}, "OTHER")), "look at fulfillment 11"),
        (view(4, made(11, {1: 1}, "1Z1")), "fulfillment 11 carries the number with other lines"),
        (view(5, made(11, {2: 2}, "1Z1", "2Z")), "fulfillment 11 carries the number"),
        (view(7), "had 5 left and has 7"),
        (view(5, made(11, {1: 2}, "EDITED", status="cancelled")), "look at fulfillment 11"),
    ],
)
def test_changed(seen: View, words: str) -> None:
    found = verdict(seen)
    assert isinstance(found, Changed)
    assert found.problem.code == "outcome_unknown"
    assert words in found.problem.message


def test_without_numbers() -> None:
    nothing = TrackingInfo()
    there = made(11, {1: 2})
    assert verdict(view(3, there), asked=nothing) == FoundFulfillment(there, ())
    assert isinstance(verdict(view(3, made(11, {1: 2}, "N")), asked=nothing), Changed)
    assert isinstance(verdict(view(3, made(11, {1: 1})), asked=nothing), Changed)


def test_numbers_are_compared_as_on_the_label() -> None:
    assert same_numbers(TrackingInfo(numbers=("a b", "c")), TrackingInfo(numbers=("C\n", "AB")))
    assert not same_numbers(TrackingInfo(numbers=("a",)), TrackingInfo())


def test_differences() -> None:
    asked = TrackingInfo(company="UPS", numbers=("N",), urls=("https://u.example",))
    assert differences(asked, asked) == ()
    assert differences(TrackingInfo(), asked) == (), "what was not asked for may be anything"
    assert differences(asked, TrackingInfo(company="UPS", numbers=("N",), urls=(*asked.urls, "more"))) == ()
    codes = [problem.code for problem in differences(asked, TrackingInfo(company="ups"))]
    assert codes == ["company_differs", "number_differs", "url_differs"]
