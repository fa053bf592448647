from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from starlette.testclient import TestClient

import tracking
from tests.far_side import MANY, ONE, TWO, UPS, UPS_PAGE, Rig, codes, fulfilled, intent, states, ups
from tracking.errors import Refused
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import CreateFulfillment, LineRequest, TrackingInfo
from tracking.server.app import create_app
from tracking.server.direct import DirectShop
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.shopify import Client
from tracking.shopify.transport import HttpxTransport


def test_a_shipment_is_one_fulfillment_with_company_number_and_link(rig: Rig) -> None:
    outcome = rig.pipeline().create(ups())
    assert outcome.state == "done"
    (made,) = rig.far.live(ONE)
    assert made.id == outcome.fulfillment_id
    assert made.tracking == TrackingInfo(company="UPS", numbers=(UPS,), urls=(UPS_PAGE,)) == outcome.tracking
    assert sum(line.quantity for line in made.lines) == 6
    assert states(rig, f"{ONE}:{UPS}") == ["planned", "sending", "done"]
    assert rig.far.calls == {"fulfillment_orders": 1, "fulfillments": 1, "create": 1}


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
    sent = rig.far.sent
    rig.pipeline().create(ups())
    assert sent[0].lines == {
        1046000901: (LineRequest(id=1072503601, quantity=3), LineRequest(id=1072503602, quantity=2)),
        1046000902: (LineRequest(id=1072503603, quantity=1),),
    }


def test_several_locations_are_several_fulfillments(rig: Rig) -> None:
    outcome = rig.pipeline().create(ups("#1004"))
    assert outcome.state == "done"
    assert len(outcome.fulfillment_ids) == 2
    assert codes(outcome) == ["several_fulfillments", "in_no_parcel"]
    assert sorted(sum(line.quantity for line in one.lines) for one in rig.far.live(450789472)) == [1, 3]
    assert rig.pipeline().create(ups("#1004")).fulfillment_ids == outcome.fulfillment_ids


def test_a_part_that_fails_does_not_hold_up_the_others(rig: Rig) -> None:
    rig.far.fail("create", Refused("other", ["no"]), "ok")
    outcome = rig.pipeline().create(ups("#1004"))
    assert (outcome.state, len(outcome.fulfillment_ids)) == ("refused", 1)
    assert rig.pipeline().create(ups("#1004")).state == "done"
    assert len(rig.far.live(450789472)) == 2


def test_what_is_not_shipped_is_in_no_parcel(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "quantity": 1, "sku": "SHIRT"},
        {"id": 2, "quantity": 1, "sku": "GIFT", "gift_card": True},
    ]
    given = [{"id": 1, "name": "#1", "lines": lines}, {"id": 2, "name": "#2", "lines": [{**lines[1], "id": 3}]}]
    rig = Rig(tmp_path, given)
    outcome = rig.pipeline().create(ups("#1"))
    assert (outcome.state, codes(outcome)) == ("done", ["in_no_parcel"])
    rig.journal.close()
    rig.where.unlink()
    rig.restart()
    assert rig.pipeline().create(ups("#1")).fulfillment_ids == outcome.fulfillment_ids
    other = rig.pipeline().create(Shipment(order="#1", numbers=("986578788855",)))
    assert (other.state, codes(other)) == ("refused", ["in_no_parcel", "already_fulfilled"])
    assert [line.sku for one in rig.far.live(1) for line in one.lines] == ["SHIRT"]
    named = rig.pipeline().create(ups("#1", lines=(ShipmentLine(sku="GIFT"),)))
    assert (named.state, len(rig.far.live(1))) == ("done", 2)
    assert rig.pipeline().create(ups("#2")).state == "done"
    rig.close()


@pytest.mark.parametrize("api", ["memory", "graphql", "rest"])
def test_a_number_is_not_put_on_what_is_not_shipped(api: Literal["memory", "graphql", "rest"]) -> None:
    lines = [{"id": 1, "quantity": 1, "sku": "SHIRT"}, {"id": 2, "quantity": 1, "sku": "GIFT", "gift_card": True}]
    sent = [{"lines": [{"line_id": 2, "quantity": 1}]}]
    shop = Shop()
    shop.add_orders([{"id": 1, "name": "#1", "lines": lines, "fulfillments": sent}])
    with Journal() as journal, TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes)) as testing:
        client = Client(
            "http://testserver",
            "token",
            api="rest" if api == "rest" else "graphql",
            transport=HttpxTransport(testing, 30),
        )
        pipeline = Pipeline(DirectShop(shop) if api == "memory" else client, tracking, journal, policy=Policy(settle=0))
        first, other = (pipeline.create(Shipment(order="#1", numbers=(one,))) for one in (UPS, "986578788855"))
    assert (first.state, other.state, codes(other)) == ("done", "refused", ["already_fulfilled"])
    assert [one.tracking.numbers for one in shop.fulfillments(1) or ()] == [(), (UPS,)]
    shop.close()


def test_a_plan_that_shrinks_and_grows_again(rig: Rig) -> None:
    shipment = ups("#1004")
    rig.far.fail("create", *[Refused("other", ["no"])] * 2)
    assert rig.pipeline().create(shipment).state == "refused"
    assert len(list(rig.journal.intents())) == 2
    # Somebody else takes everything, and gives it back.
    orders = range(1046000903, 1046000907)
    taken = [rig.far.shop.create(CreateFulfillment(lines={order: ()})) for order in orders]
    refused = rig.pipeline().create(shipment)
    assert (refused.state, codes(refused)[-1]) == ("refused", "already_fulfilled")
    for one in taken:
        rig.far.shop.cancel(one.id)
    outcome = rig.pipeline().create(shipment)
    assert (outcome.state, len(outcome.fulfillment_ids)) == ("done", 2)
    assert rig.pipeline().create(shipment).fulfillment_ids == outcome.fulfillment_ids
    assert len(rig.far.live(450789472)) == 2


def test_a_company_that_changed_since_is_told(rig: Rig) -> None:
    rig.pipeline().create(ups())
    again = rig.pipeline().create(ups(company="FedEx"))
    assert (again.state, again.tracking.company, codes(again)[-1]) == ("done", "UPS", "changed_since")
    assert rig.far.calls["create"] == 1


# What is there already


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
    plan = rig.pipeline(already_fulfilled="update_tracking").plan(ups(TWO))
    assert (plan.state, codes(plan)) == ("planned", ["tracking_replaced"])
    assert f"fulfillment {there} has OLD" in plan.problems[0].message
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
        shipment = Shipment(order=order, numbers=numbers, key="parcel-1")
        for reused in (rig.pipeline().plan(shipment), rig.pipeline().create(shipment)):
            assert (reused.state, codes(reused)[-1]) == ("refused", "key_reused")
    assert rig.pipeline().plan(ups(key="parcel-1")).state == "done"


# Plans


def test_a_plan_sends_and_writes_nothing(rig: Rig) -> None:
    outcome = rig.pipeline().plan(ups("#1004"))
    assert (outcome.state, outcome.order_id, outcome.key) == ("planned", 450789472, f"450789472:{UPS}")
    assert [part.lines for part in outcome.parts] == [{1071823304: 3}, {1071823306: 1}]
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
