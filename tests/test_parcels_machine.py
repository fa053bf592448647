"""Files of a warehouse into a shop that fails, in any order: rows split, repeated, grown and sent again.

The warehouse knows what is in each parcel, and that only grows. The shop never holds more of a parcel than the warehouse
has packed, and once the newest file has gone through without faults it holds all of it.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.far_side import Crash, Rig
from tests.test_fulfillment_machine import SETTLE, faults, reads
from tracking.cli.given_file import read_shipments
from tracking.fulfillment.planning import remaining, taken
from tracking.fulfillment.values import LineRequest
from tracking.fulfillment.values_requests import FulfillmentHold

ORDERS = {9101: {91011: 6, 91012: 4}, 9102: {91021: 5}}
SKUS = {f"S{line}": (order, line) for order, lines in ORDERS.items() for line in lines}
NUMBERS = ("N1", "N2")

Packed = dict[tuple[str, str], int]
"""Units by number and SKU."""


class FileMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tracking-files-"))
        orders = [
            {
                "id": order,
                "name": f"#{order}",
                "lines": [{"id": line, "sku": f"S{line}", "quantity": units} for line, units in lines.items()],
            }
            for order, lines in ORDERS.items()
        ]
        self.rig = Rig(self.folder, orders)
        self.packed: Packed = {}
        self.files: list[Packed] = []
        self.serial = itertools.count(1)

    def teardown(self) -> None:
        if hasattr(self, "rig"):
            self.rig.close()
            shutil.rmtree(self.folder)

    @rule(goods=st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(sorted(SKUS))), min_size=1, max_size=4))
    def pack(self, goods: list[tuple[str, str]]) -> None:
        for number, sku in goods:
            order, line = SKUS[sku]
            if sum(count for (_, other), count in self.packed.items() if other == sku) < ORDERS[order][line]:
                self.packed[number, sku] = self.packed.get((number, sku), 0) + 1

    @precondition(lambda self: self.packed)
    @rule(
        data=st.data(), creates=faults, looks=reads, late=st.floats(0.5, SETTLE - 1), names=st.booleans(),
        stale=st.sampled_from([None, None, None, 0, 1]),
    )  # fmt: skip
    def send(
        self, data: st.DataObject, creates: list[str], looks: list[str], late: float, names: bool, stale: int | None
    ) -> None:
        said = dict(self.packed)
        if stale is not None and len(self.files) > stale:
            said = self.files[stale]
        else:
            self.files.append(said)
        self.rig.far.fail("create", *creates, seconds=late)
        self.rig.far.fail("fulfillments", *looks)
        self.bring(said, data, names=names)

    @precondition(lambda self: self.packed)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """Without faults and holds the newest file comes to its end, and stays there."""
        self.release()
        for _ in range(2):
            calls = self.rig.far.calls["create"]
            assert set(self.bring(dict(self.packed), data, names=True)) <= {"done"}
            assert self.live() == Counter(self.packed)
        assert self.rig.far.calls["create"] == calls

    @rule(line=st.sampled_from(sorted(SKUS)))
    def hold(self, line: str) -> None:
        order, item = SKUS[line]
        for each in self.rig.far.shop.fulfillment_orders(order) or ():
            lines = [one for one in each.lines if one.line_item_id == item and one.remaining]
            if each.status == "open" and lines:
                asked = tuple(LineRequest(id=one.id, quantity=1) for one in lines)
                self.rig.far.shop.hold(each.id, FulfillmentHold(id=0, reason="other"), asked)
                return

    @rule()
    def release(self) -> None:
        for order in ORDERS:
            for each in self.rig.far.shop.fulfillment_orders(order) or ():
                if each.status == "on_hold":
                    self.rig.far.shop.release_holds(each.id)

    @rule()
    def lose_the_journal(self) -> None:
        """As long as nothing is under way: what a lost journal had sent and not seen is nobody's."""
        if self.rig.clock.due or any(one.state in ("sending", "unknown") for one in self.rig.journal.intents()):
            return
        self.rig.journal.close()
        for file in self.folder.glob("journal.db*"):
            file.unlink()
        self.rig.reopen()

    def bring(self, said: Packed, data: st.DataObject, *, names: bool) -> list[str]:
        """Write a file as somebody may, and bring it into the shop; the states of its parcels."""
        rows = []
        for (number, sku), units in said.items():
            order, _ = SKUS[sku]
            while units:
                some = data.draw(st.integers(1, units))
                units -= some
                row = f"{'#' if names else ''}{order},{number},{sku},{some},{next(self.serial)}"
                rows += [row] * data.draw(st.sampled_from([1, 1, 2]))
        rows = data.draw(st.permutations(rows))
        path = self.folder / "parcels.csv"
        path.write_text("\n".join(["order,number,sku,quantity,serial", *rows]))
        states = []
        try:
            for one in read_shipments(path, {"order": "order", "number": "number"}, equal_rows="skip").rows:
                if one.shipment is None:
                    assert one.skipped
                    continue
                outcome = self.rig.pipeline(settle=SETTLE).create(one.shipment)
                why = outcome.problems[-1].code if outcome.problems else ""
                assert outcome.state == "done" or why in (
                    "left_open", "not_open", "parcel_shrunk", "not_enough_remaining"
                ), outcome  # fmt: skip
                states.append(outcome.state)
        except Crash:
            with self.rig.journal._engine.begin() as db:
                db.exec_driver_sql("DELETE FROM claims")
            self.rig.reopen()
        finally:
            self.rig.far.heal()
        return states

    def live(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for order in ORDERS:
            for made in self.rig.far.live(order):
                (number,) = made.tracking.numbers
                for line, units in taken(made).items():
                    found[number, f"S{line}"] += units
        return found

    @invariant()
    def never_more_than_was_packed(self) -> None:
        if hasattr(self, "rig"):
            assert self.live() <= Counter(self.packed)

    @invariant()
    def quantities_add_up(self) -> None:
        for order, lines in ORDERS.items() if hasattr(self, "rig") else ():
            left: Any = Counter(remaining(self.rig.far.shop.fulfillment_orders(order) or ()))
            for made in self.rig.far.live(order):
                left += Counter(taken(made))
            assert left == Counter(lines)


TestFileMachine = FileMachine.TestCase
TestFileMachine.settings = settings(max_examples=8, stateful_step_count=12, deadline=None)


if __name__ == "__main__":  # the long form, of make soak
    run_state_machine_as_test(FileMachine, settings=settings(max_examples=200, stateful_step_count=20, deadline=None))
