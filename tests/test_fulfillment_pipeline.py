from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import tracking
from tests.far_side import Crash, FarSide, Rig
from tracking.errors import AccessDenied, InvalidURL, NotFound, Refused, Unauthorized
from tracking.fulfillment.journal import Intent
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import AsyncPipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo

UPS = "1Z001985YW99744790"
UPS_PAGE = f"https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={UPS}"
ONE = 450789471  # three lines: 3, 2 and 1 units, in two fulfillment orders
MANY = 450789470  # one line of 100 units
TWO = 450789474  # one line of 2 units


def ups(order: int | str = ONE, **more: Any) -> Shipment:
    return Shipment(order=order, numbers=(UPS,), **more)


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def intent(rig: Rig, key: str) -> Intent:
    (found,) = rig.journal.intents(key=key)
    return found


def states(rig: Rig, key: str) -> list[str]:
    return [event.state for event in rig.journal.history(intent(rig, key))]


def test_a_shipment_is_one_fulfillment_with_company_number_and_link(rig: Rig) -> None:
    outcome = rig.pipeline().create(ups())
    assert outcome.state == "done"
    (made,) = rig.far.live(ONE)
    assert made.id == outcome.fulfillment_id
    assert made.tracking == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,)) == outcome.tracking
    assert sum(line.quantity for line in made.lines) == 6
    assert states(rig, f"{ONE}:{UPS}") == ["planned", "sending", "done"]
    assert rig.far.calls == {"fulfillment_orders": 1, "fulfillments": 1, "create": 1, "fulfillment": 1}


def test_asked_again_it_says_what_became_of_it(rig: Rig) -> None:
    first = rig.pipeline().create(ups())
    rig.restart()
    again = rig.pipeline().create(ups())
    assert (again.state, again.fulfillment_ids, again.tracking) == ("done", first.fulfillment_ids, first.tracking)
    assert rig.far.calls["create"] == 1


@pytest.mark.parametrize("order", ["#1003", "1003", str(ONE), f"gid://shopify/Order/{ONE}", f" {ONE} "])
def test_an_order_by_name_and_by_id(rig: Rig, order: str) -> None:
    outcome = rig.pipeline().create(ups(order))
    assert (outcome.state, outcome.order_id) == ("done", ONE)
    assert rig.pipeline().create(ups()).fulfillment_ids == outcome.fulfillment_ids
    found = rig.far.calls["find_order"]
    rig.pipeline().create(ups(order))
    assert rig.far.calls["find_order"] == found, "a name is looked up once"


def test_quantities_are_always_sent(rig: Rig) -> None:
    sent: list[CreateFulfillment] = []
    create = rig.far._direct.create
    rig.far._direct.create = lambda request: sent.append(request) or create(request)  # type: ignore[method-assign,func-returns-value]
    rig.pipeline().create(ups())
    assert sent[0].lines == {
        1046000901: (LineRequest(id=1072503601, quantity=3), LineRequest(id=1072503602, quantity=2)),
        1046000902: (LineRequest(id=1072503603, quantity=1),),
    }


def test_several_locations_and_delivery_methods_are_several_fulfillments(rig: Rig) -> None:
    outcome = rig.pipeline().create(ups("#1004"))
    assert outcome.state == "done"
    assert len(outcome.fulfillment_ids) == 3
    assert codes(outcome) == ["several_fulfillments"]
    assert sorted(sum(line.quantity for line in one.lines) for one in rig.far.live(450789472)) == [1, 1, 3]
    assert rig.pipeline().create(ups("#1004")).fulfillment_ids == outcome.fulfillment_ids


def test_a_part_that_fails_does_not_hold_up_the_others(rig: Rig) -> None:
    rig.far.fail("create", Refused("other", ["no"]), "ok", "ok")
    outcome = rig.pipeline().create(ups("#1004"))
    assert (outcome.state, len(outcome.fulfillment_ids)) == ("refused", 2)
    assert rig.pipeline().create(ups("#1004")).state == "done"
    assert len(rig.far.live(450789472)) == 3


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
    rig.far.fail("create", *["unreachable"] * 12)
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
            import msgspec

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


