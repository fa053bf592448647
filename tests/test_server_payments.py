"""Payments of orders: implied by the financial status or given, and changed by marking as paid and by canceling."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from tests.graphql_api import gid
from tests.served import BASE
from tracking.server.app import create_app
from tracking.server.form_body import json_of_form
from tracking.server.graphql import GraphQL
from tracking.server.order_ending import paid_order
from tracking.server.orders_file import OrdersFileError, orders_given
from tracking.server.shop import Shop


def order(id_: int, **more: Any) -> dict[str, Any]:
    line = {"id": id_ * 10, "quantity": 2, "price": "5.00", "tax_lines": [{"title": "VAT", "price": "1.00"}]}
    return {"id": id_, "name": f"#{id_}", "lines": [line], **more}


ORDERS = [
    order(1, financial_status="paid", payment_gateway_names=["shopify_payments"], source_name="web", test=True),
    order(2, financial_status="authorized"),
    order(3, financial_status="voided"),
    order(4, financial_status="pending"),
    order(5, financial_status="partially_paid"),
    order(6, financial_status="partially_paid", total_outstanding="4.50"),
    order(7, refunds=[{"id": 71, "lines": [{"line_id": 70, "quantity": 1}]}, {"id": 72, "amount": "1.00"}]),
    order(
        8,
        financial_status="partially_paid",
        transactions=[
            {"id": 81, "kind": "authorization", "amount": "11.00", "gateway": "bogus", "authorization": "X1"},
            {"id": 82, "kind": "capture", "amount": "3.00", "status": "failure", "parent_id": 81},
            {"id": 83, "kind": "capture", "amount": "4.00", "parent_id": 81, "created_at": "2026-01-02T03:04:05Z"},
        ],
        app={"id": 7, "name": "Till"},
        customer={"id": 9, "email": "a@b.example"},
    ),
    order(9, cancelled=True, fulfillments=[]),
]
TRANSACTIONS = """query T($id: ID!) { order(id: $id) { transactionsCount { count } transactions {
  kind status gateway formattedGateway amountSet { shopMoney { amount currencyCode } } parentTransaction { id }
  totalUnsettledSet { shopMoney { amount } } maximumRefundableV2 { amount } fees { id } } } }"""


class Both:
    """One shop, asked over both APIs."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.client = TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))

    def rest(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{BASE}/{path}")
        assert answer.status_code == status, answer.text
        return answer.json()

    def answer(self, query: str, **variables: Any) -> Any:
        return self.client.post("/admin/api/2026-04/graphql.json", json={"query": query, "variables": variables}).json()

    def data(self, query: str, **variables: Any) -> Any:
        found = self.answer(query, **variables)
        assert "errors" not in found, found
        (value,) = found["data"].values()
        return value

    def order(self, id_: int, fields: str) -> Any:
        return self.data(f"query O($id: ID!) {{ order(id: $id) {{ {fields} }} }}", id=gid("Order", id_))


@pytest.fixture
def both() -> Iterator[Both]:
    with Shop() as shop:
        shop.add_orders(ORDERS)
        yield Both(shop)


@pytest.mark.parametrize(
    ("id_", "kinds"),
    [
        (1, [("sale", "11.00", None)]),
        (2, [("authorization", "11.00", None)]),
        (3, [("authorization", "11.00", None), ("void", "11.00", 0)]),
        (4, []),
        (6, [("sale", "6.50", None)]),
        (7, [("sale", "11.00", None), ("refund", "5.50", 0), ("refund", "1.00", 0)]),
    ],
)
def test_what_the_financial_status_implies(both: Both, id_: int, kinds: list[tuple[str, str, int | None]]) -> None:
    told = both.rest(f"orders/{id_}/transactions.json")["transactions"]
    ids = [each["id"] for each in told]
    assert [(each["kind"], each["amount"], each["parent_id"]) for each in told] == [
        (kind, amount, None if at is None else ids[at]) for kind, amount, at in kinds
    ]
    assert len(set(ids)) == both.rest(f"orders/{id_}/transactions/count.json")["count"]
    read = both.data(TRANSACTIONS, id=gid("Order", id_))
    assert [each["kind"].lower() for each in read["transactions"]] == [each["kind"] for each in told]
    assert read["transactionsCount"] == {"count": len(told)}
    for each in told:
        assert both.rest(f"orders/{id_}/transactions/{each['id']}.json")["transaction"] == each
    assert both.rest(f"orders/{id_}/transactions.json?since_id={max(ids, default=0)}") == {"transactions": []}


def test_a_payment_whole(both: Both) -> None:
    (told,) = both.rest("orders/1/transactions.json")["transactions"]
    known = ("order_id", "gateway", "status", "test", "source_name", "currency", "manual_payment_gateway", "error_code")
    assert [told[name] for name in known] == [1, "shopify_payments", "success", True, "web", "USD", False, None]
    (read,) = both.data(TRANSACTIONS, id=gid("Order", 1))["transactions"]
    assert (read["formattedGateway"], read["maximumRefundableV2"]) == ("Shopify Payments", {"amount": "11.0"})
    assert read["amountSet"] == {"shopMoney": {"amount": "11.0", "currencyCode": "USD"}}
    assert (read["totalUnsettledSet"], read["fees"]) == (None, [])
    (held,) = both.data(TRANSACTIONS, id=gid("Order", 2))["transactions"]
    assert held["totalUnsettledSet"] == {"shopMoney": {"amount": "11.0"}}
    assert both.order(2, "transactions(capturable: true) { kind }")["transactions"] == [{"kind": "AUTHORIZATION"}]
    assert both.order(1, "transactions(capturable: true) { kind }")["transactions"] == []
    assert both.rest("orders/1/transactions/1.json", 404) == both.rest("orders/99/transactions.json", 404)
    assert both.rest("orders/1/risks.json") == {"risks": []}
    shop = both.rest("shop.json")["shop"]
    assert (shop["weight_unit"], shop["enabled_presentment_currencies"]) == ("lb", ["USD"])


def test_what_is_not_known_is_refused_by_name(both: Both) -> None:
    said = "an order whose payments are not known, but this shop does not serve it unless the order gives transactions"
    assert said in both.rest("orders/5/transactions.json", 501)["errors"]
    (error,) = both.answer(TRANSACTIONS.replace("transactionsCount { count }", ""), id=gid("Order", 5))["errors"]
    assert said in error["message"]
    # A refund of more than its lines' price: nothing tells whether that was shipping.
    fields = "refunds { transactions(first: 2) { nodes { id } } refundShippingLines(first: 1) { nodes { id } } }"
    found = both.answer(f"query O($id: ID!) {{ order(id: $id) {{ {fields} }} }}", id=gid("Order", 7))
    assert (
        "Refund.refundShippingLines of a refund whose amount is not that of its lines" in found["errors"][0]["message"]
    )
    first, second = both.order(7, fields.rpartition(" refundShippingLines")[0] + " }")["refunds"]
    assert (len(first["transactions"]["nodes"]), len(second["transactions"]["nodes"])) == (1, 1)
    refunds = both.rest("orders/7/refunds.json")["refunds"]
    assert [[each["kind"] for each in refund["transactions"]] for refund in refunds] == [["refund"], ["refund"]]


def test_given_payments_decide_what_was_paid(both: Both) -> None:
    told = both.rest("orders/8/transactions.json")["transactions"]
    assert [(each["id"], each["status"], each["parent_id"]) for each in told] == [
        (81, "success", None), (82, "failure", 81), (83, "success", 81),
    ]  # fmt: skip
    assert told[0]["authorization"] == "X1"
    assert told[2]["processed_at"] == "2026-01-01T22:04:05-05:00"
    money = "{ shopMoney { amount } }"
    sums = both.order(8, f"totalReceivedSet {money} totalOutstandingSet {money} totalCapturableSet {money}")
    assert [each["shopMoney"]["amount"] for each in sums.values()] == ["4.0", "7.0", "7.0"]
    told = both.order(
        8, "app { id name } purchasingEntity { __typename ... on Customer { email } } channelInformation { id }"
    )
    assert told["app"] == {"id": gid("App", 7), "name": "Till"}
    assert told["purchasingEntity"] == {"__typename": "Customer", "email": "a@b.example"}
    assert told["channelInformation"] is None
    assert both.rest("orders/8.json")["order"]["app_id"] == 7


def test_a_failed_refund_gives_nothing_back(both: Both) -> None:
    refund = {"kind": "refund", "parent_id": 701, "refund_id": 70, "amount": "2.00"}
    paid = [{"id": 701, "kind": "sale", "amount": "11.00"}, refund, {**refund, "status": "failure"}]
    refunds = [{"id": 70, "lines": [{"line_id": 700, "quantity": 1}]}]
    both.shop.add_orders([order(70, transactions=paid, refunds=refunds)])
    fields = "totalRefundedSet { shopMoney { amount } } transactions(first: 1) { maximumRefundableV2 { amount } }"
    told = both.order(70, fields)
    assert told["totalRefundedSet"]["shopMoney"]["amount"] == "2.0"
    assert told["transactions"] == [{"maximumRefundableV2": {"amount": "9.0"}}]


def test_a_customer_as_far_as_orders_tell(both: Both) -> None:
    customer = {"id": 9, "state": "enabled", "locale": "de", "created_at": "2026-01-01T00:00:00Z", "updated_at": "soon"}
    both.shop.add_orders([order(30, customer=customer, total_price="9.00")])
    query = "query C($id: ID!) { customer(id: $id) { %s } }"
    told = both.data(query % "numberOfOrders amountSpent { amount } state locale createdAt", id=gid("Customer", 9))
    assert told == {
        "numberOfOrders": "2", "amountSpent": {"amount": "13.0"}, "state": "ENABLED", "locale": "de",
        "createdAt": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    (error,) = both.answer(query % "updatedAt", id=gid("Customer", 9))["errors"]
    assert (
        "Customer.updatedAt, but this shop does not serve it unless the order gives customer.updated_at"
        in error["message"]
    )
    assert both.data(query % "id", id=gid("Customer", 8)) is None
    for id_, wrong in ((31, None), (32, 7), (33, "")):
        both.shop.add_orders([order(id_, customer={"id": id_, "state": wrong, "locale": wrong, "created_at": wrong})])
        for field in ("state", "locale", "createdAt"):
            (error,) = both.answer(query % field, id=gid("Customer", id_))["errors"]
            assert error["extensions"]["code"] == "NOT_IMPLEMENTED"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"transactions": [{"kind": "gift", "amount": "1"}]}, "transactions[0].kind: 'gift' is not known"),
        ({"transactions": [{"kind": "sale", "amount": "1,00"}]}, "transactions[0].amount"),
        ({"transactions": [{"kind": "capture", "amount": "1", "parent_id": 3}]}, "transactions[0].parent_id: no"),
        ({"transactions": [{"kind": "refund", "amount": "1", "refund_id": 3}]}, "transactions[0].refund_id: the"),
        ({"transactions": [{"kind": "sale", "amount": "1", "id": 0}]}, "transactions[0].id: 0 cannot be an id"),
        ({"transactions": [{"kind": "sale", "amount": "4"}]}, "they pay 4.00, and the order is paid with a total of 11.00"),
        ({"transactions": [{"kind": "sale", "amount": "4"}], "financial_status": "pending"}, "but the order is pending"),
        ({"transactions": [{"kind": "sale", "amount": "40"}], "financial_status": "partially_paid"}, "more than the"),
        ({"total_outstanding": "12.00", "financial_status": "partially_paid"}, "12.00 is more than"),
    ],
)  # fmt: skip
def test_payments_that_cannot_be(more: dict[str, Any], said: str) -> None:
    with pytest.raises(OrdersFileError) as error:
        orders_given([order(1, **more)])
    assert said in str(error.value)


