"""Company and pages: the reference service's own answers, and where ours differ and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.served import Api, made
from tracking.fulfillment.values import TrackingInfo
from tracking.server.shop import Shop

ROWS = json.loads(Path(__file__).with_name("data").joinpath("rest_tracking.json").read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row["sent"].values()).encode("ascii", "ignore").decode())
def test_the_reference_services_answers(rest: Api, row: dict[str, Any]) -> None:
    after = made(
        rest.post("fulfillments/1069019870/update_tracking.json", {"fulfillment": {"tracking_info": row["sent"]}})
    )
    number = row["sent"].get("number")
    assert after["tracking_company"] == row["company"]
    assert after["tracking_numbers"] == ([number] if number else [])
    assert after["tracking_urls"] == row.get("ours", row["urls"])
    assert ("ours" in row) == ("why" in row)


def test_a_wild_guess_is_none(demo: Shop) -> None:
    # The reference service takes these for Deutsche Post's and TNT's.
    hexadecimal = tuple(f"{place}123456789abcdef0123456789abcdef" for place in range(3))
    assert demo.update_tracking(1069019870, TrackingInfo(numbers=hexadecimal)).tracking == TrackingInfo(
        numbers=hexadecimal
    )
    own = TrackingInfo(numbers=("123456789",), urls=("http://own.example/1", "http://own.example/2"))
    assert demo.update_tracking(1069019870, own).tracking == own


@pytest.mark.parametrize(("country", "page"), [("US", "https://www.gls-us.com/"), ("DE", "https://gls-group.com/DE/")])
def test_the_shops_country_comes_first(country: str, page: str) -> None:
    shop = Shop(country=country)
    shop.add_demo()
    info = TrackingInfo(company="GLS", numbers=("00000000000",))
    stored = shop.update_tracking(1069019870, info).tracking
    assert stored.company == "GLS"
    assert (stored.url or "").startswith(page)
    shop.close()
