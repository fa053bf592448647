"""PyPI's data connectors, unmodified, against the served shop: Singer's tap-shopify and Airbyte's source-shopify.

Both call https://SHOP.myshopify.com whatever they are told. The shop has a certificate for that name, and a proxy leads
them to it. ``make connectors`` installs them.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors import program
from tests.served import TOKEN, Served
from tests.tunnel import tunnel

BULK = "Not implemented: the Admin API has Mutation.bulkOperationRunQuery, but this shop does not serve it."


class Connected:
    """A served shop, and the environment in which a connector reaches it."""

    def __init__(self, shop: Served, proxy: str, folder: Path) -> None:
        assert shop.certificate is not None
        trusted = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), shop.certificate)
        self.environment = os.environ | {"HTTPS_PROXY": proxy, "https_proxy": proxy} | trusted
        for name in ("PYTHONPATH", "NO_PROXY", "no_proxy"):
            self.environment.pop(name, None)
        self.folder = folder

    def file(self, name: str, content: Any) -> str:
        path = self.folder / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        found = program(name)
        assert found is not None
        return subprocess.run(
            [found, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    folder: Path = tmp_path_factory.mktemp("connectors")
    named = ("--tls", "--tls-name", "local-shop.myshopify.com")
    shop = Served("--port", "0", "--database", "sqlite://", "--demo", "--no-rate-limit", *named)
    with tunnel(shop.port) as proxy:
        yield Connected(shop, proxy, folder)
    shop.stop()


def tap(connected: Connected, *wanted: str) -> subprocess.CompletedProcess[str]:
    config = connected.file(
        "config.json",
        {"shop": "local-shop", "access_token": TOKEN, "start_date": "2025-09-01T00:00:00Z", "date_window_size": 9999},
    )
    found = connected.run("tap-shopify", "--config", config, "--discover")
    assert found.returncode == 0, found.stderr
    catalog = json.loads(found.stdout)
    for stream in catalog["streams"]:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = stream["tap_stream_id"] in wanted
    return connected.run("tap-shopify", "--config", config, "--catalog", connected.file("catalog.json", catalog))


@pytest.mark.connectors
def test_singers_tap_reads_fulfillment_orders_and_locations(connected: Connected) -> None:
    done = tap(connected, "fulfillment_orders", "locations")
    assert done.returncode == 0, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    records = [each for each in messages if each["type"] == "RECORD"]
    assert Counter(each["stream"] for each in records) == {"fulfillment_orders": 15, "locations": 2}
    first = next(each["record"] for each in records if each["stream"] == "fulfillment_orders")
    assert first["status"] in ("OPEN", "CLOSED", "IN_PROGRESS")


@pytest.mark.connectors
def test_singers_tap_is_told_that_bulk_operations_are_not_served(connected: Connected) -> None:
    done = tap(connected, "orders")
    assert done.returncode != 0
    assert BULK in done.stderr


def airbyte(connected: Connected, *names: str) -> list[dict[str, Any]]:
    password = {"auth_method": "api_password", "api_password": TOKEN}
    config = {"shop": "local-shop", "credentials": password, "start_date": "2025-09-01"}
    path = connected.file("airbyte.json", config)
    done = connected.run("source-shopify", "check", "--config", path)
    assert '"status":"SUCCEEDED"' in done.stdout, done.stdout
    streams = [
        {
            "stream": {"name": name, "json_schema": {}, "supported_sync_modes": ["full_refresh"]},
            "sync_mode": "full_refresh",
            "destination_sync_mode": "append",
        }
        for name in names
    ]
    catalog = connected.file("streams.json", {"streams": streams})
    done = connected.run("source-shopify", "read", "--config", path, "--catalog", catalog)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.connectors
def test_airbytes_source_reads_what_it_asks_by_rest(connected: Connected) -> None:
    messages = airbyte(connected, "orders", "fulfillments", "order_refunds", "locations", "shop")
    errors = [each["trace"]["error"]["message"] for each in messages if "error" in each.get("trace", {})]
    assert errors == []
    records = Counter(each["record"]["stream"] for each in messages if each["type"] == "RECORD")
    assert records["locations"] == 2
    assert records["shop"] == 1
    assert records["orders"] == 6
    assert records["fulfillments"] > 5


@pytest.mark.connectors
def test_airbytes_source_is_told_that_bulk_operations_are_not_served(connected: Connected) -> None:
    messages = airbyte(connected, "fulfillment_orders")
    errors = [each["trace"]["error"]["message"] for each in messages if "error" in each.get("trace", {})]
    assert any(BULK in each for each in errors)
