from __future__ import annotations

import re

import pytest

from tests.served import BASE, Api


@pytest.mark.parametrize("version", ["2025-10", "2019-04", "unstable", "2030-01"])
def test_every_answer_says_who_gave_it(rest: Api, version: str) -> None:
    for path, status in (("shop.json", 200), ("nothing.json", 404)):
        answer = rest.get(f"/admin/api/{version}/{path}")
        assert answer.status_code == status
        assert answer.headers["X-Shopify-API-Version"] == version
        assert answer.headers["X-ShopId"] == "548380009"
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


def test_a_version_cannot_write_headers(rest: Api) -> None:
    answer = rest.get("/admin/api/2025-10%0d%0aX-Evil:%201/shop.json")
    assert answer.status_code == 404
    assert "X-Evil" not in answer.headers


def test_a_bare_question_mark_and_links_to_the_address_it_came_by(rest: Api) -> None:
    answer = rest.client.get(f"{BASE}/orders/450789469/fulfillments.json?", headers={"Host": "test-shop.myshopify.com"})
    assert len(answer.json()["fulfillments"]) == 6
    answer = rest.client.get(
        f"{BASE}/orders/450789469/fulfillments.json?limit=1", headers={"Host": "test-shop.myshopify.com"}
    )
    assert answer.headers["Link"].startswith("<http://testserver/admin/")


def test_a_method_that_no_route_has(rest: Api) -> None:
    answer = rest.client.delete(f"{BASE}/shop.json")
    assert (answer.status_code, answer.json()) == (405, {"errors": "Method Not Allowed"})
    assert "GET" in answer.headers["Allow"]