# What is there already


def fulfilled(rig: Rig, number: str | None, *, units: int = 2) -> int:
    """A fulfillment that somebody else made."""
    tracking = TrackingInfo(numbers=(number,) if number else ())
    request = CreateFulfillment(lines={1046000908: (LineRequest(id=1072503609, quantity=units),)}, tracking=tracking)
    return rig.far.shop.create(request).id


def test_what_was_fulfilled_with_this_number_is_not_sent_again(rig: Rig) -> None:
    there = fulfilled(rig, UPS)
    outcome = rig.pipeline().create(ups(TWO))
    assert (outcome.state, outcome.fulfillment_id, codes(outcome)) == ("done", there, ["already_there"])
    assert rig.far.calls["create"] == 0


def test_a_lost_journal_sends_nothing_twice(rig: Rig) -> None:
    shipment = ups(MANY, lines=(ShipmentLine(quantity=2),))
    first = rig.pipeline().create(shipment)
    for file in rig.where.parent.glob("journal.db*"):
        file.unlink()
    rig.restart()
    outcome = rig.pipeline().create(shipment)
    assert (outcome.state, outcome.fulfillment_id) == ("done", first.fulfillment_id)
    assert len(rig.far.live(MANY)) == 1


def test_another_number_is_refused_by_default(rig: Rig) -> None:
    there = fulfilled(rig, "OLD")
    outcome = rig.pipeline().create(ups(TWO))
    assert (outcome.state, codes(outcome)) == ("refused", ["already_fulfilled"])
    assert f"fulfillment {there} with OLD" in outcome.problems[0].message
    assert rig.far.live(TWO)[0].tracking.number == "OLD"


def test_another_number_is_replaced_when_the_policy_says_so(rig: Rig) -> None:
    there = fulfilled(rig, "OLD")
    outcome = rig.pipeline(already_fulfilled="update_tracking").create(ups(TWO))
    assert (outcome.state, outcome.fulfillment_id, codes(outcome)) == ("done", there, ["tracking_replaced"])
    assert rig.far.live(TWO)[0].tracking == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,))


def test_a_new_label_takes_over_the_old_ones_fulfillment(rig: Rig) -> None:
    old = Shipment(order=TWO, numbers=("OLD-LABEL",))
    first = rig.pipeline().create(old)
    second = rig.pipeline(already_fulfilled="update_tracking").create(ups(TWO))
    assert second.fulfillment_ids == first.fulfillment_ids
    assert intent(rig, first.key or "").state == "superseded"
    again = rig.pipeline(already_fulfilled="update_tracking").create(old)
    assert (again.state, codes(again)[-1:]) == ("skipped", ["superseded_before"])
    assert rig.far.live(TWO)[0].tracking.number == UPS


def test_too_many_units(rig: Rig) -> None:
    outcome = rig.pipeline().create(ups(TWO, lines=(ShipmentLine(quantity=3),)))
    assert (outcome.state, codes(outcome)) == ("refused", ["not_enough_remaining"])
    assert rig.far.calls["create"] == 0


def test_an_unknown_order(rig: Rig) -> None:
    for order in (999, "#999", "999", "gid://shopify/Order/999"):
        outcome = rig.pipeline().create(ups(order))
        assert (outcome.state, codes(outcome)) == ("refused", ["order_unknown"])


