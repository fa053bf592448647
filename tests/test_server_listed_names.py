"""Every listed name: the link that the shop gives a number of it, where the name's page is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracking.fulfillment.values import CreateFulfillment, Fulfillment, LineRequest, TrackingInfo
from tracking.server.shop import Shop

LISTS = json.loads((Path(__file__).parent / "data" / "listed_names.json").read_text(encoding="utf-8"))["rest_2025_10"]
NUMBER = "00000000000"


def fulfilled(country: str, names: list[str]) -> list[Fulfillment]:
    with Shop(country=country) as shop:
        shop.add_demo()
        tracking = [TrackingInfo(company=name, numbers=(NUMBER,)) for name in names]
        # An order of 2,000 units: each name's fulfillment takes one.
        (order,) = shop.fulfillment_orders(450789473) or ()
        return [
            shop.create(
                CreateFulfillment(lines={order.id: (LineRequest(id=order.lines[0].id, quantity=1),)}, tracking=each)
            )
            for each in tracking
        ]


@pytest.mark.parametrize("scope", LISTS)
def test_a_listed_name_gets_the_link_that_is_known(scope: str) -> None:
    names = list(LISTS[scope])
    for name, one in zip(names, fulfilled("US" if scope == "global" else scope, names), strict=True):
        page = LISTS[scope][name]
        assert one.tracking.company == name
        assert len(one.tracking.urls) == (page != "none"), name
        if page != "none":
            assert (NUMBER in one.tracking.urls[0]) is (page == "number"), name
