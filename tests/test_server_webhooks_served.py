"""Webhooks and the fresh start, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from tests.receiver import Receiver
from tests.served import BASE, TOKEN, Served
from tracking.cli import command
from tracking.shopify.webhooks import decode

HEADERS = {"X-Shopify-Access-Token": TOKEN}
CREATE = {"fulfillment": {"line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000901}]}}


def test_a_url_is_told_and_the_shop_begins_anew(
    serve: Callable[..., Served], receiver: Receiver, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/shop.db"
    shop = serve(
        "--database", database, "--demo", "--reset", "--webhook", receiver.url, "--webhook-secret", "shpss_own"
    )
    first = httpx2.post(f"{shop.url}{BASE}/fulfillments.json", json=CREATE, headers=HEADERS, timeout=60)
    assert first.status_code == 201
    got = receiver.next()
    assert decode(got.headers, got.raw, "shpss_own").fulfillment.id == first.json()["fulfillment"]["id"]
    assert httpx2.post(f"{shop.url}/reset", timeout=60).status_code == 204
    assert httpx2.get(f"{shop.url}/webhooks.json", timeout=60).json() == {"webhooks": []}
    again = httpx2.post(f"{shop.url}{BASE}/fulfillments.json", json=CREATE, headers=HEADERS, timeout=60)
    assert again.json()["fulfillment"]["name"] == first.json()["fulfillment"]["name"]
    assert shop.stop()[0] == 0
    kept = serve("--database", database, "--demo")
    assert (
        httpx2.post(f"{kept.url}{BASE}/fulfillments.json", json=CREATE, headers=HEADERS, timeout=60).status_code == 422
    )
    assert httpx2.post(f"{kept.url}/reset", timeout=60).status_code == 404


@pytest.mark.parametrize("url", ["example.com/hook", "ftp://127.0.0.1/", "http://", "http://[::1"])
def test_a_url_that_is_none(url: str) -> None:
    result = CliRunner().invoke(command, ["serve", "--webhook", url])
    assert result.exit_code == 2
    assert "is not a URL to send to" in result.output


def test_faults_of_webhooks_are_shares_of_their_own() -> None:
    result = CliRunner().invoke(command, ["serve", "--fault", "webhook-twice=2"])
    assert "the share is a number from 0 to 1" in result.output
