"""The pipeline against the local shop through everything that may happen, in any order."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

import tracking
from tests.far_side import Crash, Rig
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.planning import remaining, taken
from tracking.fulfillment.shipment import Shipment, ShipmentLine, key_of
from tracking.fulfillment.values import CreateFulfillment, Fulfillment, LineRequest, TrackingInfo

ORDERS = {
    9001: {90011: 4, 90012: 2},
    9002: {90021: 5},
    9003: {90031: 1, 90032: 1, 90033: 1},
}
SETTLE = 30

LIES = ["lie-order", "lie-id", "lie-units", "lie-undone"]
CRASHES = ["crash-before", "crash-after", "crash-late"]
faults = st.lists(
    st.sampled_from(["ok", "before", "after", "late", "throttled", "unreachable", "slow", *LIES, *CRASHES]), max_size=3
)
reads = st.lists(st.sampled_from(["ok", "before", "throttled", "unreachable"]), max_size=3)
quantities = st.lists(st.none() | st.integers(1, 3), max_size=2)


class Machine(RuleBasedStateMachine):
    shipments: Bundle[Shipment] = Bundle("shipments")
    fulfillments: Bundle[int] = Bundle("fulfillments")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tracking-machine-"))
        orders = [
            {
                "id": order,
                "name": f"#{order}",
                "lines": [{"id": line, "sku": f"S{line}", "quantity": units} for line, units in lines.items()],
            }
            for order, lines in ORDERS.items()
        ]
        self.rig = Rig(self.folder, orders)
        self.count = itertools.count(1)
        self.asked: dict[str, Shipment] = {}
        self.strangers: dict[int, Fulfillment] = {}

    def teardown(self) -> None:
        if hasattr(self, "rig"):
            self.rig.close()
            shutil.rmtree(self.folder)

    def reborn(self) -> None:
        """The process has died; the next one sees that, and takes over what it had claimed."""
        with self.rig.journal._engine.begin() as db:
            db.exec_driver_sql("DELETE FROM claims")
        self.rig.reopen()

    def ship(self, shipment: Shipment) -> Outcome | None:
        try:
            # A wrong id alone is told by reading back.
            outcome = self.rig.pipeline(settle=SETTLE, read_back="lie-id" in self.rig.far.due("create")).create(
                shipment
            )
        except Crash:
            self.reborn()
            return None
        finally:
            self.rig.far.heal()
        if outcome.state == "unknown":
            # Only when somebody else took units of the order while a call was under way.
            assert {made.order_id for made in self.strangers.values()} & {outcome.order_id}
        elif outcome.state == "failed":
            assert outcome.problems[-1].code == "twin_unknown"
        else:
            assert outcome.state in ("done", "refused", "skipped"), outcome
        return outcome

    @rule(
        target=shipments,
        order=st.sampled_from(sorted(ORDERS)),
        by_name=st.booleans(),
        numbered=st.booleans(),
        units=quantities,
        creates=faults,
        looks=reads,
        late=st.floats(0.5, SETTLE - 1),
    )
    def create(
        self,
        order: int,
        by_name: bool,
        numbered: bool,
        units: list[int | None],
        creates: list[str],
        looks: list[str],
        late: float,
    ) -> Any:
        number = next(self.count)
        shipment = Shipment(
            order=f"#{order}" if by_name else order,
            numbers=(f"NUMBER{number}",) if numbered else (),
            key=None if numbered else f"key-{number}",
            lines=tuple(
                ShipmentLine(sku=f"S{line}", quantity=count) for line, count in zip(ORDERS[order], units, strict=False)
            ),
        )
        self.asked[key_of(shipment, order)] = shipment
        self.rig.far.fail("create", *creates, seconds=late)
        self.rig.far.fail("fulfillments", *looks)
        self.rig.far.fail("fulfillment", *reversed(looks))
        self.ship(shipment)
        return multiple(shipment)

    @rule(shipment=shipments, creates=faults, late=st.floats(0.5, SETTLE - 1))
    def again(self, shipment: Shipment, creates: list[str], late: float) -> None:
        self.rig.far.fail("create", *creates, seconds=late)
        self.ship(shipment)

    @rule(shipment=shipments, creates=faults, wait=st.floats(1, 2_000), jump=st.floats(-1e6, 1e6))
    def overtaken(self, shipment: Shipment, creates: list[str], wait: float, jump: float) -> None:
        """It waits for room, its claim runs out meanwhile, and another pipeline works on the order; clocks jump."""
        other = Journal(self.rig.where, clock=lambda: self.rig.clock.now)

        def overtake() -> None:
            if wait > other.lease:
                with suppress(Crash):
                    Pipeline(self.rig.far, tracking, other, clock=self.rig.clock).create(shipment)

        self.rig.clock.wall += jump
        self.rig.far.fail("create", "slow", *creates, seconds=wait)
        self.rig.clock.due.append((self.rig.clock.now + wait, overtake))
        try:
            self.ship(shipment)
        finally:
            self.rig.clock.due = [one for one in self.rig.clock.due if one[1] is not overtake]
            other.close()

    @rule(target=fulfillments, shipment=shipments)
    def settled(self, shipment: Shipment) -> Any:
        """Without faults everything comes to an end, and stays there."""
        first = self.ship(shipment)
        assert first is not None
        calls = self.rig.far.calls["create"]
        second = self.ship(shipment)
        assert second is not None
        assert (second.state, second.fulfillment_ids) == (first.state, first.fulfillment_ids)
        if first.state in ("done", "skipped"):
            assert self.rig.far.calls["create"] == calls
        return multiple(*first.fulfillment_ids)

    @rule(fulfillment=fulfillments, fault=st.sampled_from(["ok", "before", "after", "throttled", "crash-after"]))
    def update(self, fulfillment: int, fault: str) -> None:
        number = f"NEW{next(self.count)}"
        for attempt in (fault, "ok"):
            self.rig.far.fail("update_tracking", attempt)
            try:
                outcome = self.rig.pipeline().update_tracking(fulfillment, numbers=(number,))
            except Crash:
                self.reborn()
                continue
            assert (outcome.state, outcome.tracking.number) == ("done", number)
            break
        self.rig.far.heal()

    @rule(
        fulfillment=consumes(fulfillments), fault=st.sampled_from(["ok", "before", "after", "throttled", "crash-after"])
    )
    def cancel(self, fulfillment: int, fault: str) -> None:
        for attempt in (fault, "ok"):
            self.rig.far.fail("cancel", attempt)
            try:
                assert self.rig.pipeline().cancel(fulfillment).state == "done"
            except Crash:
                self.reborn()
                continue
            break
        self.rig.far.heal()

    @rule(shipment=shipments)
    def retry(self, shipment: Shipment) -> None:
        order = int(str(shipment.order).removeprefix("#"))
        for intent in self.rig.journal.intents(key=key_of(shipment, order)):
            if intent.state in ("refused", "failed", "cancelled"):
                self.rig.journal.retry(intent)

    @rule(order=st.sampled_from(sorted(ORDERS)))
    def somebody_else_ships_a_unit(self, order: int) -> None:
        for each in self.rig.far.shop.fulfillment_orders(order) or ():
            for line in each.lines:
                if each.status in ("open", "in_progress") and line.remaining:
                    request = CreateFulfillment(
                        lines={each.id: (LineRequest(id=line.id, quantity=1),)},
                        tracking=TrackingInfo(numbers=(f"OTHER{next(self.count)}",)),
                    )
                    made = self.rig.far.shop.create(request)
                    self.strangers[made.id] = made
                    return

    @rule()
    def restart(self) -> None:
        self.reborn()

    @invariant()
    def quantities_add_up(self) -> None:
        for order, lines in ORDERS.items():
            left = remaining(self.rig.far.shop.fulfillment_orders(order) or ())
            for made in self.rig.far.live(order):
                for line, units in taken(made).items():
                    left[line] = left.get(line, 0) + units
            assert left == lines

    @invariant()
    def journal_and_shop_agree(self) -> None:
        live = {made.id: made for order in ORDERS for made in self.rig.far.live(order)}
        under_way = [one for one in self.rig.journal.intents() if one.state in ("sending", "unknown")]
        accounted = set()
        for intent in self.rig.journal.intents():
            if intent.state == "done":
                assert intent.fulfillment_id in live, intent
                made = live[intent.fulfillment_id]
                assert taken(made) == intent.body.part.lines
                assert made.tracking == intent.body.found
                accounted.add(made.id)
            elif intent.state != "cancelled":
                assert intent.fulfillment_id is None
        unaccounted = live.keys() - accounted - self.strangers.keys()
        assert len(unaccounted) <= len(under_way), "what nobody knows of was on its way when the process died"

    @invariant()
    def nothing_twice(self) -> None:
        live = [made for order in ORDERS for made in self.rig.far.live(order)]
        numbers = [number for made in live for number in made.tracking.numbers]
        assert len(numbers) == len(set(numbers))
        bare = [made for made in live if not made.tracking.numbers]
        keyed = [one for one in self.rig.journal.intents() if not one.body.shipment.numbers]
        assert len(bare) <= len([one for one in keyed if one.state in ("done", "sending", "unknown")])


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
