"""Whatever is neither text nor None raises one and the same TypeError, for every argument of every public call."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

import tracking
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.fulfillment.values import TrackingInfo
from tracking.shopify import Client

NUMBER = "1Z001985YW99744790"
NO_TEXTS: tuple[Any, ...] = (
    0,
    12,
    1.5,
    True,
    False,
    b"",
    b"UPS",
    bytearray(b"x"),
    (),
    [],
    ["UPS"],
    {},
    {"a": 1},
    object(),
)
RESOLVED = ("number", "company", "url", "country", "postal_code", "language")
EVERY: dict[str, Callable[[Any], Any]] = {}
for _field in RESOLVED:
    EVERY[f"resolve {_field}"] = lambda given, field=_field: tracking.resolve(**{"number": NUMBER, field: given})
    EVERY[f"resolve {_field} beside a company"] = lambda given, field=_field: tracking.resolve(
        **{"number": NUMBER, "company": "UPS", field: given}
    )
    EVERY[f"explain {_field}"] = lambda given, field=_field: tracking.explain(**{"number": NUMBER, field: given})
for _field in ("number", "company", "country", "url"):
    EVERY[f"validate {_field}"] = lambda given, field=_field: tracking.validate(**{"number": NUMBER, field: given})
for _field in ("number", "country"):
    EVERY[f"identify {_field}"] = lambda given, field=_field: tracking.identify(**{"number": NUMBER, field: given})
for _field in ("text", "country"):
    EVERY[f"find {_field}"] = lambda given, field=_field: tracking.find(**{"text": NUMBER, field: given})
EVERY |= {
    "find_mail country": lambda given: tracking.find_mail(b"Subject: x\n\n", country=given),
    "find_array country": lambda given: tracking.batch.find_array([NUMBER], country=given),
    "client name": lambda given: Client("a.myshopify.com", "secret").find_order(given),
    "client shop_url": lambda given: Client(given, "secret"),
    "client token": lambda given: Client("a.myshopify.com", given),
    "client version": lambda given: Client("a.myshopify.com", "secret", version=given),
    "client status": lambda given: Client("a.myshopify.com", "secret").create_event(1, 2, given),
    "client message": lambda given: Client("a.myshopify.com", "secret").create_event(1, 2, "x", message=given),
    "tracking info company": lambda given: TrackingInfo(company=given),
    "tracking info numbers": lambda given: TrackingInfo(numbers=(given,)),
    "tracking info urls": lambda given: TrackingInfo(urls=(given,)),
    "shipment numbers": lambda given: Shipment(order=1, numbers=(given,)),
    "shipment urls": lambda given: Shipment(order=1, urls=(given,)),
    "shipment line sku": lambda given: ShipmentLine(sku=given),
    "pipeline country": lambda given: _pipeline(given),
}  # fmt: skip
for _field in ("carrier", "platform", "country"):
    EVERY[f"code_for {_field}"] = lambda given, field=_field: tracking.code_for(
        **{"carrier": "ups", "platform": "ebay", field: given}
    )
for _field in ("company", "country", "postal_code", "language", "key"):
    EVERY[f"shipment {_field}"] = lambda given, field=_field: Shipment(order=1, **{field: given})
for _field in RESOLVED:
    EVERY[f"resolve_table {_field}"] = lambda given, field=_field: tracking.batch.resolve_table(
        pa.table({"number": [NUMBER]}), **{field: given}
    )


def _pipeline(country: Any) -> Pipeline:
    with Client("a.myshopify.com", "secret") as shop, Journal(":memory:") as journal:
        return Pipeline(shop, tracking, journal, country=country)


@pytest.mark.parametrize("name", EVERY)
def test_anything_but_text_is_refused_in_one_way(name: str) -> None:
    argument = name.split(" beside")[0].split()[-1]
    for given in NO_TEXTS:
        with pytest.raises(TypeError) as caught:
            EVERY[name](given)
        said = f"{argument}: expected text, found {type(given).__name__}; pass it as a string"
        assert str(caught.value).startswith(said), given


@pytest.mark.parametrize("field", ["company", "url", "country", "postal_code", "language"])
def test_none_says_nothing(field: str) -> None:
    assert tracking.resolve(NUMBER, **{field: None}) == tracking.resolve(NUMBER)


@pytest.mark.parametrize("given", [0, 1.5, b"UPS", object(), ["UPS", 5], [b"UPS"]])
def test_the_companies_of_a_text(given: Any) -> None:
    for ask in (tracking.find, lambda text, company: tracking.batch.find_array([text], company=company)):
        with pytest.raises(TypeError, match="company: expected text, found"):
            ask("nothing", company=given)
    assert tracking.find("nothing", company=["UPS", None]) == []  # type: ignore[list-item]


@pytest.mark.parametrize("given", ["8", b"", True, [], object()])
def test_bits_are_a_number(given: Any) -> None:
    for ask in (
        lambda: tracking.find("x", min_evidence=given),
        lambda: tracking.find_mail(b"", min_evidence=given),
        lambda: tracking.batch.find_array(["x"], min_evidence=given),
    ):
        with pytest.raises(TypeError, match="min_evidence: expected a number, found"):
            ask()


@pytest.mark.parametrize("given", [5, b"x", None, "x"])
def test_an_array_is_no_single_value(given: Any) -> None:
    with pytest.raises(TypeError, match="number: expected an array or a list, found"):
        tracking.batch.resolve_array(given)


@pytest.mark.parametrize(
    "given", [[1, 2], ["a", 1], [1, "a"], [b"a"], [None, 2.5], [["a"], "b"], pa.array([1]), pa.array([b"a"])]
)
def test_arrays_hold_text(given: Any) -> None:
    for field in ("number", "company"):
        numbers, about = (given, {}) if field == "number" else ([NUMBER] * len(given), {field: given})
        with pytest.raises(TypeError, match=f"{field}: expected text, found"):
            tracking.batch.resolve_array(numbers, **about)


def test_half_a_character_is_named() -> None:
    with pytest.raises(ValueError, match=re.escape("number: half a character ('\\ud800')")):
        tracking.batch.resolve_array(["\ud800"])


@pytest.mark.parametrize("given", ["12", b"12", 5, None])
def test_several_texts_are_not_one(given: Any) -> None:
    with pytest.raises(TypeError, match="numbers: expected several texts, found"):
        TrackingInfo(numbers=given)
    with pytest.raises(TypeError, match="numbers: expected several texts, found"):
        Shipment(order=1, numbers=given)