def test_a_key_of_ones_own(rig: Rig) -> None:
    first = rig.pipeline().create(ups(key="parcel-1"))
    assert first.key == "parcel-1"
    other = rig.pipeline().create(ups(MANY, key="parcel-2"))
    assert other.state == "done"
    for order, numbers in ((ONE, ("OTHER",)), (TWO, (UPS,))):
        reused = rig.pipeline().create(Shipment(order=order, numbers=numbers, key="parcel-1"))
        assert (reused.state, codes(reused)[-1]) == ("refused", "key_reused")


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
    import msgspec

    read = rig.far._direct.fulfillment

    def other(order_id: int, fulfillment_id: int) -> Any:
        return msgspec.structs.replace(read(order_id, fulfillment_id), tracking=TrackingInfo(company="Other"))

    rig.far._direct.fulfillment = other  # type: ignore[method-assign,assignment]
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("done", ["company_differs", "number_differs", "url_differs"])
    assert "'UPS' asked, the shop has 'Other'" in outcome.problems[0].message


def test_a_fulfillment_that_cannot_be_read_back_is_done_all_the_same(rig: Rig) -> None:
    rig.far.fail("fulfillment", *["before"] * 12)
    outcome = rig.pipeline().create(ups())
    assert (outcome.state, codes(outcome)) == ("done", ["not_read_back"])


def test_reading_back_may_be_left_out(rig: Rig) -> None:
    assert rig.pipeline(read_back=False).create(ups()).state == "done"
    assert rig.far.calls["fulfillment"] == 0


# The process dies


@pytest.mark.parametrize("method", ["fulfillment_orders", "fulfillments", "create", "fulfillment"])
@pytest.mark.parametrize("when", ["crash-before", "crash-after"])
def test_a_crash_at_every_call(rig: Rig, method: str, when: str) -> None:
    rig.far.fail(method, when)
    with pytest.raises(Crash):
        rig.pipeline().create(ups())
    rig.restart()
    outcome = rig.pipeline().create(ups())
    assert outcome.state == "done"
    (made,) = rig.far.live(ONE)
    assert (made.id, made.tracking.url) == (outcome.fulfillment_id, UPS_PAGE)
    assert rig.far.calls["create"] == (2 if (method, when) == ("create", "crash-before") else 1)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_every_write(rig: Rig, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    """Before or after each transaction of the journal, one after the other, until a shipment gets through."""
    for place in range(100):
        number, left = f"NUMBER{place}", [place]
        shipment = Shipment(order=MANY, numbers=(number,), lines=(ShipmentLine(quantity=1),))
        transaction = rig.journal._transaction

        @contextmanager
        def breaking(left: list[int] = left, transaction: Any = transaction, **options: Any) -> Iterator[Any]:
            left[0] -= 1
            if left[0] == -1 and not after:
                raise Crash
            with transaction(**options) as db:
                yield db
            if left[0] == -1 and after:
                raise Crash

        monkeypatch.setattr(rig.journal, "_transaction", breaking)
        try:
            rig.pipeline().create(shipment)
        except Crash:
            crashed = True
        else:
            crashed = False
        rig.restart()
        assert rig.pipeline().create(shipment).state == "done"
        assert [one.tracking.number for one in rig.far.live(MANY)].count(number) == 1
        if not crashed:
            break
    assert place >= 4


def test_a_crash_while_the_call_is_late(rig: Rig) -> None:
    """Killed with the call under way; the shop commits after the new process has looked for the first time."""
    sent: list[CreateFulfillment] = []
    rig.far._direct.create = sent.append  # type: ignore[method-assign,assignment]
    rig.far.fail("create", "crash-after")
    with pytest.raises(Crash):
        rig.pipeline().create(ups())
    del rig.far._direct.create
    rig.restart()
    rig.clock.due.append((rig.clock.now + 20, lambda: rig.far.shop.create(sent[0])))
    assert rig.pipeline(settle=30).create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1
    assert rig.far.calls["create"] == 1


# Policies and what is refused before anything is asked


@pytest.mark.parametrize(
    ("shipment", "policy", "code"),
    [
        (
            Shipment(order=ONE, numbers=("1Z001985YW99744791",), company="UPS"),
            {"wrong_check_digit": "refuse"},
            "check_digit",
        ),
        (Shipment(order=ONE, numbers=("X",), company="Nobody"), {"unknown_company": "refuse"}, "company_unknown"),
        (Shipment(order=ONE, numbers=("1.23e+21",)), {}, "number_rounded"),
        (Shipment(order=ONE, numbers=("123456789012.0",)), {}, "number_rounded"),
        (Shipment(order="4.50789E+08", numbers=(UPS,)), {}, "order_rounded"),
        (Shipment(order="  ", numbers=(UPS,)), {}, "order_missing"),
        (Shipment(order=ONE, numbers=(" ",)), {}, "number_empty"),
        (Shipment(order=ONE, numbers=("X",), urls=("ftp://x.example/",)), {}, "url_invalid"),
        (Shipment(order=ONE, numbers=("X",), lines=(ShipmentLine(quantity=0),)), {}, "quantity_invalid"),
    ],
)
def test_refused_before_anything_is_sent(rig: Rig, shipment: Shipment, policy: dict[str, Any], code: str) -> None:
    outcome = rig.pipeline(**policy).create(shipment)
    assert outcome.state == "refused"
    assert code in codes(outcome)
    assert not rig.far.calls


def test_a_wrong_check_digit_is_a_warning(rig: Rig) -> None:
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=("1Z001985YW99744791",), company="ups"))
    assert (outcome.state, codes(outcome), outcome.tracking.company) == ("done", ["check_digit"], "UPS")


