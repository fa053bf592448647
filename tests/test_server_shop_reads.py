"""What apps read of the shop itself: plan, address, versions, installation, jobs, inventory items."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.graphql_api import Api, gid
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop


@pytest.mark.parametrize("dev_store", [False, True])
def test_the_plan_is_a_development_stores_or_the_basic_one(dev_store: bool) -> None:
    api = Api(dev_store=dev_store)
    plan = api.data("{ shop { plan { displayName publicDisplayName partnerDevelopment shopifyPlus } } }")["plan"]
    name = "Development" if dev_store else "Basic"
    assert plan == {
        "displayName": name,
        "publicDisplayName": name,
        "partnerDevelopment": dev_store,
        "shopifyPlus": False,
    }
    api.shop.close()


def test_the_billing_address_has_the_shops_country() -> None:
    with Shop(country="CA") as shop:
        client = TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))
        query = "{ shop { billingAddress { id countryCodeV2 city formatted } } }"
        told = client.post("/admin/api/2026-04/graphql.json", json={"query": query}).json()["data"]["shop"]
    assert told["billingAddress"].pop("id").startswith("gid://shopify/ShopAddress/")
    assert told["billingAddress"] == {"countryCodeV2": "CA", "city": None, "formatted": ["CA"]}


def test_the_versions_are_those_of_the_shops_time(api: Api) -> None:
    found = api.data("{ publicApiVersions { handle displayName supported } }")
    assert [(each["handle"], each["displayName"], each["supported"]) for each in found] == [
        ("2026-01", "2026-01", True),
        ("2026-04", "2026-04", True),
        ("2026-07", "2026-07", True),
        ("2026-10", "2026-10 (Latest)", True),
        ("2027-01", "2027-01 (Release candidate)", False),
        ("unstable", "unstable", False),
    ]


def test_the_installation_by_its_id_or_the_callers(api: Api) -> None:
    mine: Any = api.data("{ currentAppInstallation { id app { id } } }")
    assert api.data("{ appInstallation { id app { id } } }") == mine
    query = "query Q($id: ID) { appInstallation(id: $id) { id app { id } } }"
    assert api.data(query, id=mine["id"]) == mine
    assert api.data(query, id=gid("AppInstallation", 99)) is None


def test_there_is_no_job(api: Api) -> None:
    query = "query Q($id: ID!) { job(id: $id) { id done } }"
    assert api.data(query, id="gid://shopify/Job/6a1f1f2e-9b7c-4d55-8a0e-000000000000") is None
    (error,) = api.answer(query, {"id": gid("Order", 1)})["errors"]
    assert error["message"] == "Invalid id: gid://shopify/Order/1"


def test_a_variants_inventory_item(api: Api) -> None:
    known = {"id": 71, "quantity": 1, "sku": "S", "variant_id": 72, "inventory_item_id": 73}
    api.shop.add_orders([{"id": 7, "name": "#7", "lines": [known, {"id": 74, "quantity": 1, "variant_id": 75}]}])
    query = """query Q($id: ID!) { node(id: $id) { ... on LineItem { variant { id
      inventoryItem { id legacyResourceId sku tracked requiresShipping } } } } }"""
    assert api.data(query, id=gid("LineItem", 71))["variant"]["inventoryItem"] == {
        "id": gid("InventoryItem", 73),
        "legacyResourceId": "73",
        "sku": "S",
        "tracked": False,
        "requiresShipping": True,
    }
    answer = api.answer(query, {"id": gid("LineItem", 74)})
    assert answer["data"] == {"node": {"variant": None}}
    assert "give its line an inventory_item_id" in answer["errors"][0]["message"]
