from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.far_side import MANY, ONE, TWO, UPS, UPS_PAGE, Crash, Rig, codes, intent, ups
from tracking.errors import AccessDenied, NotFound, Refused, Unauthorized
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo

# No answer


@pytest.mark.parametrize("fault", ["after", "before", "late"])
def test_no_answer(rig: Rig, fault: str) -> None:
    rig.far.fail("create", fault, seconds=10)
    start = rig.clock.now
    outcome = rig.pipeline(settle=30).create(ups())
    assert outcome.state == "done"
    assert len(rig.far.live(ONE)) == 1
    assert rig.far.calls["create"] == (2 if fault == "before" else 1)
    waited = rig.clock.now - start
    assert {"after": waited == 0, "before": waited >= 30, "late": 10 <= waited <= 31}[fault]


def test_a_late_commit_is_found_at_the_last_moment(rig: Rig) -> None:
    rig.far.fail("create", "late", seconds=29.9)
    assert rig.pipeline(settle=30).create(ups()).state == "done"
    assert (len(rig.far.live(ONE)), rig.far.calls["create"]) == (1, 1)


def test_absence_is_read_no_sooner_than_the_settling_time(rig: Rig) -> None:
    sent_at: list[float] = []
    create = rig.far._direct.create
    rig.far._direct.create = lambda request: sent_at.append(rig.clock.now) or create(request)  # type: ignore[method-assign,func-returns-value]
    rig.far.fail("create", "before")
    began = rig.clock.now
    rig.pipeline(settle=45).create(ups())
    assert sent_at[0] - began >= 45


def test_many_faults_on_every_call(rig: Rig) -> None:
    for method in ("fulfillment_orders", "fulfillments", "fulfillment"):
        rig.far.fail(method, "before", "throttled", "unreachable")
    rig.far.fail("create", "throttled", "unreachable", "before", "throttled", "before", "after")
    assert rig.pipeline().create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1
    assert rig.far.calls["create"] == 6


def test_a_shop_that_is_down_leaves_it_failed_for_the_next_run(rig: Rig) -> None:
    rig.far.fail("create", *["unreachable"] * 7)
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("failed", ["not_connected"])
    assert rig.pipeline().create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1


def test_a_shop_that_cannot_be_read_afterwards_leaves_it_unknown_and_the_next_run_decides(rig: Rig) -> None:
    rig.far.fail("create", "after")
    rig.far.fail("fulfillments", "ok", *["before"] * 12)
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("unknown", ["outcome_unknown"])
    again = rig.pipeline().create(ups())
    assert (again.state, again.problems, rig.far.calls["create"]) == ("done", (), 1)


def test_patience_with_a_full_bucket_ends(rig: Rig) -> None:
    rig.far.fail("create", *["throttled"] * 20)
    outcome = rig.pipeline(patience=10).create(ups())
    assert (outcome.state, codes(outcome)) == ("failed", ["throttled"])
    assert rig.far.calls["create"] == 6
    assert not rig.far.live(ONE)


def test_units_that_are_gone_without_our_number_are_unknown_and_never_sent_again(rig: Rig) -> None:
    shipment = ups(MANY, lines=(ShipmentLine(quantity=2),))

    def another() -> None:
        request = CreateFulfillment(
            lines={1046000900: (LineRequest(id=1072503600, quantity=2),)}, tracking=TrackingInfo(numbers=("OTHER",))
        )
        rig.far.shop.create(request)

    rig.far.fail("create", "before")
    rig.clock.due.append((rig.clock.now + 5, another))
    outcome = rig.pipeline().create(shipment)
    assert outcome.state == "unknown"
    assert "100 left and has 98" in outcome.problems[0].message
    assert str(rig.far.live(MANY)[0].id) in outcome.problems[0].message
    assert rig.pipeline().create(shipment).state == "unknown"
    assert rig.far.calls["create"] == 1

    # A person has looked, and it is not there.
    rig.journal.retry(intent(rig, outcome.key or ""))
    assert rig.pipeline().create(shipment).state == "done"
    assert len(rig.far.live(MANY)) == 2


def test_our_number_with_other_lines_is_unknown(rig: Rig) -> None:
    rig.far.fail("create", "before")
    request = CreateFulfillment(lines={1046000902: ()}, tracking=TrackingInfo(numbers=(UPS,)))
    rig.clock.due.append((rig.clock.now + 5, lambda: rig.far.shop.create(request)))
    outcome = rig.pipeline().create(ups(lines=(ShipmentLine(line_item_id=1071823301),)))
    assert outcome.state == "unknown"
    assert "carries the number" in outcome.problems[0].message
    assert rig.far.calls["create"] == 1


def test_two_alike_without_numbers_are_two(rig: Rig) -> None:
    shipments = [Shipment(order=MANY, lines=(ShipmentLine(quantity=5),), key=key) for key in ("a", "b")]
    rig.far.fail("create", "after", "after")
    first, second = (rig.pipeline().create(shipment) for shipment in shipments)
    assert first.state == second.state == "done"
    assert first.fulfillment_id != second.fulfillment_id
    assert len(rig.far.live(MANY)) == 2
    again = [rig.pipeline().create(shipment).fulfillment_id for shipment in shipments]
    assert again == [first.fulfillment_id, second.fulfillment_id]


