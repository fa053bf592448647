from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.graphql_api import CANCEL, EVENT, ORDERS_OF, READ, UPDATE, Api, Json, fulfillment_input, gid

DATA = Path(__file__).parent / "data"


def cases(name: str) -> list[Any]:
    listed = json.loads((DATA / f"graphql_{name}.json").read_text(encoding="utf-8"))["cases"]
    return [
        pytest.param(case, id=case.get("name") or f"{case['mutation']}-{number}") for number, case in enumerate(listed)
    ]


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
    (closed,) = api.data(ORDERS_OF, id=gid("Order", 450789474))["fulfillmentOrders"]["nodes"]
    assert (closed["status"], closed["supportedActions"]) == ("CLOSED", [])

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
    closed, left = api.data(ORDERS_OF, id=gid("Order", 450789474))["fulfillmentOrders"]["nodes"]
    assert (closed["id"], closed["status"]) == (gid("FulfillmentOrder", 1046000908), "CLOSED")
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
