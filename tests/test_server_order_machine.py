"""Fulfillment orders through random actions over HTTP, by REST and by GraphQL, on either database.

What is offered is what works, a refused call changes nothing, and the quantities add up, whoever asks.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from starlette.testclient import TestClient

from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop

BASE = "/admin/api/2026-10"
ORDERS = [
    {
        "id": 9001,
        "name": "#9001",
        "lines": [
            {"id": 90011, "quantity": 4, "location_id": 7},
            {"id": 90012, "quantity": 2, "location_id": 7},
            {"id": 90013, "quantity": 3, "location_id": 9, "fulfillment_service": "mars"},
        ],
    },
    {
        "id": 9002,
        "name": "#9002",
        "lines": [{"id": 90021, "quantity": 3, "location_id": 8}],
        "fulfillment_orders": [
            {
                "location_id": 8,
                "status": "scheduled",
                "fulfill_at": "2099-01-01T00:00:00Z",
                "lines": [{"line_id": 90021, "quantity": 3}],
            }
        ],
    },
]
ORDERED = {line["id"]: line["quantity"] for order in ORDERS for line in order["lines"]}  # type: ignore[attr-defined]
FIELDS = "userErrors { field message }"


class Both:
    """A shop's two APIs, asked in process over HTTP's own messages; each action by either."""

    def __init__(self, shop: Shop) -> None:
        graphql = GraphQL(shop, throttle=False)
        self.client = TestClient(create_app(shop, routes=graphql.routes), raise_server_exceptions=False)

    def get(self, path: str) -> Any:
        answer = self.client.get(f"{BASE}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None) -> bool:
        """Ask by REST; whether it was done."""
        answer = self.client.post(f"{BASE}/{path}", json=body)
        assert answer.status_code < 500, answer.text
        return answer.status_code < 300

    def mutate(self, name: str, arguments: str) -> bool:
        """Ask by GraphQL; whether it was done."""
        answer = self.client.post(
            f"{BASE}/graphql.json", json={"query": f"mutation {{ {name}({arguments}) {{ {FIELDS} }} }}"}
        ).json()
        assert "errors" not in answer, answer
        return not answer["data"][name]["userErrors"]

    def orders(self) -> list[dict[str, Any]]:
        return [
            each
            for order in ORDERS
            for each in self.get(f"orders/{order['id']}/fulfillment_orders.json")["fulfillment_orders"]
        ]

    def fulfillments(self) -> list[dict[str, Any]]:
        found = [self.get(f"orders/{order['id']}/fulfillments.json")["fulfillments"] for order in ORDERS]
        return [each for listed in found for each in listed if each["status"] == "success"]


def gid(kind: str, number: int) -> str:
    return json.dumps(f"gid://shopify/{kind}/{number}")


def of(order: dict[str, Any]) -> str:
    return f"id: {gid('FulfillmentOrder', order['id'])}"


def named(lines: list[dict[str, Any]]) -> str:
    listed = ", ".join(
        f"{{id: {gid('FulfillmentOrderLineItem', line['id'])}, quantity: {line['quantity']}}}" for line in lines
    )
    return f"[{listed}]"


class Asking:
    """One action upon one fulfillment order, as each API has it; None where it has it not."""

    def __init__(self, both: Both, orders: list[dict[str, Any]], at: int, part: bool, number: int) -> None:
        self.both, self.orders, self.number = both, orders, number
        self.order = orders[at % len(orders)]
        open_lines = [line for line in self.order["line_items"] if line["fulfillable_quantity"]]
        whole = not part or not open_lines or self.order["status"] == "on_hold"
        self.lines = [] if whole else [{"id": open_lines[0]["id"], "quantity": 1}]
        self.path = f"fulfillment_orders/{self.order['id']}"

    def location(self) -> int:
        return next(place for place in (7, 8, 9) if place != self.order["assigned_location_id"])

    def partner(self) -> int:
        for each in self.orders:
            beside = all(each[key] == self.order[key] for key in ("order_id", "assigned_location_id"))
            if beside and each["id"] != self.order["id"] and "merge" in each["supported_actions"]:
                return int(each["id"])
        return int(self.order["id"])

    def rest(self, action: str) -> bool | None:
        lines: dict[str, Any] = {"fulfillment_order_line_items": self.lines} if self.lines else {}
        group = {"fulfillment_order_id": self.order["id"], **lines}
        bodies: dict[str, tuple[str, Any]] = {
            "hold": ("hold", {"fulfillment_hold": {"reason": "other", "handle": str(self.number), **lines}}),
            "release_hold": ("release_hold", None),
            "move": ("move", {"fulfillment_order": {"new_location_id": self.location(), **lines}}),
            "mark_as_open": ("open", None),
            "request_fulfillment": ("fulfillment_request", {"fulfillment_request": {"message": "m", **lines}}),
            "request_cancellation": ("cancellation_request", {"cancellation_request": {"message": "m"}}),
            "cancel": ("cancel", None),
            "close": ("close", {"fulfillment_order": {"message": "m"}}),
            "accept": ("fulfillment_request/accept", None),
            "reject": ("fulfillment_request/reject", None),
            "accept cancellation": ("cancellation_request/accept", None),
            "reject cancellation": ("cancellation_request/reject", None),
            "reschedule": ("reschedule", {"fulfillment_order": {"new_fulfill_at": "2098-01-01T00:00:00Z"}}),
        }
        if action == "create_fulfillment":
            return self.both.post("fulfillments.json", {"fulfillment": {"line_items_by_fulfillment_order": [group]}})
        if action not in bodies:
            return None
        path, body = bodies[action]
        return self.both.post(f"{self.path}/{path}.json", body)

    def graphql(self, action: str) -> bool | None:
        lines = f", fulfillmentOrderLineItems: {named(self.lines)}" if self.lines else ""
        mine = of(self.order)
        split = named(self.lines) if self.lines else "[]"
        intents = ", ".join(
            f"{{fulfillmentOrderId: {gid('FulfillmentOrder', id_)}}}" for id_ in (self.order["id"], self.partner())
        )
        group = f"{{fulfillmentOrderId: {gid('FulfillmentOrder', self.order['id'])}{lines}}}"
        hold = f'{{reason: OTHER, handle: "{self.number}"{lines}}}'
        name, arguments = {
            "hold": ("fulfillmentOrderHold", f"{mine}, fulfillmentHold: {hold}"),
            "release_hold": ("fulfillmentOrderReleaseHold", mine),
            "move": ("fulfillmentOrderMove", f"{mine}, newLocationId: {gid('Location', self.location())}{lines}"),
            "mark_as_open": ("fulfillmentOrderOpen", mine),
            "request_fulfillment": ("fulfillmentOrderSubmitFulfillmentRequest", f"{mine}{lines}"),
            "request_cancellation": ("fulfillmentOrderSubmitCancellationRequest", mine),
            "cancel": ("fulfillmentOrderCancel", mine),
            "close": ("fulfillmentOrderClose", mine),
            "accept": ("fulfillmentOrderAcceptFulfillmentRequest", mine),
            "reject": ("fulfillmentOrderRejectFulfillmentRequest", mine),
            "accept cancellation": ("fulfillmentOrderAcceptCancellationRequest", mine),
            "reject cancellation": ("fulfillmentOrderRejectCancellationRequest", mine),
            "reschedule": ("fulfillmentOrderReschedule", f'{mine}, fulfillAt: "2098-01-01T00:00:00Z"'),
            "report_progress": ("fulfillmentOrderReportProgress", mine),
            "create_fulfillment": ("fulfillmentCreate", f"fulfillment: {{lineItemsByFulfillmentOrder: [{group}]}}"),
            "split": (
                "fulfillmentOrderSplit",
                f"fulfillmentOrderSplits: [{{fulfillmentOrderId: {gid('FulfillmentOrder', self.order['id'])}, "
                f"fulfillmentOrderLineItems: {split}}}]",
            ),
            "merge": ("fulfillmentOrderMerge", f"fulfillmentOrderMergeInputs: [{{mergeIntents: [{intents}]}}]"),
            "reroute": (
                "fulfillmentOrdersReroute",
                f"fulfillmentOrderIds: [{gid('FulfillmentOrder', self.order['id'])}]",
            ),
        }[action]
        return self.both.mutate(name, arguments)


OFFERED = [
    "hold",
    "release_hold",
    "move",
    "mark_as_open",
    "request_fulfillment",
    "request_cancellation",
    "create_fulfillment",
    "split",
    "merge",
]
OTHERS = [
    "cancel",
    "close",
    "accept",
    "reject",
    "accept cancellation",
    "reject cancellation",
    "reschedule",
    "report_progress",
    "reroute",
]


class Machine(RuleBasedStateMachine):
    def __init__(self, opened: Callable[[], tuple[Shop, Shop]]) -> None:
        super().__init__()
        self.opened = opened

    @initialize()
    def start(self) -> None:
        self.shops = self.opened()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "orders.json"
            path.write_text(json.dumps(ORDERS), encoding="utf-8")
            self.shops[0].add_orders(path)
        # One reads what the other has done, as two processes upon one database do.
        self.apis = [Both(shop) for shop in self.shops]
        self.numbers = itertools.count()
        self.now = self.read()

    def read(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The fulfillment orders, and the fulfillments that are not canceled, as the first shop's REST tells them."""
        return self.apis[0].orders(), self.apis[0].fulfillments()

    def teardown(self) -> None:
        for shop in getattr(self, "shops", ()):
            shop.close()

    def act(self, at: int, action: str, part: bool, rest: bool) -> tuple[dict[str, Any], bool]:
        before = self.now
        asking = Asking(self.apis[1], before[0], at, part or action == "split", next(self.numbers))
        done = asking.rest(action) if rest else None
        if done is None:
            done = asking.graphql(action)
        self.now = self.read()
        if not done:
            assert self.now == before
        return asking.order, bool(done)

    @rule(at=st.integers(0, 20), action=st.sampled_from(OFFERED), part=st.booleans(), rest=st.booleans())
    def offered_is_what_works(self, at: int, action: str, part: bool, rest: bool) -> None:
        order, done = self.act(at, action, part, rest)
        if action == "hold" and len(order["fulfillment_holds"]) >= 10:
            assert not done
        else:
            assert done == (action in order["supported_actions"]), (action, order)

    @rule(at=st.integers(0, 20), action=st.sampled_from(OTHERS), rest=st.booleans())
    def what_no_name_offers(self, at: int, action: str, rest: bool) -> None:
        order, done = self.act(at, action, False, rest)
        if action == "cancel" and "cancel_fulfillment_order" in order["supported_actions"]:
            assert done

    @rule(at=st.integers(0, 20))
    def a_fulfillment_is_canceled(self, at: int) -> None:
        if made := self.now[1]:
            assert self.apis[1].post(f"fulfillments/{made[at % len(made)]['id']}/cancel.json")
            self.now = self.read()

    @invariant()
    def quantities_add_up(self) -> None:
        left: dict[int, int] = {}
        for order in self.now[0]:
            if order["status"] not in ("closed", "cancelled"):
                assert any(line["fulfillable_quantity"] for line in order["line_items"])
                for line in order["line_items"]:
                    assert 0 <= line["fulfillable_quantity"] <= line["quantity"]
                    left[line["line_item_id"]] = left.get(line["line_item_id"], 0) + line["fulfillable_quantity"]
        for made in self.now[1]:
            for line in made["line_items"]:
                left[line["id"]] = left.get(line["id"], 0) + line["quantity"]
        assert {id_: units for id_, units in left.items() if units} == ORDERED

    @invariant()
    def both_apis_say_the_same(self) -> None:
        query = """query Q($id: ID!) { order(id: $id) { fulfillmentOrders(first: 100) { nodes {
          id status requestStatus supportedActions { action } lineItems(first: 9) { nodes { remainingQuantity } }
        } } } }"""
        for order in ORDERS:
            variables = {"id": f"gid://shopify/Order/{order['id']}"}
            answer = self.apis[0].client.post(f"{BASE}/graphql.json", json={"query": query, "variables": variables})
            nodes = answer.json()["data"]["order"]["fulfillmentOrders"]["nodes"]
            rest = [each for each in self.now[0] if each["order_id"] == order["id"]]
            assert [
                (
                    each["status"].lower(),
                    each["requestStatus"].lower(),
                    [a["action"].lower() for a in each["supportedActions"] if a["action"] != "REPORT_PROGRESS"],
                    [line["remainingQuantity"] for line in each["lineItems"]["nodes"]],
                )
                for each in nodes
            ] == [
                (
                    each["status"],
                    each["request_status"],
                    each["supported_actions"],
                    [line["fulfillable_quantity"] for line in sorted(each["line_items"], key=lambda line: line["id"])],
                )
                for each in sorted(rest, key=lambda each: each["id"])
            ]


def run(opened: Callable[[], tuple[Shop, Shop]], examples: int) -> None:
    run_state_machine_as_test(
        lambda: Machine(opened),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_on_sqlite(tmp_path: Path) -> None:
    numbers = itertools.count()

    def shops() -> tuple[Shop, Shop]:
        url = f"sqlite:///{tmp_path}/{next(numbers)}.db"
        return Shop(url), Shop(url)

    run(shops, 25)


@pytest.mark.postgres
def test_on_postgresql(postgres_url: str) -> None:
    def shops() -> tuple[Shop, Shop]:
        made = Shop(postgres_url)
        with made._transaction(write=True) as records:
            for table in ("events", "fulfillments", "fulfillment_orders", "orders"):
                records._connection.exec_driver_sql(f"DELETE FROM {table}")
        return made, Shop(postgres_url)

    run(shops, 8)