def test_what_is_under_way_on_the_order_is_decided_first(rig: Rig) -> None:
    first, second = (Shipment(order=MANY, lines=(ShipmentLine(quantity=5),), key=key) for key in ("a", "b"))
    rig.far.fail("create", "crash-late", seconds=20)
    with pytest.raises(Crash):
        rig.pipeline().create(first)
    rig.restart()
    rig.clock.due[0] = (rig.clock.now + 20, rig.clock.due[0][1])
    assert rig.pipeline(settle=30).create(second).state == "done"
    assert [one.state for one in rig.journal.intents()] == ["done", "done"]
    assert len(rig.far.live(MANY)) == 2
    assert rig.far.calls["create"] == 2


def test_nothing_is_sent_beside_an_undecided_twin(rig: Rig) -> None:
    first, second = (Shipment(order=MANY, lines=(ShipmentLine(quantity=5),), key=key) for key in ("a", "b"))
    rig.far.fail("create", "before")
    request = CreateFulfillment(lines={1046000900: (LineRequest(id=1072503600, quantity=1),)})
    rig.clock.due.append((rig.clock.now + 5, lambda: rig.far.shop.create(request)))
    assert rig.pipeline().create(first).state == "unknown"
    outcome = rig.pipeline().create(second)
    assert (outcome.state, codes(outcome)) == ("failed", ["twin_unknown"])
    rig.journal.retry(intent(rig, "a"))
    assert rig.pipeline().create(first).state == rig.pipeline().create(second).state == "done"
    assert len(rig.far.live(MANY)) == 3


# Refusals that may mean that it was done


@pytest.mark.parametrize(
    "refusal",
    [
        Refused("unfulfillable_status", ["Fulfillment order 1 has an unfulfillable status= closed."], status=422),
        Refused("invalid_quantity", ["Invalid fulfillment order line item quantity requested."], status=422),
    ],
)
def test_a_refusal_after_it_was_done(rig: Rig, refusal: Refused) -> None:
    def refuse(request: CreateFulfillment) -> Any:
        create(request)
        raise refusal

    create = rig.far._direct.create
    rig.far._direct.create = refuse  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline().create(ups())
    assert outcome.state == "done"
    assert len(rig.far.live(ONE)) == 1


def test_fulfillment_order_ids_are_read_anew(rig: Rig) -> None:
    first = rig.pipeline().create(ups(TWO))
    rig.pipeline().cancel(first.fulfillment_id or 0)  # the units are in a new fulfillment order now
    outcome = rig.pipeline().create(Shipment(order=TWO, numbers=("1Z879E930346834440",)))
    assert outcome.state == "done"
    assert [one.tracking.number for one in rig.far.live(TWO)] == ["1Z879E930346834440"]


def test_a_fulfillment_order_that_changed_under_way_is_chosen_anew(rig: Rig) -> None:
    rig.far.fail("create", NotFound("fulfillment_order_not_found", ["Fulfillment order does not exist."]))
    orders, old = rig.far._direct.fulfillment_orders, []

    def moved(order_id: int, *, skus: bool = True) -> Any:
        found = orders(order_id, skus=skus)
        if not old:
            old.append(found)
            return tuple(msgspec.structs.replace(order, id=order.id + 7_000_000) for order in found)
        return found

    rig.far._direct.fulfillment_orders = moved  # type: ignore[method-assign]
    assert rig.pipeline().create(ups()).state == "done"
    assert rig.far.calls["create"] == 2


def test_a_refusal_that_stands(rig: Rig) -> None:
    rig.far.fail("create", Refused("other", ["We do not like it."], status=422))
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("refused", ["other"])
    assert "We do not like it." in outcome.problems[0].message
    assert rig.pipeline().create(ups()).state == "done", "what was refused may be tried again"


@pytest.mark.parametrize("error", [Unauthorized("unauthorized", ["?"]), AccessDenied("scope_missing", ["?"])])
def test_a_token_that_may_not(rig: Rig, error: Unauthorized) -> None:
    rig.far.fail("create", error)
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("failed", [error.code])


# Reading back


def test_what_the_shop_made_of_it_is_mended_once(rig: Rig) -> None:
    create = rig.far._direct.create

    def careless(request: CreateFulfillment) -> Any:
        made = create(request)
        return rig.far.shop.update_tracking(made.id, TrackingInfo(company="Other", numbers=request.tracking.numbers))

    rig.far._direct.create = careless  # type: ignore[method-assign]
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, outcome.problems, rig.far.calls["update_tracking"]) == ("done", (), 1)
    assert rig.far.live(ONE)[0].tracking == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,))


def test_what_cannot_be_mended_is_told(rig: Rig) -> None:
    read = rig.far._direct.fulfillment

    def other(order_id: int, fulfillment_id: int) -> Any:
        return msgspec.structs.replace(read(order_id, fulfillment_id), tracking=TrackingInfo(company="Other"))

    rig.far._direct.fulfillment = other  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline(read_back=True).create(ups())
    assert (outcome.state, codes(outcome)) == ("done", ["company_differs", "number_differs", "url_differs"])
    assert "'UPS' asked, the shop has 'Other'" in outcome.problems[0].message


def test_a_fulfillment_that_cannot_be_read_back_is_done_all_the_same(rig: Rig) -> None:
    rig.far.fail("fulfillment", *["before"] * 12)
    outcome = rig.pipeline(read_back=True).create(ups())
    assert (outcome.state, codes(outcome)) == ("done", ["not_read_back"])


def test_reading_back_may_be_left_out(rig: Rig) -> None:
    assert rig.pipeline(read_back=False).create(ups()).state == "done"
    assert rig.far.calls["fulfillment"] == 0
