"""Metafields: set, read, and deleted over GraphQL and REST, and given with an order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.graphql_api import Api as GraphQLApi
from tests.graphql_api import gid
from tests.served import BASE, Api
from tracking.server.access import AccessMiddleware, Tokens
from tracking.server.app import create_app
from tracking.server.metafield import MetafieldPlace, NewMetafield
from tracking.server.metafield_values import METAFIELD_TYPES, value_fault
from tracking.server.orders_file import OrdersFileError, orders_given
from tracking.server.shop import Shop

ORDER = gid("Order", 450789471)
SET = """mutation S($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
  metafields { id namespace key type value jsonValue ownerType compareDigest createdAt owner { ... on Order { name } } }
  userErrors { field message code elementIndex } } }"""
READ = """query R($id: ID!, $ns: String, $key: String!, $keys: [String!]) { order(id: $id) {
  metafield(namespace: $ns, key: $key) { value } metafields(first: 5, namespace: $ns, keys: $keys) { nodes { key } } } }"""
DELETE = """mutation D($m: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $m) {
  deletedMetafields { ownerId namespace key } userErrors { message } } }"""


def given(key: str = "wave", value: str = "7", type_: str | None = "number_integer", **more: Any) -> dict[str, Any]:
    return (
        {"ownerId": ORDER, "namespace": "wms", "key": key, "value": value} | ({"type": type_} if type_ else {}) | more
    )


def test_metafields_are_set_read_and_deleted(api: GraphQLApi) -> None:
    told = api.data(SET, m=[given(), given("label", '{"a": 1}', "json"), given("own", "x", "id", namespace="$app")])
    assert told["userErrors"] == []
    first, second, own = told["metafields"]
    assert (first["value"], first["jsonValue"], first["ownerType"], first["owner"]) == (
        "7",
        7,
        "ORDER",
        {"name": "#1003"},
    )
    assert (second["jsonValue"], own["namespace"]) == ({"a": 1}, "app--580111")
    read = api.data(READ, id=ORDER, ns="wms", key="wave")
    assert read == {"metafield": {"value": "7"}, "metafields": {"nodes": [{"key": "wave"}, {"key": "label"}]}}
    assert api.data(READ, id=ORDER, key="own", keys=["$app.own", "wms.label"]) == {
        "metafield": {"value": "x"}, "metafields": {"nodes": [{"key": "label"}, {"key": "own"}]},
    }  # fmt: skip
    # Without a type it keeps its own, and its id and time of creation.
    (again,) = api.data(SET, m=[given(value="8", type_=None)])["metafields"]
    assert (again["id"], again["type"], again["value"]) == (first["id"], "number_integer", "8")
    gone = api.data(DELETE, m=[{"ownerId": ORDER, "namespace": "wms", "key": key} for key in ("wave", "nothing")])
    assert gone["deletedMetafields"] == [{"ownerId": ORDER, "namespace": "wms", "key": "wave"}, None]
    assert api.data(READ, id=ORDER, ns="wms", key="wave")["metafield"] is None


def test_other_owners_have_their_own(api: GraphQLApi) -> None:
    query = """query Q { shop { id metafields(first: 1) { nodes { key } } } }"""
    shop = api.data(query)["id"]
    product, place = gid("Product", 910489600), gid("Location", 24826418)
    owners = [shop, product, place, gid("ProductVariant", 389013007)]
    told = api.data(SET, m=[given(ownerId=each) for each in owners])
    assert [each["ownerType"] for each in told["metafields"]] == ["SHOP", "PRODUCT", "LOCATION", "PRODUCTVARIANT"]
    assert api.data(query)["metafields"]["nodes"] == [{"key": "wave"}]
    assert api.data(READ, id=ORDER, ns="wms", key="wave")["metafield"] is None
    for owner, said in ((gid("Order", 9), "Owner does not exist."), (gid("Product", 9), "Owner does not exist.")):
        (error,) = api.data(SET, m=[given(ownerId=owner)])["userErrors"]
        assert (error["message"], error["field"]) == (said, ["metafields", "0", "ownerId"])
    (error,) = api.answer(SET, {"m": [given(ownerId=gid("Collection", 1))]})["errors"]
    assert "metafields of a Collection" in error["message"]
    (error,) = api.answer(SET, {"m": [given(ownerId=gid("Fulfillment", 1))]})["errors"]
    assert error["message"] == f"Invalid id: {gid('Fulfillment', 1)}"


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"value": "seven"}, "INVALID_VALUE", "Value must be an integer."),
        ({"value": " "}, "BLANK", "Value can't be blank."),
        ({"type": "poem"}, "INCLUSION", "Type must be one of the following: article_reference, boolean, "),
        ({"type": None}, "BLANK", "Type can't be blank"),
        ({"key": "k"}, "TOO_SHORT", "Key is too short (minimum is 2 characters)"),
        ({"key": "k" * 65}, "TOO_LONG", "Key is too long (maximum is 64 characters)"),
        ({"namespace": "a b"}, "INVALID_VALUE", "Namespace must only contain"),
        ({"compareDigest": "0"}, "STALE_OBJECT", "The resource has been updated since it was loaded."),
    ],
)
def test_one_wrong_metafield_changes_none(api: GraphQLApi, changes: dict[str, Any], code: str, said: str) -> None:
    told = api.data(SET, m=[given("fine"), {**given(), **changes}])
    assert told["metafields"] == []
    (error,) = told["userErrors"]
    assert (error["code"], error["elementIndex"]) == (code, 1)
    assert error["message"].startswith(said)
    assert api.data(READ, id=ORDER, ns="wms", key="fine")["metafields"]["nodes"] == []


def test_a_digest_keeps_two_apps_apart(api: GraphQLApi) -> None:
    (first,) = api.data(SET, m=[given(compareDigest=None)])["metafields"]
    (error,) = api.data(SET, m=[given(compareDigest=None)])["userErrors"]
    assert error["code"] == "STALE_OBJECT"
    assert api.data(SET, m=[given(value="8", compareDigest=first["compareDigest"])])["userErrors"] == []
    (error,) = api.data(SET, m=[given(value="9", compareDigest=first["compareDigest"])])["userErrors"]
    assert error["code"] == "STALE_OBJECT"
    (error,) = api.data(SET, m=[given(f"k{at}") for at in range(26)])["userErrors"]
    assert error["message"] == "Exceeded the maximum metafields input limit of 25."


def test_an_app_without_the_scope_changes_nothing(make_api: Callable[..., GraphQLApi]) -> None:
    api = make_api(tokens={"t": ["read_orders"]})
    (error,) = api.data(SET, m=[given()])["userErrors"]
    assert error["code"] == "APP_NOT_AUTHORIZED"
    assert api.data(READ, id=ORDER, ns="wms", key="wave")["metafield"] is None


def test_an_order_is_updated_with_its_metafields(api: GraphQLApi) -> None:
    query = """mutation U($input: OrderInput!) { orderUpdate(input: $input) {
      order { note metafields(first: 2) { nodes { id value } } } userErrors { field message } } }"""
    fields = {"namespace": "wms", "key": "wave", "type": "boolean", "value": "true"}
    told = api.data(query, input={"id": ORDER, "note": "n", "metafields": [fields]})["order"]
    (made,) = told["metafields"]["nodes"]
    assert (told["note"], made["value"]) == ("n", "true")
    changed = api.data(query, input={"id": ORDER, "metafields": [{"id": made["id"], "value": "false"}]})["order"]
    assert changed["metafields"]["nodes"] == [{"id": made["id"], "value": "false"}]
    wrong = api.data(query, input={"id": ORDER, "note": "m", "metafields": [{"id": made["id"], "value": "no"}]})
    assert wrong["userErrors"] == [{"field": ["metafields", "0", "value"], "message": "Value must be true or false."}]
    assert api.data(query, input={"id": ORDER})["order"]["note"] == "n"
    other = api.data(query, input={"id": gid("Order", 450789472), "metafields": [{"id": made["id"], "value": "true"}]})
    assert other["userErrors"][0]["field"] == ["metafields", "0", "id"]


def test_rest_has_the_same(rest: Api) -> None:
    path = "orders/450789471/metafields"
    new = {"metafield": {"namespace": "wms", "key": "wave", "value": 7, "type": "number_integer"}}
    made = rest.post(f"{path}.json", new)
    body = made.json()["metafield"]
    assert made.status_code == 201
    assert (body["value"], body["owner_id"], body["owner_resource"]) == (7, 450789471, "order")
    assert rest.post(f"{path}.json", new).json() == {
        "errors": {"key": ["must be unique within this namespace on this resource"]}
    }
    assert rest.get(f"{path}/{body['id']}.json").json() == {"metafield": body}
    assert rest.get(f"{path}.json", namespace="wms", fields="key").json() == {"metafields": [{"key": "wave"}]}
    assert rest.get(f"{path}.json", namespace="else").json() == {"metafields": []}
    assert rest.get(f"{path}/count.json").json() == {"count": 1}
    listed = {"metafield[owner_id]": 450789471, "metafield[owner_resource]": "order"}
    assert rest.get("metafields.json", **listed).json() == {"metafields": [body]}
    assert rest.get("metafields.json", **{"metafield[owner_resource]": "page"}).status_code == 501
    assert rest.get("metafields.json").json() == {"metafields": []}
    wrong = rest.client.put(f"{BASE}/{path}/{body['id']}.json", json={"metafield": {"value": "x"}})
    assert (wrong.status_code, wrong.json()) == (422, {"errors": {"value": ["must be an integer."]}})
    changed = rest.client.put(f"{BASE}/{path}/{body['id']}.json", json={"metafield": {"value": 8}}).json()["metafield"]
    assert (changed["id"], changed["value"]) == (body["id"], 8)
    put = {"order": {"metafields": [{"id": body["id"], "value": 9}, {**new["metafield"], "key": "more"}]}}
    assert rest.client.put(f"{BASE}/orders/450789471.json", json=put).status_code == 200
    first = rest.get(f"{path}.json", limit=1)
    assert [each["value"] for each in first.json()["metafields"]] == [9]
    assert 'rel="next"' in first.headers["Link"]
    assert rest.client.delete(f"{BASE}/{path}/{body['id']}.json").status_code == 200
    assert rest.get(f"{path}/{body['id']}.json").status_code == 404
    assert rest.get("orders/9/metafields.json").status_code == 404


def test_orders_are_given_with_theirs(api: GraphQLApi) -> None:
    one = {"namespace": "wms", "key": "wave", "type": "number_integer", "value": "7"}
    order = {"id": 5, "name": "#5", "lines": [{"id": 6, "quantity": 1}], "metafields": [one]}
    api.shop.add_orders([order])
    assert api.data(READ, id=gid("Order", 5), ns="wms", key="wave")["metafield"] == {"value": "7"}
    for wrong, said in (
        ([one, one], "metafields[1]: wms.wave appears twice"),
        ([one | {"value": "x"}], "metafields[0].value"),
    ):
        with pytest.raises(OrdersFileError) as error:
            orders_given([{**order, "metafields": wrong}])
        assert said in str(error.value)


RIGHT = {
    "boolean": ("true", "yes"), "color": ("#fff123", "red"), "date": ("2026-02-28", "2026-02-30"),
    "date_time": ("2026-02-28T10:00:00", "2026-02-28"), "dimension": ('{"value": 1, "unit": "cm"}', '{"value": 1}'),
    "json": ("[null]", "{"), "money": ('{"amount": "1", "currency_code": "EUR"}', "1"), "number_decimal": ("-1.5", "1,5"),
    "number_integer": ("-12", str(2**53)), "single_line_text_field": ("a b", "a\nb"),
    "product_reference": ("gid://shopify/Product/1", "gid://shopify/Page/1"), "url": ("https://a.example/b", "ftp://a"),
    "list.date": ('["2026-02-28"]', '["2026-02-30"]'), "list.weight": ('[{"value": 1, "unit": "kg"}]', "{}"),
}  # fmt: skip


@pytest.mark.parametrize("type_", sorted(RIGHT))
def test_what_each_type_takes(type_: str) -> None:
    right, wrong = RIGHT[type_]
    assert type_ in METAFIELD_TYPES
    assert value_fault(type_, right) is None
    assert value_fault(type_, wrong) is not None


def test_two_callers_make_one_metafield(database: str) -> None:
    with Shop(database) as shop, ThreadPoolExecutor(4) as pool:
        place = MetafieldPlace("Order/1", "wms", "wave")
        news = [[NewMetafield(place, str(at), "number_integer")] for at in range(8)]
        made = {each.id for found in pool.map(shop.set_metafields, news) for each in found}
        (kept,) = shop.metafields("Order/1")
        assert made == {kept.id}
        assert shop.delete_metafields([place, place._replace(key="else")]) == [kept, None]
        assert shop.metafields("Order/1") == []


def test_a_list_over_rest_keeps_its_filters_and_its_owner(rest: Api) -> None:
    for key in ("first", "second", "third"):
        for path in ("orders/450789471/metafields.json", "metafields.json"):
            new = {"namespace": "wms", "key": key, "value": "x", "type": "id"}
            assert rest.post(path, {"metafield": new | {"description": None}}).status_code == 201
    owner = {"metafield[owner_id]": 450789471, "metafield[owner_resource]": "order"}
    page = rest.get("metafields.json", namespace="wms", limit=2, **owner)
    address = page.headers["Link"].partition("<")[2].partition(">")[0]
    told = [*page.json()["metafields"], *rest.client.get(address).json()["metafields"]]
    assert [(each["key"], each["owner_id"]) for each in told] == [
        (key, 450789471) for key in ("first", "second", "third")
    ]
    assert rest.get("metafields.json", namespace="wms", since_id=told[-1]["id"], **owner).json() == {"metafields": []}
    assert rest.get("metafields.json", namespace="wms", limit="many").status_code == 400
    assert rest.get("metafields/count.json", key="first", **owner).json() == {"count": 1}


def test_the_shops_list_shows_no_order_to_an_app_without_the_scope(rest: Api) -> None:
    rest.client = TestClient(AccessMiddleware(create_app(rest.shop), Tokens({"t": ["read_products"]})))
    rest.client.headers["X-Shopify-Access-Token"] = "t"
    owner = {"metafield[owner_id]": 450789471, "metafield[owner_resource]": "order"}
    for path in ("metafields.json", "metafields/count.json"):
        assert rest.get(path, **owner).status_code == 403
        assert rest.get(path).status_code == 200


@pytest.mark.parametrize(
    "other", [{"description": "d"}, {"owner_resource": "product"}, {"owner_id": 1}, {"visible": True}, {"key": "else"}]
)
def test_what_would_not_be_done_with_a_metafield_is_refused(rest: Api, other: dict[str, Any]) -> None:
    path = "orders/450789471/metafields"
    new = {"namespace": "wms", "key": "wave", "value": "x", "type": "id"}
    made = rest.post(f"{path}.json", {"metafield": new}).json()["metafield"]
    changed = rest.client.put(f"{BASE}/{path}/{made['id']}.json", json={"metafield": made | other})
    assert (changed.status_code, next(iter(other)) in changed.json()["errors"]) == (501, True)
    assert rest.client.put(f"{BASE}/{path}/{made['id']}.json", json={"metafield": made}).status_code == 200
    if "key" not in other:
        assert rest.post("metafields.json", {"metafield": new | other}).status_code == 501
        assert rest.get("metafields.json").json() == {"metafields": []}


def test_many_metafields(database: str) -> None:
    given = [{"namespace": "wms", "key": f"key{at}", "type": "id", "value": "x"} for at in range(250)]
    with Shop(database) as shop:
        shop.add_orders([{"id": 5, "name": "#5", "lines": [{"id": 6, "quantity": 1}], "metafields": given[:40]}])
        client = TestClient(create_app(shop))
        put = client.put(f"{BASE}/orders/5.json", json={"order": {"metafields": given}})
        assert (put.status_code, len(shop.metafields("Order/5"))) == (200, 250)
        put = client.put(f"{BASE}/orders/5.json", json={"order": {"metafields": given + given[:1]}})
        assert put.status_code == 400


def test_who_may_read_the_owner_may_read_its_metafield(make_api: Callable[..., GraphQLApi]) -> None:
    api = make_api(tokens={"place": ["write_locations"], "other": ["read_products"]})
    query = "query N($id: ID!) { node(id: $id) { id } }"
    (made,) = api.data(SET, m=[given(ownerId=gid("Location", 24826418))])["metafields"]
    assert api.data(query, id=made["id"]) == {"id": made["id"]}
    (made,) = api.data(SET, m=[given(ownerId=api.data("{ shop { id } }")["id"])])["metafields"]
    assert api.data(query, id=made["id"]) == {"id": made["id"]}
    (saved,) = api.shop.set_metafields([NewMetafield(MetafieldPlace("Order/450789471", "wms", "wave"), "1", "id")])
    (error,) = api.answer(query, {"id": gid("Metafield", saved.id)})["errors"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"


def test_a_query_reads_an_owners_metafields_once(api: GraphQLApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.data(SET, m=[given()])
    read: list[str] = []
    shop_reads = api.shop.metafields
    monkeypatch.setattr(api.shop, "metafields", lambda owner: read.append(owner) or shop_reads(owner))
    names = " ".join(f'a{at}: metafield(namespace: "wms", key: "wave") {{ value }}' for at in range(3))
    told = api.data(f"query Q($id: ID!) {{ order(id: $id) {{ {names} }} }}", id=ORDER)
    assert (told["a2"], read) == ({"value": "7"}, ["Order/450789471"])