PAID = """mutation P($id: ID!) { orderMarkAsPaid(input: {id: $id}) {
  order { displayFinancialStatus fullyPaid canMarkAsPaid transactions { kind gateway } } userErrors { field message } } }"""


def test_an_order_is_marked_as_paid_once(both: Both) -> None:
    paid = both.data(PAID, id=gid("Order", 4))["order"]
    assert paid == {
        "displayFinancialStatus": "PAID", "fullyPaid": True, "canMarkAsPaid": False,
        "transactions": [{"kind": "SALE", "gateway": "manual"}],
    }  # fmt: skip
    captured = both.data(PAID, id=gid("Order", 2))["order"]
    assert [each["kind"] for each in captured["transactions"]] == ["AUTHORIZATION", "CAPTURE"]
    for id_, message in ((4, "Order cannot be marked as paid."), (99, "Order does not exist.")):
        refused = both.data(PAID, id=gid("Order", id_))
        assert refused == {"order": None, "userErrors": [{"field": ["id"], "message": message}]}
    assert both.rest("orders/4.json")["order"]["payment_gateway_names"] == ["manual"]


@pytest.mark.parametrize(
    ("authorized", "more", "made"),
    [
        ("4.00", {}, [("capture", "4.00"), ("sale", "7.00")]),
        ("20.00", {}, [("capture", "11.00")]),
        ("11.00", {"refunds": [{"line_id": 400, "quantity": 1}]}, [("capture", "5.50")]),
        ("11.00", {"total_outstanding": "-1.00"}, []),
    ],
)
def test_no_more_and_no_less_than_is_owed_is_paid(
    both: Both, authorized: str, more: dict[str, Any], made: list[tuple[str, str]]
) -> None:
    held = [{"kind": "authorization", "amount": authorized}]
    both.shop.add_orders([order(40, financial_status="authorized", transactions=held, **more)])
    assert both.data(PAID, id=gid("Order", 40))["userErrors"] == []
    told = both.rest("orders/40/transactions.json")["transactions"]
    assert [(each["kind"], each["amount"]) for each in told[1:]] == made