def test_an_ambiguous_number_goes_without_a_company(rig: Rig, tmp_path: Path) -> None:
    folder = tmp_path / "carriers"
    folder.mkdir()
    for name in ("one", "two"):
        definition = f"""
name: {name.title()}
country: US
website: https://{name}.example
numbers:
  - name: parcel
    pattern: QX[0-9]{{8}}YZ
    valid: [QX12345678YZ]
    invalid: [QX1]
    guess: anywhere
    sources: [https://{name}.example]
verified: 2026-11-21
"""
        (folder / f"{name}.yaml").write_text(definition)
    resolver = tracking.Resolver(tracking.load_carriers(folder), builtin=False)
    asked: list[CreateFulfillment] = []
    create = rig.far._direct.create
    rig.far._direct.create = lambda request: asked.append(request) or create(request)  # type: ignore[method-assign,func-returns-value]
    shipment = Shipment(order=ONE, numbers=("QX12345678YZ",))
    refused = rig.pipeline(resolver, ambiguous_number="refuse").create(shipment)
    assert (refused.state, codes(refused), asked) == ("refused", ["ambiguous"], [])
    outcome = rig.pipeline(resolver).create(shipment)
    assert (outcome.state, codes(outcome), asked[0].tracking.company) == ("done", ["ambiguous"], None)


def test_several_numbers(rig: Rig) -> None:
    numbers = (UPS, "1Z879E930346834440")
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=numbers))
    assert outcome.tracking.numbers == numbers
    assert [url.rpartition("=")[2] for url in outcome.tracking.urls] == list(numbers)


def test_several_numbers_where_a_fulfillment_holds_one(rig: Rig) -> None:
    rig.far.numbers_per_fulfillment = 1
    outcome = rig.pipeline().create(Shipment(order=ONE, numbers=(UPS, "1Z879E930346834440")))
    assert (outcome.state, codes(outcome)) == ("refused", ["several_numbers"])
    assert not rig.far.calls


def test_two_carriers_in_one_fulfillment(rig: Rig) -> None:
    outcome = rig.pipeline().plan(Shipment(order=ONE, numbers=(UPS, "RR123456785CN")))
    assert "companies_differ" in codes(outcome)
    assert outcome.tracking.company is None
    assert len(outcome.tracking.urls) == 2


def test_customers_hear_of_it_only_when_asked(rig: Rig) -> None:
    asked: list[CreateFulfillment] = []
    create = rig.far._direct.create
    rig.far._direct.create = lambda request: asked.append(request) or create(request)  # type: ignore[method-assign,func-returns-value]
    lines = (ShipmentLine(quantity=1),)
    for place, (policy, shipment) in enumerate([(False, None), (True, None), (True, False), (False, True)]):
        one = Shipment(order=MANY, numbers=(f"N{place}",), lines=lines, notify_customer=shipment)
        rig.pipeline(notify_customer=policy).create(one)
    assert [request.notify_customer for request in asked] == [False, True, False, True]


