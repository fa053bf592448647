"""docs/served.md tells what is served and what is not, as the facts and the shop have it."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.schema_facts import VERSIONS
from tests.served_table import OAUTH, PAGE, PARTLY, members, page, route_rows, types_of_the_flow
from tracking.server.app import create_app
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop


def test_the_page_is_as_the_shop_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.served_table"


def test_what_the_page_calls_served_is_answered_and_the_rest_refused_by_name() -> None:
    rows = route_rows()
    assert sum(served for *_, served in rows) >= 55
    with Shop() as shop:
        client = TestClient(create_app(shop))
        for method, path, served in rows:
            below = "/admin" if path == OAUTH else "/admin/api/2022-04"
            answer = client.request(method, f"{below}/{path.replace('{id}', '7')}", json={})
            assert (answer.status_code == 501) == (not served or path in PARTLY), path


@pytest.mark.parametrize("version", VERSIONS)
def test_every_field_is_served_or_refused_by_its_name(version: str) -> None:
    with Shop() as shop:
        client = TestClient(create_app(shop, routes=GraphQL(shop, throttle=False).routes))
        known = {field for name in types_of_the_flow(version) for field, _ in members(name, version)}
        assert len(known) > 300
        for name, kind in (("QueryRoot", "query"), ("Mutation", "mutation")):
            for field, served in members(name, version):
                body = {"query": f"{kind} {{ {field} }}"}
                answer = client.post(f"/admin/api/{version}/graphql.json", json=body).json()
                said = "NOT_IMPLEMENTED" in str(answer)
                assert said != served, (field, answer)


def test_the_page_has_no_row_without_a_type() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert {"Fulfillment", "FulfillmentOrder", "WebhookSubscription", "Mutation"} <= set(rows)
