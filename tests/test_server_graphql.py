from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.server.access import AccessMiddleware, Tokens
from tracking.server.graphql import GraphQL
from tracking.server.limits import NewFulfillments
from tracking.server.shop import Shop

DATA = Path(__file__).parent / "data"
PATH = "/admin/api/2026-10/graphql.json"
NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)
CREATE = """mutation Create($f: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $f, message: "on its way") {
    fulfillment {
      id name status displayStatus createdAt updatedAt totalQuantity
      trackingInfo { company number url }
      fulfillmentLineItems(first: 10) { nodes { id quantity lineItem { id title } } }
    }
    userErrors { field message }
  }
}"""
READ = """query Read($id: ID!) {
  fulfillment(id: $id) {
    id name status displayStatus inTransitAt deliveredAt estimatedDeliveryAt
    trackingInfo { company number url }
    events(first: 10) { nodes { id status message happenedAt city latitude } }
    order { name displayFulfillmentStatus }
    fulfillmentOrders(first: 5) { nodes { id status } }
  }
}"""
ORDERS_OF = """query Left($id: ID!) {
  order(id: $id) {
    displayFulfillmentStatus
    fulfillmentOrders(first: 10) {
      nodes { id status supportedActions { action } lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } }
    }
  }
}"""
CANCEL = """mutation Cancel($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { id status displayStatus trackingInfo { number } } userErrors { field message } }
}"""
UPDATE = """mutation Update($id: ID!, $info: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $info, notifyCustomer: false) {
    fulfillment { id status trackingInfo(first: 10) { company number url } }
    userErrors { field message }
  }
}"""
EVENT = """mutation Tell($event: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $event) {
    fulfillmentEvent {
      id status message happenedAt createdAt estimatedDeliveryAt city province country zip address1 latitude longitude
    }
    userErrors { field message }
  }
}"""

Json = dict[str, Any]


class Api:
    """The endpoint of a demo shop, asked in process over HTTP's own messages."""

    def __init__(self, **options: Any) -> None:
        self.seconds = 1000.0
        admit = NewFulfillments(clock=lambda: self.seconds) if options.pop("dev_store", False) else None
        self.shop = Shop(clock=lambda: NOW, admit=admit)
        self.shop.add_demo()
        self.tokens: dict[str, list[str] | None] = options.pop("tokens", {"t": None})
        graphql = GraphQL(self.shop, clock=lambda: self.seconds, **options)
        app = AccessMiddleware(Starlette(routes=graphql.routes), Tokens(self.tokens))
        self.client = TestClient(app, headers={"X-Shopify-Access-Token": next(iter(self.tokens))})

    def answer(self, query: str, variables: Json | None = None, **more: Any) -> Json:
        answer = self.client.post(PATH, json={"query": query, "variables": variables, **more})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        found: Json = answer.json()
        return found

    def data(self, query: str, **variables: Any) -> Any:
        answer = self.answer(query, variables)
        assert "errors" not in answer
        (found,) = answer["data"].values()
        return found

    def create(self, *groups: tuple[int, list[tuple[int, int]]], tracking: Json | None = None, **more: Any) -> Any:
        return self.data(CREATE, f=fulfillment_input(*groups, tracking=tracking, **more))


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def fulfillment_input(*groups: tuple[int, list[tuple[int, int]]], tracking: Json | None = None, **more: Any) -> Json:
    listed = []
    for order, lines in groups:
        group: Json = {"fulfillmentOrderId": gid("FulfillmentOrder", order)}
        if lines:
            group["fulfillmentOrderLineItems"] = [
                {"id": gid("FulfillmentOrderLineItem", line), "quantity": quantity} for line, quantity in lines
            ]
        listed.append(group)
    return {"lineItemsByFulfillmentOrder": listed, **more} | ({"trackingInfo": tracking} if tracking else {})


def cases(name: str) -> list[Any]:
    listed = json.loads((DATA / f"graphql_{name}.json").read_text(encoding="utf-8"))["cases"]
    return [
        pytest.param(case, id=case.get("name") or f"{case['mutation']}-{number}") for number, case in enumerate(listed)
    ]


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    yield api
    api.shop.close()