def test_units_that_were_never_paid_are_taken_out_without_a_payment(both: Both) -> None:
    both.shop.add_orders([order(60, financial_status="pending", refunds=[{"line_id": 600, "quantity": 1}])])
    sums = "netPaymentSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } } totalRefundedShippingSet { shopMoney { amount } }"
    amounts = []
    for _ in range(2):
        amounts.append([each["shopMoney"]["amount"] for each in both.order(60, sums).values()])
        both.data(PAID, id=gid("Order", 60))
    assert amounts == [["0.0", "0.0", "0.0"], ["5.5", "0.0", "0.0"]]


def test_an_order_of_an_older_shop_is_captured(both: Both) -> None:
    known = both.shop.order(2)
    assert known is not None
    older = msgspec.structs.replace(known, details={})
    paid = paid_order(older, itertools.count(1).__next__, datetime.now(UTC)).details["transactions"]
    assert [(each["kind"], each["amount"]) for each in paid] == [("authorization", "11.00"), ("capture", "11.00")]


CANCEL = """mutation C($id: ID!, $refund: Boolean, $notify: Boolean) {
  orderCancel(orderId: $id, reason: INVENTORY, restock: true, refund: $refund, notifyCustomer: $notify, staffNote: "n") {
    job { id done } orderCancelUserErrors { field message code } } }"""


