"""Webhooks: who signed them, and what they hold."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.errors import InvalidWebhook
from tracking.shopify.webhooks import decode, is_signed

SECRET = "hush"
FULFILLMENT = next(
    row["answer"]["fulfillment"]
    for row in json.loads((Path(__file__).parent / "data" / "shopify_answers.json").read_text(encoding="utf-8"))
    if row.get("path", "").endswith("/cancel.json")
)
# The raw body is what counts: blanks and escapes as the shop wrote them.
BODY = json.dumps({**FULFILLMENT, "email": "x@example.com", "destination": None}, indent=1).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(body: bytes = BODY, **more: str) -> dict[str, str]:
    return {
        "X-Shopify-Topic": "fulfillments/create",
        "X-Shopify-Hmac-Sha256": signature(body),
        "X-Shopify-Shop-Domain": "my-shop.myshopify.com",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "X-Shopify-Triggered-At": "2026-03-29T18:00:27.877041743Z",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def test_signature_of_a_known_text() -> None:
    """RFC 4231, test case 2."""
    expected = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert is_signed(b"what do ya want for nothing?", base64.b64encode(expected).decode(), "Jefe")


def test_decode() -> None:
    webhook = decode(headers(), BODY, SECRET)
    assert webhook.topic == "fulfillments/create"
    assert webhook.id == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"
    assert (webhook.shop, webhook.version) == ("my-shop.myshopify.com", "2026-10")
    assert webhook.triggered_at == datetime(2026, 3, 29, 18, 0, 27, 877041, tzinfo=UTC)
    assert webhook.fulfillment.id == FULFILLMENT["id"]
    assert webhook.fulfillment.tracking.numbers == tuple(FULFILLMENT["tracking_numbers"])


def test_headers_in_any_case_and_as_pairs() -> None:
    lower = {name.lower(): value for name, value in headers(X_Shopify_Topic="fulfillments/update").items()}
    assert decode(list(lower.items()), BODY, SECRET).topic == "fulfillments/update"


def test_a_secret_that_is_being_replaced() -> None:
    assert decode(headers(), BODY, ["new", SECRET]).fulfillment.id == FULFILLMENT["id"]
    with pytest.raises(InvalidWebhook, match="signature_wrong"):
        decode(headers(), BODY, ["new", "newer"])


@pytest.mark.parametrize("secret", ["", [], ["hush", ""]])
def test_an_empty_secret_is_refused(secret: Any) -> None:
    with pytest.raises(ValueError, match="anybody could sign"):
        decode(headers(), BODY, secret)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in headers().items() if key != name}


@pytest.mark.parametrize(
    ("given_headers", "body", "code"),
    [
        (without("X-Shopify-Hmac-Sha256"), BODY, "signature_missing"),
        (headers(), BODY + b" ", "signature_wrong"),
        (headers(), json.dumps(json.loads(BODY)).encode(), "signature_wrong"),
        (headers(X_Shopify_Hmac_Sha256=""), BODY, "signature_wrong"),
        (headers(X_Shopify_Hmac_Sha256="no base64 ä ☠"), BODY, "signature_wrong"),
        (headers(X_Shopify_Hmac_Sha256="\udcff"), BODY, "signature_wrong"),
        (headers(X_Shopify_Hmac_Sha256=signature(BODY, "other")), BODY, "signature_wrong"),
        (headers(X_Shopify_Topic="orders/paid"), BODY, "topic_unknown"),
        (without("X-Shopify-Topic"), BODY, "header_missing"),
        (without("X-Shopify-Webhook-Id"), BODY, "header_missing"),
        (without("X-Shopify-Shop-Domain"), BODY, "header_missing"),
        (headers(X_Shopify_Triggered_At="yesterday"), BODY, "body_broken"),
        *(
            (headers(body), body, "body_broken")
            for body in (b"", b"{", b"[]", b"null", b'{"id":1}', b"\xff", b"[" * 5000)
        ),
    ],
)
def test_what_is_no_webhook(given_headers: dict[str, str], body: bytes, code: str) -> None:
    with pytest.raises(InvalidWebhook) as caught:
        decode(given_headers, body, SECRET)
    assert caught.value.code == code
    assert SECRET not in str(caught.value)


def test_nothing_is_read_before_the_signature_is_right() -> None:
    with pytest.raises(InvalidWebhook, match="signature_wrong"):
        decode({**headers(), "X-Shopify-Hmac-Sha256": "x", "X-Shopify-Topic": "x"}, b"{", SECRET)


@given(st.binary(max_size=200), st.text(min_size=1, max_size=20), st.integers(0, 43))
def test_only_the_right_signature_fits(body: bytes, secret: str, at: int) -> None:
    right = signature(body, secret)
    assert is_signed(body, right, secret)
    assert not is_signed(body + b"x", right, secret)
    wrong = right[:at] + ("A" if right[at] != "A" else "B") + right[at + 1 :]
    assert not is_signed(body, wrong, secret)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "tracking_company is missing"),
        (b"null", "null, or of another kind"),
        (b"[1]", "null, or of another kind"),
        (b"{", "the body is not JSON"),
        (json.dumps({**FULFILLMENT, "id": "x"}).encode(), "a value in it cannot be read"),
    ],
)
def test_a_broken_body_is_told_in_words(body: bytes, said: str) -> None:
    with pytest.raises(InvalidWebhook, match=said) as caught:
        decode(headers(body), body, SECRET)
    assert caught.value.code == "body_broken"
    assert "Error" not in str(caught.value)
