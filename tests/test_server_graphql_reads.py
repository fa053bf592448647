from __future__ import annotations

import pytest

from tests.graphql_api import Api, gid


def test_orders_are_found_by_name(api: Api) -> None:
    query = "query O($q: String) { orders(first: 5, query: $q) { nodes { id name } pageInfo { hasNextPage } } }"
    for text in ("name:#1003", "name:1003", 'name:"#1003"', "#1003", "name:#1003 id:450789471"):
        assert api.data(query, q=text)["nodes"] == [{"id": gid("Order", 450789471), "name": "#1003"}]
    for text in ("name:#9", "name:#1003 AND id:1", "name:#1003 name:#1004"):
        assert api.data(query, q=text)["nodes"] == []


def test_a_search_for_something_unknown_is_passed_over_with_a_warning(api: Api) -> None:
    answer = api.answer('{ orders(first: 5, query: "colour:red") { nodes { name } } }')
    assert len(answer["data"]["orders"]["nodes"]) == 5
    (warning,) = answer["extensions"]["search"]
    assert (warning["path"], warning["query"], warning["warnings"][0]["field"]) == (["orders"], "colour:red", "colour")


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("sort", ["ID", "UPDATED_AT"])
def test_orders_come_by_pages_in_every_direction(api: Api, reverse: bool, backward: bool, sort: str) -> None:
    size, cursor, flag, at = (
        ("last", "before", "hasPreviousPage", "startCursor")
        if backward
        else ("first", "after", "hasNextPage", "endCursor")
    )
    query = f"""query Page($cursor: String) {{
      orders({size}: 4, {cursor}: $cursor, reverse: {str(reverse).lower()}, sortKey: {sort}) {{
        edges {{ cursor node {{ name }} }} nodes {{ name }} pageInfo {{ {flag} {at} }}
      }}
    }}"""
    names: list[str] = []
    place: str | None = None
    for _ in range(2):
        page = api.data(query, cursor=place)
        listed = [edge["node"]["name"] for edge in page["edges"]]
        assert listed == [node["name"] for node in page["nodes"]]
        place = page["pageInfo"][at]
        assert place == page["edges"][0 if backward else -1]["cursor"]
        names = listed + names if backward else names + listed
        assert page["pageInfo"][flag] == (len(names) < 6)
    expected = [f"#{number}" for number in range(1001, 1007)]
    assert names == (expected[::-1] if reverse else expected)


def test_fulfillment_orders_leave_closed_ones_out(api: Api) -> None:
    query = (
        "query All($closed: Boolean) { fulfillmentOrders(first: 50, includeClosed: $closed) { nodes { id status } } }"
    )
    open_ = api.data(query)["nodes"]
    every = api.data(query, closed=True)["nodes"]
    assert (len(open_), len(every)) == (14, 15)
    assert gid("FulfillmentOrder", 1046000814) in {node["id"] for node in every} - {node["id"] for node in open_}
    found = api.data(
        '{ fulfillmentOrders(first: 9, query: "assigned_location_id:655441491 status:open") { nodes { id } } }'
    )
    assert found["nodes"] == [{"id": gid("FulfillmentOrder", 1046000905)}]


def test_a_fulfillment_order_with_everything(api: Api) -> None:
    found = api.data(
        """query FO($id: ID!) { fulfillmentOrder(id: $id) {
          id status requestStatus orderId orderName orderProcessedAt fulfillAt fulfillBy createdAt updatedAt
          supportedActions { action externalUrl } fulfillmentHolds { id } deliveryMethod { methodType }
          assignedLocation { name countryCode city location { id name address { countryCode } legacyResourceId } }
          destination { firstName city zip email } fulfillments(first: 5) { nodes { id } }
          lineItems(first: 5) { nodes { id sku productTitle variantTitle vendor requiresShipping lineItem {
            id name title quantity unfulfilledQuantity fulfillableQuantity fulfillmentStatus sku } } }
          order { id legacyResourceId processedAt fulfillable fulfillmentsCount { count precision } fulfillments(first: 1) { id } }
        } }""",
        id=gid("FulfillmentOrder", 1046000905),
    )
    assert found["fulfillAt"] == "2025-10-01T19:00:00Z"
    assert found["createdAt"] == found["orderProcessedAt"] == "2025-10-01T19:12:48Z"
    assert (found["status"], found["requestStatus"], found["deliveryMethod"]) == (
        "OPEN",
        "UNSUBMITTED",
        {"methodType": "SHIPPING"},
    )
    assert found["supportedActions"][0] == {"action": "CREATE_FULFILLMENT", "externalUrl": None}
    assert found["assignedLocation"]["location"]["id"] == gid("Location", 655441491)
    assert found["destination"]["firstName"] == "Bob"
    assert found["lineItems"]["nodes"][0]["lineItem"]["fulfillmentStatus"] == "unfulfilled"
    assert found["order"]["fulfillmentsCount"] == {"count": 0, "precision": "EXACT"}


def test_nodes_of_every_kind(api: Api) -> None:
    ids = [
        gid("Order", 450789469),
        gid("Fulfillment", 1069019882),
        gid("FulfillmentOrder", 1046000810),
        gid("Location", 24826418),
        gid("Shop", 548380009),
        gid("Product", 1),
        gid("Order", 1),
    ]
    found = api.data(
        "query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Fulfillment { service { id handle type } } } }",
        ids=ids,
    )
    assert [None if node is None else node["__typename"] for node in found] == [
        "Order", "Fulfillment", "FulfillmentOrder", "Location", "Shop", None, None,
    ]  # fmt: skip
    assert found[1]["service"] == {
        "id": gid("FulfillmentService", 0).replace("/0", "/shipwire-app"),
        "handle": "shipwire-app",
        "type": "THIRD_PARTY",
    }
    assert api.data("query N($id: ID!) { node(id: $id) { id } }", id=ids[0]) == {"id": ids[0]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "you must provide one of first or last"),
        ("(first: 0)", "first must be between 1 and 250"),
        ("(last: 251)", "last must be between 1 and 250"),
        ("(first: 1, last: 1)", "providing both first and last is not supported"),
        ('(first: 1, after: "x")', "Invalid cursor for current pagination sort."),
        ('(first: 1, after: "WzFd")', "Invalid cursor for current pagination sort."),
        (
            '(first: 1, sortKey: UPDATED_AT, after: "eyJsYXN0X2lkIjoxLCJsYXN0X3ZhbHVlIjoxfQ==")',
            "Invalid cursor for current pagination sort.",
        ),
    ],
)
def test_pages_that_cannot_be(api: Api, arguments: str, message: str) -> None:
    answer = api.answer(f"{{ orders{arguments} {{ nodes {{ id }} }} }}")
    assert [(error["message"], error["extensions"]["code"]) for error in answer["errors"]] == [(message, "BAD_REQUEST")]


def test_introspection(api: Api) -> None:
    found = api.data('{ __type(name: "Mutation") { fields(includeDeprecated: true) { name isDeprecated } } }')
    names = {field["name"]: field["isDeprecated"] for field in found["fields"]}
    assert names["fulfillmentCreate"] is False
    assert names["fulfillmentCreateV2"] is True