def test_a_canceled_order_closes_its_fulfillment_orders(both: Both) -> None:
    fields = """cancelledAt cancelReason cancellation { staffNote } displayFinancialStatus
      transactions { kind } fulfillmentOrders(first: 5) { nodes { id status
      supportedActions { action } lineItems(first: 1) { nodes { remainingQuantity } } } }"""
    assert both.data(CANCEL, id=gid("Order", 2))["orderCancelUserErrors"] == []
    told = both.order(2, fields)
    assert told["cancelledAt"] is not None
    assert (told["cancelReason"], told["cancellation"]) == ("INVENTORY", {"staffNote": "n"})
    assert told["displayFinancialStatus"] == "VOIDED"
    assert [each["kind"] for each in told["transactions"]] == ["AUTHORIZATION", "VOID"]
    (left,) = told["fulfillmentOrders"]["nodes"]
    assert (left["status"], left["supportedActions"]) == ("CLOSED", [])
    assert left["lineItems"]["nodes"] == [{"remainingQuantity": 2}]
    (again,) = both.data(CANCEL, id=gid("Order", 2))["orderCancelUserErrors"]
    assert (again["field"], again["code"]) == (["orderId"], "INVALID")
    # The time of the cancellation is not that of a later change.
    both.client.put(f"{BASE}/orders/2.json", json={"order": {"tags": "late"}})
    assert both.order(2, "cancelledAt")["cancelledAt"] == told["cancelledAt"]


def test_what_cannot_be_canceled(both: Both) -> None:
    for more in ({"refund": True}, {"notify": True}):
        (error,) = both.answer(CANCEL, id=gid("Order", 1), **more)["errors"]
        assert error["extensions"]["code"] == "NOT_IMPLEMENTED"
    both.shop.add_orders([order(20, fulfillments=[{"lines": [{"line_id": 200, "quantity": 1}]}])])
    (error,) = both.data(CANCEL, id=gid("Order", 20))["orderCancelUserErrors"]
    assert error["message"] == "Cannot cancel an order that has outstanding fulfillments"
    assert both.client.post(f"{BASE}/orders/20/cancel.json").status_code == 422
    assert both.client.post(f"{BASE}/orders/1/cancel.json", json={"amount": "1"}).status_code == 501
    answer = both.client.post(f"{BASE}/orders/1/cancel.json", json={"reason": "fraud"})
    assert (answer.status_code, answer.json()["order"]["cancel_reason"]) == (200, "fraud")
    assert both.client.post(f"{BASE}/orders/99/cancel.json").status_code == 404
    # Nothing that was asked is passed over: not a field at another place, and not the query of a call without a body.
    assert both.client.post(f"{BASE}/orders/4/cancel.json", json={"order": {"reason": "fraud"}}).status_code == 501
    assert both.client.post(f"{BASE}/orders/4/cancel.json?email=true").status_code == 501
    assert both.client.post(f"{BASE}/orders/4/cancel.json?reason=fraud").json()["order"]["cancel_reason"] == "fraud"