@pytest.fixture
def make_api() -> Iterator[Callable[..., Api]]:
    made: list[Api] = []

    def make(**options: Any) -> Api:
        made.append(Api(**options))
        return made[-1]

    yield make
    for api in made:
        api.shop.close()


# What was recorded


@pytest.mark.parametrize("case", cases("errors"))
def test_top_level_errors_are_as_recorded(api: Api, case: Json) -> None:
    assert api.answer(case["query"], case["variables"]) == {"errors": case["errors"]}


@pytest.mark.parametrize("case", cases("refusals"))
def test_refusals_are_as_recorded_and_change_nothing(api: Api, case: Json) -> None:
    before = api.data(ORDERS_OF, id=gid("Order", 450789472))
    answer = api.create(*case["groups"], tracking={"number": "1"})
    assert answer == {"fulfillment": None, "userErrors": [{"field": case["field"], "message": case["message"]}]}
    assert api.data(ORDERS_OF, id=gid("Order", 450789472)) == before


@pytest.mark.parametrize("case", cases("costs"))
def test_costs_are_as_recorded(api: Api, case: Json) -> None:
    mutation = case["mutation"]
    id_ = gid("Fulfillment", 1069019871)
    if case.get("event"):
        id_ = api.create((1046000908, []), tracking={"number": "x"})["fulfillment"]["id"]
        api.data(EVENT, event={"fulfillmentId": id_, "status": "IN_TRANSIT"})
    arguments = {
        "fulfillmentCreate": f'fulfillment: {{lineItemsByFulfillmentOrder: {{fulfillmentOrderId: "{gid("FulfillmentOrder", 1046000905)}"}}, trackingInfo: {{number: "1"}}}}',
        "fulfillmentCancel": f'id: "{id_}"',
    }.get(mutation, f'fulfillmentId: "{id_}", trackingInfoInput: {{numbers: ["1", "2"]}}')
    api.seconds += 60
    answer = api.answer(f"mutation {{ {mutation}({arguments}) {{ {case['fields']} userErrors {{ field message }} }} }}")
    assert answer["data"][mutation]["userErrors"] == []
    cost = answer["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (case["requested"], case["actual"])
    assert cost["throttleStatus"] == {
        "maximumAvailable": 2000,
        "currentlyAvailable": 2000 - case["actual"],
        "restoreRate": 100,
    }


def test_create_read_update_tell_cancel(api: Api) -> None:
    made = api.create(
        (1046000908, []), tracking={"company": "Hermes", "number": "N1", "url": "https://example.com/track/N1"}
    )
    fulfillment = made["fulfillment"]
    line = {"id": gid("LineItem", 1071823309), "title": "Crafty Shoes - Red"}
    assert made["userErrors"] == []
    assert fulfillment["name"] == "#1006-F1"
    assert (fulfillment["status"], fulfillment["displayStatus"]) == ("SUCCESS", "FULFILLED")
    assert (fulfillment["createdAt"], fulfillment["updatedAt"]) == ("2026-11-21T12:00:30Z", "2026-11-21T12:00:30Z")
    assert fulfillment["trackingInfo"] == [{"company": "Hermes", "number": "N1", "url": "https://example.com/track/N1"}]
    (listed,) = fulfillment["fulfillmentLineItems"]["nodes"]
    assert (listed["quantity"], listed["lineItem"]) == (2, line)
    read = api.data(READ, id=fulfillment["id"])
    assert read["trackingInfo"] == fulfillment["trackingInfo"]
    assert read["order"] == {"name": "#1006", "displayFulfillmentStatus": "FULFILLED"}
    assert read["fulfillmentOrders"]["nodes"] == [{"id": gid("FulfillmentOrder", 1046000908), "status": "CLOSED"}]
    assert api.data(ORDERS_OF, id=gid("Order", 450789474))["fulfillmentOrders"]["nodes"] == []

    told = {
        "fulfillmentId": fulfillment["id"],
        "status": "IN_TRANSIT",
        "message": "scanned",
        "happenedAt": "2026-11-21T14:00:00+02:00",
        "estimatedDeliveryAt": "2026-11-23T12:00:00Z",
        "city": "Toronto",
        "province": "Ontario",
        "country": "Canada",
        "zip": "M5H 2M9",
        "address1": "123 Queen St W",
        "latitude": 43.6532,
        "longitude": -79.3832,
    }
    event = api.data(EVENT, event=told)["fulfillmentEvent"]
    assert event.pop("id").startswith("gid://shopify/FulfillmentEvent/")
    assert event == {key: told[key] for key in told if key != "fulfillmentId"} | {
        "happenedAt": "2026-11-21T12:00:00Z",
        "createdAt": "2026-11-21T12:00:30Z",
    }
    updated = api.data(
        UPDATE,
        id=fulfillment["id"],
        info={"company": "Hermes Updated", "number": "N2", "url": "https://example.com/N2"},
    )
    assert updated["fulfillment"]["trackingInfo"] == [
        {"company": "Hermes Updated", "number": "N2", "url": "https://example.com/N2"}
    ]
    read = api.data(READ, id=fulfillment["id"])
    assert (read["status"], read["displayStatus"]) == ("SUCCESS", "IN_TRANSIT")
    assert (read["inTransitAt"], read["deliveredAt"]) == ("2026-11-21T12:00:00Z", None)
    assert read["estimatedDeliveryAt"] == "2026-11-23T12:00:00Z"

    cancelled = api.data(CANCEL, id=fulfillment["id"])
    expected = {
        "id": fulfillment["id"],
        "status": "CANCELLED",
        "displayStatus": "CANCELED",
        "trackingInfo": [{"number": "N2"}],
    }
    assert cancelled == {"fulfillment": expected, "userErrors": []}
    assert api.data(CANCEL, id=fulfillment["id"]) == cancelled
    delivered = api.data(EVENT, event={"fulfillmentId": fulfillment["id"], "status": "DELIVERED"})
    assert delivered["userErrors"] == []
    assert delivered["fulfillmentEvent"]["city"] is None
    again = api.data(UPDATE, id=fulfillment["id"], info={"number": "N3", "company": "Hermes"})
    assert again["fulfillment"]["status"] == "CANCELLED"
    assert again["fulfillment"]["trackingInfo"][0]["number"] == "N3"
    (left,) = api.data(ORDERS_OF, id=gid("Order", 450789474))["fulfillmentOrders"]["nodes"]
    assert left["id"] != gid("FulfillmentOrder", 1046000908)
    assert left["lineItems"]["nodes"] == [{"totalQuantity": 2, "remainingQuantity": 2}]


def test_part_then_the_rest(api: Api) -> None:
    part = api.create((1046000901, [(1072503601, 2)]))["fulfillment"]
    left = api.data(ORDERS_OF, id=gid("Order", 450789471))
    assert left["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert left["fulfillmentOrders"]["nodes"][0]["status"] == "IN_PROGRESS"
    rest = api.create((1046000901, []))["fulfillment"]
    assert (part["name"], rest["name"]) == ("#1003-F1", "#1003-F2")
    assert (part["totalQuantity"], rest["totalQuantity"]) == (2, 3)


def test_two_fulfillment_orders_become_one_fulfillment_with_summed_lines(api: Api) -> None:
    made = api.create((1046000903, [(1072503604, 1)]), (1046000904, [(1072503605, 1)]))
    (line,) = made["fulfillment"]["fulfillmentLineItems"]["nodes"]
    assert (line["quantity"], line["lineItem"]["id"]) == (2, gid("LineItem", 1071823304))


def test_the_deprecated_mutations_do_the_same(api: Api) -> None:
    created = api.data(
        "mutation C($f: FulfillmentV2Input!) { fulfillmentCreateV2(fulfillment: $f) { fulfillment { id name } userErrors { message } } }",
        f=fulfillment_input((1046000908, [])),
    )
    assert created["fulfillment"]["name"] == "#1006-F1"
    query = UPDATE.replace("fulfillmentTrackingInfoUpdate", "fulfillmentTrackingInfoUpdateV2")
    updated = api.data(query, id=created["fulfillment"]["id"], info={"number": "1", "company": "DHL"})
    assert updated["fulfillment"]["trackingInfo"][0]["company"] == "DHL"


# Tracking info


def test_numbers_and_urls_belong_together_by_position(api: Api) -> None:
    urls = [f"https://example.com/track/{number}" for number in "ABC"]
    made = api.create(
        (1046000908, []), tracking={"company": "Nobody Knows Ltd", "numbers": ["A", "B", "C"], "urls": urls}
    )
    assert made["fulfillment"]["trackingInfo"] == [
        {"company": "Nobody Knows Ltd", "number": number, "url": url} for number, url in zip("ABC", urls, strict=True)
    ]


def test_pages_that_are_missing_are_looked_up(api: Api) -> None:
    numbers = ["1Z001985YW99744790", "1Z5R89390357567127"]
    made = api.create((1046000908, []), tracking={"numbers": numbers})["fulfillment"]
    assert [entry["company"] for entry in made["trackingInfo"]] == ["UPS", "UPS"]
    for entry, number in zip(made["trackingInfo"], numbers, strict=True):
        assert entry["number"] == number
        assert entry["url"].startswith("https://www.ups.com/")
        assert number in entry["url"]


def test_an_update_replaces_everything(api: Api) -> None:
    made = api.create((1046000908, []), tracking={"company": "UPS", "numbers": ["1Z001985YW99744790", "B"]})
    updated = api.data(UPDATE, id=made["fulfillment"]["id"], info={"number": "nothing known 1"})
    assert updated["fulfillment"]["trackingInfo"] == [{"company": None, "number": "nothing known 1", "url": None}]
    assert api.data(UPDATE, id=made["fulfillment"]["id"], info={})["fulfillment"]["trackingInfo"] == []


@pytest.mark.parametrize(
    ("url", "explanation"),
    [
        ("example.com/track", "Invalid url 'example.com/track', missing scheme"),
        ("https:///track", "Invalid url 'https:///track', missing host"),
        ("", "Invalid url '', missing scheme"),
        (7, "Invalid url '7', missing scheme"),
    ],
)
def test_a_url_without_scheme_or_host_is_an_invalid_variable(api: Api, url: Any, explanation: str) -> None:
    answer = api.answer(UPDATE, {"id": gid("Fulfillment", 1069019871), "info": {"number": "1", "urls": [url]}})
    (error,) = answer["errors"]
    assert error["message"] == (
        f"Variable $info of type FulfillmentTrackingInput! was provided invalid value for urls.0 ({explanation})"
    )
    (problem,) = error["extensions"]["problems"]
    assert problem == {"path": ["urls", 0], "explanation": explanation, "message": explanation}


@pytest.mark.parametrize(
    ("info", "field"),
    [
        ({"number": "1", "numbers": ["1"]}, ["trackingInfoInput", "numbers"]),
        ({"number": "1", "url": "http://a.example", "urls": ["http://a.example"]}, ["trackingInfoInput", "urls"]),
        ({"numbers": ["1"], "urls": ["http://a.example", "http://b.example"]}, ["trackingInfoInput", "urls"]),
        ({"number": "1", "url": "ftp://a.example/1"}, ["trackingInfoInput", "url"]),
        ({"number": "1", "url": "https://user:pass@a.example/"}, ["trackingInfoInput", "url"]),
    ],
)
def test_tracking_info_that_makes_no_sense_is_a_user_error(api: Api, info: Json, field: list[str]) -> None:
    before = api.data(READ, id=gid("Fulfillment", 1069019871))
    answer = api.data(UPDATE, id=gid("Fulfillment", 1069019871), info=info)
    assert answer["fulfillment"] is None
    (error,) = answer["userErrors"]
    assert error["field"] == field
    assert api.data(READ, id=gid("Fulfillment", 1069019871)) == before


def test_a_number_must_be_a_string(api: Api) -> None:
    answer = api.answer(UPDATE, {"id": gid("Fulfillment", 1069019871), "info": {"number": 1111}})
    assert answer["errors"][0]["extensions"]["problems"] == [
        {"path": ["number"], "explanation": "Could not coerce value 1111 to String"}
    ]


# Ids


@pytest.mark.parametrize(
    "id_", ["gid://shopify/Fulfillment/0", "gid://shopify/Order/450789469", "gid://shopify/Fulfillment/x1"]
)
def test_an_impossible_id_is_a_top_level_error(api: Api, id_: str) -> None:
    answer = api.answer(CANCEL, {"id": id_})
    assert answer["data"] == {"fulfillmentCancel": None}
    assert answer["errors"] == [
        {
            "message": f"Invalid id: {id_}",
            "locations": [{"line": 2, "column": 3}],
            "extensions": {"code": "RESOURCE_NOT_FOUND"},
            "path": ["fulfillmentCancel"],
        }
    ]
    cost = answer["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (11, 10)


@pytest.mark.parametrize("number", ["999999999999991", "9999999991778012401782", "9" * 6000])
def test_unknown_ids_are_user_errors(api: Api, number: str) -> None:
    id_ = f"gid://shopify/Fulfillment/{number}"
    assert api.data(CANCEL, id=id_)["userErrors"] == [{"field": ["id"], "message": "Fulfillment not found."}]
    assert api.data(UPDATE, id=id_, info={"number": "1"})["userErrors"] == [
        {"field": ["fulfillmentId"], "message": "Fulfillment does not exist."}
    ]
    assert api.data(EVENT, event={"fulfillmentId": id_, "status": "IN_TRANSIT"})["userErrors"] == [
        {"field": ["fulfillmentEvent", "fulfillmentId"], "message": "Fulfillment does not exist."}
    ]
    assert api.data("query F($id: ID!) { fulfillment(id: $id) { id } }", id=id_) is None


@pytest.mark.parametrize("value", ["1069019871", "", 5, True, "gid://shopify/Fulfillment/"])
def test_what_is_no_global_id_is_an_invalid_variable(api: Api, value: Any) -> None:
    (error,) = api.answer(CANCEL, {"id": value})["errors"]
    assert error["extensions"]["problems"][0]["explanation"] == f"Invalid global id '{value}'"


def test_a_literal_that_is_no_global_id(api: Api) -> None:
    (error,) = api.answer('{ order(id: "1001") { id } }')["errors"]
    assert error["message"] == "Invalid global id '1001'"
    assert error["path"] == ["query", "order", "id"]
    assert error["extensions"] == {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"}


# Reads


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


# Costs and throttling


def test_a_query_is_let_in_by_what_it_may_cost_and_pays_what_it_did(api: Api) -> None:
    query = "{ orders(first: 250) { nodes { id fulfillments { id } fulfillmentOrders(first: 30) { nodes { id lineItems(first: 20) { nodes { id lineItem { id } } } } } } } }"
    left = 2000
    for _ in range(100):
        answer = api.answer(query)
        cost = answer["extensions"]["cost"]
        if "data" not in answer:
            break
        assert cost["actualQueryCost"] < cost["requestedQueryCost"]
        left -= cost["actualQueryCost"]
        assert cost["throttleStatus"]["currentlyAvailable"] == left
    else:
        pytest.fail("never throttled")
    throttled = {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
    }
    assert answer["errors"] == [throttled]
    assert cost["actualQueryCost"] is None
    assert cost["throttleStatus"] == {"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": 100}
    wait = (cost["requestedQueryCost"] - left) / 100
    api.seconds += wait - 0.02
    assert "data" not in api.answer(query)
    api.seconds += 0.03
    assert "data" in api.answer(query)


def test_apps_have_their_own_buckets(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"one": None, "two": None})
    api.answer("{ shop { name } }")
    other = api.client.post(PATH, json={"query": "{ shop { name } }"}, headers={"X-Shopify-Access-Token": "two"}).json()
    assert other["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1999


def test_without_throttling_everything_up_to_a_thousand_points_gets_in(make_api: Callable[..., Api]) -> None:
    api = make_api(throttle=False)
    for _ in range(60):
        answer = api.answer(UPDATE, {"id": gid("Fulfillment", 1069019871), "info": {"number": "1"}})
        assert answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 2000


def test_one_query_may_cost_a_thousand_points(api: Api) -> None:
    query = "{ orders(first: 250) { nodes { fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { lineItem { id } } } } } } } }"
    answer = api.answer(query)
    assert answer.keys() == {"errors"}
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000
    assert api.answer("{ shop { name } }")["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1999


def test_a_development_store_takes_five_fulfillments_a_minute(make_api: Callable[..., Api]) -> None:
    api = make_api(dev_store=True)
    one = fulfillment_input((1046000900, [(1072503600, 1)]))
    for _ in range(5):
        assert api.create((1046000900, [(1072503600, 101)]))["fulfillment"] is None
        assert api.data(CREATE, f=one)["fulfillment"] is not None
    answer = api.answer(CREATE, {"f": one})
    assert answer["data"] == {"fulfillmentCreate": None}
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert api.data(UPDATE, id=gid("Fulfillment", 1069019871), info={"number": "1"})["userErrors"] == []
    api.seconds += 60
    assert api.data(CREATE, f=one)["fulfillment"] is not None


# Access


def test_a_field_needs_its_scope(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"reader": ["read_orders"]})
    required = (
        "`write_assigned_fulfillment_orders`, `write_merchant_managed_fulfillment_orders` or "
        "`write_third_party_fulfillment_orders` access scope."
    )
    answer = api.answer(CANCEL, {"id": gid("Fulfillment", 1069019871)})
    assert answer["data"] == {"fulfillmentCancel": None}
    assert answer["errors"] == [
        {
            "message": f"Access denied for fulfillmentCancel field. Required access: {required}",
            "locations": [{"line": 2, "column": 3}],
            "extensions": {
                "code": "ACCESS_DENIED",
                "documentation": "https://shopify.dev/api/usage/access-scopes",
                "requiredAccess": required,
            },
            "path": ["fulfillmentCancel"],
        }
    ]
    assert api.data("query O($id: ID!) { order(id: $id) { name } }", id=gid("Order", 450789469)) == {"name": "#1001"}
    assert api.data("query F($id: ID!) { fulfillment(id: $id) { status } }", id=gid("Fulfillment", 1069019871))
    for query in (
        '{ fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1046000810") { id } }',
        '{ node(id: "gid://shopify/FulfillmentOrder/1046000810") { id } }',
        '{ order(id: "gid://shopify/Order/450789469") { fulfillmentOrders(first: 1) { nodes { id } } } }',
    ):
        (error,) = api.answer(query)["errors"]
        assert error["extensions"]["code"] == "ACCESS_DENIED"


def test_who_may_only_see_fulfillment_orders_sees_no_order(make_api: Callable[..., Api]) -> None:
    api = make_api(tokens={"fo": ["write_merchant_managed_fulfillment_orders"]})
    assert api.create((1046000908, []))["fulfillment"]["name"] == "#1006-F1"
    answer = api.answer('{ fulfillmentOrder(id: "gid://shopify/FulfillmentOrder/1046000810") { id order { name } } }')
    assert answer["data"] == {"fulfillmentOrder": None}
    assert answer["errors"][0]["path"] == ["fulfillmentOrder", "order"]


# Whatever comes


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("query Q($x: Int) { shop { name } }", "variableNotUsed"),
        ("{ order(id: $x) { id } }", "variableNotDefined"),
        ("query Q($x: Int!) { order(id: $x) { id } }", "variableMismatch"),
        ("{ shop }", "selectionMismatch"),
        ("{ shop { name { x } } }", "selectionMismatch"),
        ("{ shop { ...F } }", "useAndDefineFragment"),
        ("{ shop { id } } fragment F on Shop { id }", "useAndDefineFragment"),
        ("{ shop { ...F } } fragment F on Shop { ...G } fragment G on Shop { ...F }", "infiniteLoop"),
        ("{ shop { ... on Nothing { id } } }", "undefinedType"),
        ("{ shop(id: 1) { id } }", "argumentNotAccepted"),
        ("{ shop { id @loud } }", "undefinedDirective"),
        ("{ shop { id @include } }", "missingRequiredArguments"),
        ('{ shop { id @include(if: "yes") } }', "argumentLiteralsIncompatible"),
        ('{ orders(first: "1") { nodes { id } } }', "argumentLiteralsIncompatible"),
        ("{ orders(first: 1, sortKey: COLOUR) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("query Q($n: Int = true) { orders(first: $n) { nodes { id } } }", "defaultValueInvalidType"),
        ("{ a: shop { id } a: shop { id: name } }", "fieldConflict"),
        (
            "mutation { fulfillmentEventCreate(fulfillmentEvent: {status: DELIVERED}) { userErrors { field } } }",
            "missingRequiredInputObjectAttribute",
        ),
        (
            'mutation { fulfillmentEventCreate(fulfillmentEvent: {status: DELIVERED, fulfillmentId: "gid://shopify/Fulfillment/1", color: 1}) { userErrors { field } } }',
            "argumentNotAccepted",
        ),
        (
            "mutation { fulfillmentEventCreate(fulfillmentEvent: 1) { userErrors { field } } }",
            "argumentLiteralsIncompatible",
        ),
    ],
)
def test_each_mistake_has_a_code(api: Api, query: str, code: str) -> None:
    answer = api.answer(query)
    assert answer.keys() == {"errors"}
    assert code in {error["extensions"]["code"] for error in answer["errors"]}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], {"path": [], "explanation": "Expected [] to be a key-value object."}),
        ({"lineItemsByFulfillmentOrder": None}, {"path": ["lineItemsByFulfillmentOrder"], "explanation": "Expected value to not be null"}),
        ({}, {"path": ["lineItemsByFulfillmentOrder"], "explanation": "Expected value to not be null"}),
        ({"lineItemsByFulfillmentOrder": [None]}, {"path": ["lineItemsByFulfillmentOrder", 0], "explanation": "Expected value to not be null"}),
        ({"lineItemsByFulfillmentOrder": [], "color": 1}, {"path": ["color"], "explanation": "Field is not defined on FulfillmentInput"}),
        ({"lineItemsByFulfillmentOrder": [], "notifyCustomer": "yes"}, {"path": ["notifyCustomer"], "explanation": 'Could not coerce value "yes" to Boolean'}),
        (
            {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1", "fulfillmentOrderLineItems": [{"id": "gid://shopify/FulfillmentOrderLineItem/1", "quantity": 2**31}]}]},
            {"path": ["lineItemsByFulfillmentOrder", 0, "fulfillmentOrderLineItems", 0, "quantity"], "explanation": "Could not coerce value 2147483648 to Int"},
        ),
        ({"lineItemsByFulfillmentOrder": [], "originAddress": {"countryCode": "Canada"}}, None),
    ],
)  # fmt: skip
def test_variables_that_do_not_fit(api: Api, value: Any, problem: Json | None) -> None:
    (error,) = api.answer(CREATE, {"f": value})["errors"]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["value"] == value
    if problem is not None:
        assert problem in error["extensions"]["problems"]


