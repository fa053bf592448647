from __future__ import annotations

import json
from typing import Any

import pytest

from tests.graphql_api import CREATE, PATH, READ, Api, Json, fulfillment_input, gid


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
        ({"lineItemsByFulfillmentOrder": [], "originAddress": {"countryCode": None}}, {"path": ["originAddress", "countryCode"], "explanation": "Expected value to not be null"}),
        ({"lineItemsByFulfillmentOrder": [], "originAddress": {"city": "Ottawa"}}, {"path": ["originAddress", "countryCode"], "explanation": "Expected value to not be null"}),
    ],
)  # fmt: skip
def test_variables_that_do_not_fit(api: Api, value: Any, problem: Json) -> None:
    (error,) = api.answer(CREATE, {"f": value})["errors"]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["value"] == value
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
