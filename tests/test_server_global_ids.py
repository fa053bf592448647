"""GraphQL's ``node`` and ``nodes``."""

from __future__ import annotations

import re

from tests.graphql_api import EVENT, Api, gid
from tracking.server.graphql_schema import schema_of


def test_every_served_type_that_is_a_node_is_found_by_its_id(api: Api) -> None:
    order = {
        "id": 5, "name": "#5", "shipping_address": {"city": "Bonn"}, "billing_address": {"city": "Ulm"},
        "customer": {"id": 51, "email": "a@example.com"},
        "lines": [{"id": 52, "quantity": 3, "variant_id": 53, "product_id": 54, "price": "9.00", "inventory_item_id": 59}],
        "refunds": [{"amount": "1.00"}],
        "metafields": [{"namespace": "wms", "key": "wave", "type": "boolean", "value": "true"}],
        "fulfillment_orders": [
            {"id": 55, "status": "on_hold", "holds": [{}], "requests": [{}], "lines": [{"line_id": 52, "quantity": 2, "id": 56}]},
            {"id": 58, "lines": [{"line_id": 52, "quantity": 1}]},
        ],
    }  # fmt: skip
    api.shop.add_orders([order])
    made = api.create((58, []))["fulfillment"]
    event = api.data(EVENT, event={"fulfillmentId": made["id"], "status": "DELIVERED"})["fulfillmentEvent"]["id"]
    told = api.answer(
        """query Q($o: ID!, $fo: ID!) {
          shop { id billingAddress { id } } currentAppInstallation { id app { id } } locations(first: 1) { nodes { id } }
          order(id: $o) { id refunds { id } transactions { id } metafields(first: 1) { nodes { id } } shippingAddress { id } billingAddress { id } customer { id }
            lineItems(first: 1) { nodes { id variant { id inventoryItem { id } } product { id } } } }
          fulfillmentOrder(id: $fo) { id destination { id } deliveryMethod { id } fulfillmentHolds { id }
            merchantRequests(first: 1) { nodes { id } } lineItems(first: 1) { nodes { id } } } }""",
        {"o": gid("Order", 5), "fo": gid("FulfillmentOrder", 55)},
    )
    ids = re.findall(r"gid://[^']+", f"{told} {made} {event}")
    found = api.data("query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert [each["id"] for each in found] == ids
    assert [each["__typename"] for each in found] == [each.split("/")[3] for each in ids]
    nodes = {
        name for name, type_ in schema_of("2026-10").type_map.items() if "Node" in str(getattr(type_, "interfaces", ""))
    }
    absent = {"AppSubscription", "Duty", "FulfillmentConstraintRule"} | {
        "LineItemGroup", "PaymentTerms", "Return", "ShippingLabel", "StaffMember", "SubscriptionContract",
        "AdditionalFee", "Channel", "ChannelDefinition", "ChannelInformation", "Company", "CompanyContact",
        "CompanyLocation", "MetafieldDefinition", "OrderAdjustment", "OrderDisputeSummary", "Publication", "RefundShippingLine", "TransactionFee",
    }  # fmt: skip
    assert nodes - {each["__typename"] for each in found} == absent | {"WebhookSubscription"}
    address = "query N($id: ID!) { node(id: $id) { ... on MailingAddress { city } } }"
    cities = [api.data(address, id=each) for each in ids if "MailingAddress" in each]
    assert cities == [{"city": "Bonn"}, {"city": "Ulm"}]
    for kind in nodes - absent:
        assert api.data("query N($id: ID!) { node(id: $id) { id } }", id=gid(kind, 999)) is None