def test_digits_that_look_lost_are_told(rig: Rig) -> None:
    outcome = rig.pipeline().plan(Shipment(order=ONE, numbers=("123456789012345000000",)))
    assert "digits_maybe_lost" in codes(outcome)


def test_a_string_is_no_tuple() -> None:
    with pytest.raises(TypeError, match="numbers: a string was given"):
        Shipment(order=1, numbers="1Z")  # type: ignore[arg-type]


# Plans


def test_a_plan_sends_and_writes_nothing(rig: Rig) -> None:
    outcome = rig.pipeline().plan(ups("#1004"))
    assert (outcome.state, outcome.order_id, outcome.key) == ("planned", 450789472, f"450789472:{UPS}")
    assert [part.lines for part in outcome.parts] == [{1071823304: 3}, {1071823306: 1}, {1071823307: 1}]
    assert rig.far.calls.keys() <= {"find_order", "fulfillment_orders", "fulfillments"}
    assert list(rig.journal.intents()) == []


def test_a_plan_of_what_is_done_and_of_what_cannot_be(rig: Rig) -> None:
    rig.pipeline().create(ups())
    assert rig.pipeline().plan(ups()).state == "done"
    refused = rig.pipeline().plan(Shipment(order=ONE, numbers=("OTHER",)))
    assert (refused.state, codes(refused)[-1]) == ("refused", "already_fulfilled")
    fulfilled(rig, UPS)
    there = rig.pipeline().plan(ups(TWO))
    assert (there.state, codes(there)) == ("done", ["already_there"])


# Later changes


def test_update_tracking(rig: Rig) -> None:
    made = rig.pipeline().create(Shipment(order=ONE, numbers=("OLD",)))
    outcome = rig.pipeline().update_tracking(made.fulfillment_id or 0, numbers=(UPS,), company="ups")
    assert (outcome.state, outcome.order_id) == ("done", ONE)
    assert (
        outcome.tracking
        == rig.far.live(ONE)[0].tracking
        == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,))
    )
    assert [event.note for event in rig.journal.history(intent(rig, made.key or ""))][-2:] == [
        "tracking to be updated",
        "tracking updated",
    ]


@pytest.mark.parametrize("fault", ["before", "after", "throttled", "unreachable"])
def test_update_tracking_and_cancel_are_repeated_freely(rig: Rig, fault: str) -> None:
    made = rig.pipeline().create(ups())
    rig.far.fail("update_tracking", fault)
    rig.far.fail("cancel", fault)
    assert rig.pipeline().update_tracking(made.fulfillment_id or 0, numbers=["NEW"]).state == "done"
    assert rig.pipeline().cancel(made.fulfillment_id or 0).state == "done"
    assert rig.far.live(ONE) == []
    assert (rig.far.calls["update_tracking"], rig.far.calls["cancel"]) == (2, 2)


def test_changes_to_what_is_not_there(rig: Rig) -> None:
    for outcome in (rig.pipeline().cancel(12345), rig.pipeline().update_tracking(12345, numbers=(UPS,))):
        assert (outcome.state, codes(outcome)) == ("refused", ["fulfillment_not_found"])
    rig.far.fail("cancel", *["unreachable"] * 12)
    assert rig.pipeline().cancel(1069019870).state == "failed"


def test_an_update_that_may_not_be_sent(rig: Rig) -> None:
    outcome = rig.pipeline().update_tracking(1069019870, numbers=("1.23E+21",))
    assert (outcome.state, codes(outcome), rig.far.calls["update_tracking"]) == ("refused", ["number_rounded"], 0)