def test_an_address_is_corrected_before_it_is_sent(both: Both) -> None:
    address = {
        "firstName": "Ada",
        "lastName": "L",
        "address1": "Weg 1",
        "city": "Ulm",
        "zip": "89073",
        "countryCode": "DE",
    }
    query = """mutation U($input: OrderInput!) { orderUpdate(input: $input) { userErrors { message } order {
      shippingAddress { name address1 countryCodeV2 } fulfillmentOrders(first: 1) { nodes { destination { city } } } } } }"""
    told = both.data(query, input={"id": gid("Order", 1), "shippingAddress": address})["order"]
    assert told["shippingAddress"] == {"name": "Ada L", "address1": "Weg 1", "countryCodeV2": "DE"}
    assert told["fulfillmentOrders"]["nodes"] == [{"destination": {"city": "Ulm"}}]
    put = {"order": {"shipping_address": {"city": "Bonn", "country_code": "DE", "latitude": 1.5}}}
    answer = both.client.put(f"{BASE}/orders/1.json", json=put).json()["order"]["shipping_address"]
    assert answer == {"city": "Bonn", "country_code": "DE"}
    put["order"]["shipping_address"]["country_code"] = "Germany"
    assert both.client.put(f"{BASE}/orders/1.json", json=put).status_code == 422
    put = {"order": {"note": "n", "shipping_address": {"street": "Weg 2"}}}
    refused = both.client.put(f"{BASE}/orders/1.json", json=put)
    assert (refused.status_code, "shipping_address.street" in refused.json()["errors"]) == (501, True)
    # The address has the only email of this order.
    both.shop.add_orders([order(50, shipping_address={"city": "Bonn", "email": "a@b.example"})])
    corrected = {"id": gid("Order", 50), "shippingAddress": {"city": "Ulm"}}
    assert both.data(query, input=corrected)["userErrors"] == []
    assert both.rest("orders/50.json")["order"]["contact_email"] == "a@b.example"


def test_a_body_may_be_a_form(both: Both) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    form = both.client.put(f"{BASE}/orders/1.json", content="order[tags]=a%2C+b&order[note]=x", headers=kind)
    assert (form.json()["order"]["tags"], form.json()["order"]["note"]) == ("a, b", "x")
    (open_,) = both.rest("orders/1/fulfillment_orders.json")["fulfillment_orders"]
    name = "fulfillment[line_items_by_fulfillment_order][][fulfillment_order_id]"
    body = (
        f"{name}={open_['id']}&fulfillment[tracking_info][number]=1Z001985YW99744790&fulfillment[notify_customer]=false"
    )
    made = both.client.post(f"{BASE}/fulfillments.json", content=body, headers=kind)
    assert (made.status_code, made.json()["fulfillment"]["tracking_company"]) == (201, "UPS")
    path = f"{BASE}/orders/1/fulfillments/{made.json()['fulfillment']['id']}/events.json"
    told = both.client.post(path, content="event[status]=in_transit&event[latitude]=-52.5", headers=kind)
    assert told.json()["fulfillment_event"]["latitude"] == -52.5
    wrong = both.client.put(f"{BASE}/orders/1.json", content="order=1&order[tags]=a", headers=kind)
    assert (wrong.status_code, "order[tags]: it is an object here" in wrong.json()["errors"]) == (400, True)
    assert both.client.put(f"{BASE}/orders/1.json", content='{"order": {"tags": "c"}}', headers=kind).status_code == 200


@pytest.mark.parametrize("body", [b"a=%", b"a=%zz", b"a=%ff", b"[a]=1", b"a" + b"[b]" * 40_000 + b"=1", b"a=1&" * 5000])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_of_form(body)
