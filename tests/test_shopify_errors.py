"""Every recorded shape of an error, through the client, to a typed error."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest

from tracking import errors
from tracking.fulfillment.values import CreateFulfillment
from tracking.shopify import Client, Limiter, MemoryBucket, classify
from tracking.shopify.classify import Said, said
from tracking.shopify.messages import Request, Response

ROWS = json.loads((Path(__file__).parent / "data" / "shopify_errors.json").read_text(encoding="utf-8"))


class Shop:
    """Answers every request alike, on a clock that only sleeping moves."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.answer = Response(row["status"], row.get("headers", {}), row["body"].encode())
        self.sent: list[Request] = []
        self.now = 0.0

    def send(self, request: Request) -> Response:
        self.sent.append(request)
        return self.answer

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def client(self, api: Any) -> Client:
        limiter = Limiter(
            MemoryBucket(40, 2.0, clock=lambda: self.now), MemoryBucket(2000, 100.0, clock=lambda: self.now)
        )
        return Client("my-shop.myshopify.com", "shpat_x", api=api, transport=self, limiter=limiter, sleep=self.sleep)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['family']} {row['name']}" for row in ROWS])
def test_recorded_error(row: dict[str, Any]) -> None:
    shop = Shop(row)
    with pytest.raises(errors.ShopError) as caught:
        shop.client(row["family"]).create(CreateFulfillment(lines={1: ()}))
    error = caught.value
    assert type(error) is getattr(errors, row["kind"])
    assert error.code == row["code"]
    assert error.status == row["status"]
    assert error.request_id == row.get("headers", {}).get("x-request-id")
    assert error.retry_after == row.get("retry_after")
    if "messages" in row:
        assert list(error.messages) == row["messages"]
    if "fields" in row:
        assert list(error.fields) == row["fields"]
    # A create is sent again only where it certainly was not executed.
    assert (len(shop.sent) > 1) == (row["kind"] == "Throttled")


def test_table_is_whole() -> None:
    """Each shape that the API is known to answer with is in the table, and each row is another one."""
    kinds = {
        type(json.loads(row["body"]).get("errors"))
        for row in ROWS
        if row["body"][:1] == "{" and row["body"][-1:] == "}"
    }
    assert {str, list, dict} <= kinds
    assert {row["kind"] for row in ROWS} == {
        kind.__name__ for kind in errors.ShopError.__subclasses__() if kind is not errors.Unreachable
    }
    assert len({(row["family"], row["name"]) for row in ROWS}) == len(ROWS) > 90


def test_every_code_is_documented() -> None:
    documented = set(re.findall(r"[a-z]+(?:_[a-z]+)*", classify.__doc__ or ""))
    assert {row["code"] for row in ROWS} <= documented
    assert {code for _, code, _ in classify._WORDS} | {code for code, _ in classify._BY_STATUS.values()} <= documented


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("words", [("", "words")]),
        (["a", "b"], [("", "a"), ("", "b")]),
        ({"order": "a", "base": ["b", "c"]}, [("order", "a"), ("", "b"), ("", "c")]),
        ({"line_items": {"quantity": ["a"]}}, [("line_items.quantity", "a")]),
        ([{"field": ["fulfillment", "x", "0"], "message": "a"}], [("fulfillment.x.0", "a")]),
        ([{"field": None, "message": "a"}], [("", "a")]),
        ([{"message": "a", "extensions": {"code": "X"}}], [("", "a")]),
        (None, []),
        ([], []),
        (7, [("", "7")]),
    ],
)
def test_said(shape: Any, expected: list[tuple[str, str]]) -> None:
    assert said(shape) == [Said(*one) for one in expected]


def test_error_crosses_processes() -> None:
    error = errors.Throttled(
        "throttled", ["Throttled", "x"], status=429, request_id="r", retry_after=2.0, fields=["", "base"]
    )
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is errors.Throttled
    assert str(again) == str(error) == "throttled (HTTP 429): Throttled; base: x [request r]"
    assert vars(again) == vars(error)