def test_what_was_cancelled_is_not_sent_again_by_itself(rig: Rig) -> None:
    made = rig.pipeline().create(ups())
    rig.pipeline().cancel(made.fulfillment_id or 0)
    again = rig.pipeline().create(ups())
    assert (again.state, codes(again)) == ("skipped", ["cancelled_before"])
    assert rig.far.live(ONE) == []
    rig.journal.retry(intent(rig, made.key or ""))
    assert rig.pipeline().create(ups()).state == "done"
    assert len(rig.far.live(ONE)) == 1


def test_complete(rig: Rig) -> None:
    there = fulfilled(rig, None)
    rig.far.shop._resolver = _Blank()  # type: ignore[assignment]  # the shop itself knows nothing
    bare = rig.far.shop.update_tracking(there, TrackingInfo(numbers=(UPS,)))
    assert (bare.tracking.company, bare.tracking.urls) == (None, ())
    outcome = rig.pipeline().complete(bare)
    assert (outcome.state, outcome.tracking.company, outcome.tracking.url) == ("done", "UPS", UPS_PAGE)
    whole = rig.far.live(TWO)[0]
    assert whole.tracking == outcome.tracking
    assert rig.pipeline().complete(whole).state == "skipped"


class _Blank:
    def resolve(self, number: str, **_: Any) -> Any:
        from tracking.results import Resolution

        class Nothing:
            company = None
            url = _.get("url")

        del Resolution
        return Nothing


def test_what_cannot_be_completed_is_left_alone(rig: Rig) -> None:
    import msgspec

    there = fulfilled(rig, None)
    bare = rig.far.live(TWO)[0]
    assert codes(rig.pipeline().complete(bare)) == ["number_missing"]
    unknown = msgspec.structs.replace(bare, tracking=TrackingInfo(numbers=("QQ",)))
    outcome = rig.pipeline().complete(unknown)
    assert (outcome.state, codes(outcome)[-1]) == ("skipped", "nothing_known")
    cancelled = msgspec.structs.replace(bare, status="cancelled", id=there)
    assert codes(rig.pipeline().complete(cancelled)) == ["not_live"]
    assert rig.far.calls["update_tracking"] == 0


# The same from a coroutine


class AsyncFarSide:
    """The far side, awaited."""

    name = FarSide.name
    numbers_per_fulfillment = None

    def __init__(self, far: FarSide) -> None:
        self._far = far

    async def fulfillments(self, order_id: int) -> Any:
        for one in self._far.fulfillments(order_id):
            yield one

    def __getattr__(self, method: str) -> Any:
        async def call(*args: Any, **options: Any) -> Any:
            return getattr(self._far, method)(*args, **options)

        return call


def test_from_a_coroutine(rig: Rig) -> None:
    async def work() -> None:
        policy = Policy(settle=0.05)
        pipeline = AsyncPipeline(AsyncFarSide(rig.far), tracking, rig.journal, policy=policy)
        assert (await pipeline.plan(ups())).state == "planned"
        rig.far.fail("create", "after", "before")
        made = await pipeline.create(ups())
        assert made.state == "done"
        assert (await pipeline.update_tracking(made.fulfillment_id or 0, numbers="NEW")).tracking.number == "NEW"
        assert (await pipeline.cancel(made.fulfillment_id or 0)).state == "done"
        assert (await pipeline.complete(rig.far.live(450789469)[0])).state == "skipped"
        shipments = [Shipment(order=MANY, numbers=(f"N{n}",), lines=(ShipmentLine(quantity=1),)) for n in range(9)]
        ended = [(place, outcome.state) async for place, outcome in pipeline.run(shipments, workers=3)]
        assert ended == [(n, "done") for n in range(9)]
        with pytest.raises(ValueError, match="workers: 0"):
            pipeline.run(shipments, workers=0)

    asyncio.run(work())
    assert len(rig.far.live(MANY)) == 9


def test_a_bad_country_and_a_bad_url_are_no_exceptions(rig: Rig) -> None:
    assert rig.pipeline().plan(ups(country="Narnia")).state == "planned"
    with pytest.raises(InvalidURL):
        tracking.resolve(UPS, url="ftp://x.example")