def test_an_empty_list_of_fulfillment_orders_is_a_user_error(api: Api) -> None:
    answer = api.data(CREATE, f={"lineItemsByFulfillmentOrder": []})
    assert answer["fulfillment"] is None
    assert len(answer["userErrors"]) == 1


def test_lists_have_a_length(api: Api) -> None:
    for value in (
        fulfillment_input(*[(1046000900, [])] * 251),
        fulfillment_input((1046000900, [(1072503600, 1)] * 513)),
        fulfillment_input((1046000900, []), tracking={"numbers": ["1"] * 251}),
    ):
        (error,) = api.answer(CREATE, {"f": value})["errors"]
        assert error["extensions"] == {"code": "MAX_INPUT_SIZE_EXCEEDED"}
    assert api.create((1046000900, [(1072503600, 1)] * 100))["fulfillment"]["totalQuantity"] == 100


def test_an_operation_is_chosen_by_name(api: Api) -> None:
    query = "query A { shop { name } } query B { shop { email } }"
    assert api.answer(query, operationName="B")["data"] == {"shop": {"email": "owner@example.com"}}
    assert api.answer(query) == {"errors": [{"message": "An operation name is required"}]}
    assert api.answer(query, operationName="C") == {"errors": [{"message": 'No operation named "C"'}]}
    assert "data" in api.answer("{ shop { name } }", operationName="")


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "}",
        "\x00",
        "query { shop { name } ",
        "{ shop" * 500 + "}" * 500,
        "{a:" + "[" * 50_000,
        'query($x: ' + "[" * 5000 + "Int" + "]" * 5000 + ") { shop { id } }",
        "{ " + "shop { id } " * 20_000 + "}",
        "# only a comment",
        "fragment F on Shop { id }",
        "type Query { a: Int }",
        "subscription { x }",
        "{ shop { ...F0 } } " + " ".join(f"fragment F{n} on Shop {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)) + " fragment F60 on Shop { id }",
        "{ shop { ...F0 } } " + " ".join(f"fragment F{n} on Shop {{ ...F{n + 1} }}" for n in range(1500)) + " fragment F1500 on Shop { id }",
        "{ order(id: \"gid://shopify/Order/1\") { ...F0 } } " + " ".join(f"fragment F{n} on Order {{ a: lineItems(first: 2) {{ nodes {{ id }} }} fulfillments {{ order {{ ...F{n + 1} }} x: order {{ ...F{n + 1} }} }} }}" for n in range(20)) + " fragment F20 on Order { id }",
    ],
    ids=range(15),
)  # fmt: skip
def test_senseless_and_huge_queries_get_an_answer(api: Api, query: str) -> None:
    answer = api.answer(query)
    assert answer.get("errors") or answer["data"]
    assert len(json.dumps(answer)) < 200_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"7",
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b'{"query": 7}',
        b'{"query": ""}',
        b'{"query": "{ shop { name } }", "variables": []}',
        b'{"query": "{ shop { name } }", "variables": "{}"}',
        b'{"query": "{ shop { name } }", "operationName": 7}',
        b'{"query": "\\ud800"}',
        b'{"variables":' + b'{"a":' * 100_000,
        b"[" * 1_000_000,
        b'{"query": "{ shop { name } }"} trailing',
    ],
    ids=range(16),
)  # fmt: skip
def test_a_body_that_is_no_request_is_answered_400(api: Api, body: bytes) -> None:
    answer = api.client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"errors"}


def test_deep_variables_get_an_answer(api: Api) -> None:
    deep = b'{"query": "query Q($x: [Int]) { shop { id } }", "variables": {"x":' + b"[" * 500 + b"]" * 500 + b"}}"
    assert api.client.post(PATH, content=deep).status_code == 200


def test_a_bare_query_is_taken(api: Api) -> None:
    answer = api.client.post(PATH, content="{ shop { name } }", headers={"Content-Type": "application/graphql"})
    assert answer.json()["data"] == {"shop": {"name": "Local Shop"}}


def test_what_fails_inside_shows_nothing_of_it(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("disk at /secret/place")

    monkeypatch.setattr(api.shop, "info", fail)
    answer = api.answer("{ shop { name } }")
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
    assert "secret" not in json.dumps(answer)
    assert "a GraphQL field failed" in caplog.text


def test_a_repeated_query_is_parsed_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.answer(READ, {"id": gid("Fulfillment", 1069019871)})

    def parse(*_: Any, **__: Any) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("tracking.server.graphql.parse", parse)
    assert "data" in api.answer(READ, {"id": gid("Fulfillment", 1069019870)})
