"""Recorded answers of the live service about webhook subscriptions (2026-04), replayed against the shop.

Of most calls only variables and answers were recorded, so the query is written from the answer. Ids and times are the
shop's own, and so is the app's number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tracking.server.access import APP_ID
from tracking.server.graphql import GraphQL
from tracking.server.shop import Shop
from tracking.server.subscription import Subscription

LINES = Path(__file__).with_name("data").joinpath("graphql_webhooks.jsonl").read_text("utf-8").splitlines()
STEPS = [json.loads(line) for line in LINES]
GROUPS = {name: list(steps) for name, steps in groupby(STEPS, lambda step: step["group"])}
NOW = datetime(2026, 6, 21, 17, 19, 32, tzinfo=UTC)
THEIR_APP = "347082227713"
GID = re.compile(r"gid://shopify/WebhookSubscription/\d+")
OWN = {"createdAt", "updatedAt", "cursor", "startCursor", "endCursor"}
ENDPOINT = (
    "{ __typename ... on WebhookHttpEndpoint { callbackUrl } ... on WebhookEventBridgeEndpoint { arn } "
    "... on WebhookPubSubEndpoint { pubSubProject pubSubTopic } }"
)
INPUTS = {
    "webhookSubscriptionCreate": "WebhookSubscriptionInput!",
    "webhookSubscriptionUpdate": "WebhookSubscriptionInput!",
    "pubSubWebhookSubscriptionCreate": "PubSubWebhookSubscriptionInput!",
    "pubSubWebhookSubscriptionUpdate": "PubSubWebhookSubscriptionInput!",
    "eventBridgeWebhookSubscriptionCreate": "EventBridgeWebhookSubscriptionInput!",
    "eventBridgeWebhookSubscriptionUpdate": "EventBridgeWebhookSubscriptionInput!",
}
TYPES = {
    "id": "ID!",
    "topic": "WebhookSubscriptionTopic!",
    "first": "Int",
    "last": "Int",
    "after": "String",
    "before": "String",
    "uri": "String",
    "query": "String",
    "reverse": "Boolean",
    "sortKey": "WebhookSubscriptionSortKeys",
}
LONG = 64 * 1024 + 1


def selected(value: Any) -> str:
    """What selects this answer."""
    if isinstance(value, list):
        return next((selected(each) for each in value if isinstance(each, dict)), "")
    if not isinstance(value, dict):
        return ""
    fields = []
    for name, inner in value.items():
        if name in ("endpoint", "userErrors", "webhookSubscription"):
            inner_selection = {
                "endpoint": ENDPOINT,
                "userErrors": "{ field message }",
                "webhookSubscription": selected(inner) or "{ id }",
            }[name]
        elif name in ("nodes", "edges") and not inner:
            inner_selection = "{ __typename }"
        elif name == "metafields" and not inner:
            inner_selection = "{ namespace key }"
        else:
            inner_selection = selected(inner)
        fields.append(f"{name} {inner_selection}".strip())
    return "{ " + " ".join(fields) + " }"


class Replay:
    def __init__(self, shop: Shop) -> None:
        self.ours: dict[str, str] = {}
        self.cursors: dict[str, str] = {}
        self.shop = shop
        self.client = TestClient(Starlette(routes=GraphQL(shop, throttle=False).routes))

    def ask(self, query: str, variables: dict[str, Any], version: str = "2026-04") -> Any:
        path = f"/admin/api/{version}/graphql.json"
        return self.client.post(path, json={"query": query, "variables": variables}).json()

    def step(self, step: dict[str, Any]) -> None:
        where, (name, answer) = step["where"], next(iter(step["data"].items()))
        if where == "/catalog":
            self.catalog(step)
            return
        if name == "webhookSubscriptionInput":
            self.probe(step)
            return
        given = self.given(step, answer)
        if "id" in given and name != "webhookSubscription":
            self.is_there(given["id"])
        variables = self.translated(given)
        if name.endswith("Create") and answer["webhookSubscription"] is not None:
            self.ours.pop(answer["webhookSubscription"]["id"], None)
        types = TYPES | {"webhookSubscription": INPUTS.get(name, "")}
        head = ", ".join(f"${key}: {types[key]}" for key in variables)
        arguments = ", ".join(f"{key}: ${key}" for key in variables)
        verb = "mutation" if name in INPUTS or name.endswith("Delete") else "query"
        query = f"{verb} Q({head}) {{ {name}({arguments}) {selected(answer) or '{ id }'} }}"
        # The recording app's own version was a later one than the calls'.
        version = "2026-07" if "apiVersion" in json.dumps(answer) else "2026-04"
        got = self.ask(query, variables, version)
        assert "errors" not in got, (where, query, got)
        self.same(got["data"], {name: answer}, where)

    def given(self, step: dict[str, Any], answer: Any) -> dict[str, Any]:
        if step["variables"] is not None:
            return step["variables"]
        # Only the answers were recorded to what is too long.
        if step["op"].endswith("Delete"):
            return {"id": answer["deletedWebhookSubscriptionId"]}
        asked = {"uri": "https://example.com/a", "format": "JSON", "filter": "id:" + "1" * LONG}
        if "Address" in answer["userErrors"][0]["message"]:
            asked = {"uri": "https://example.com/" + "a" * LONG}
        if step["op"].endswith("Update"):
            return {"id": next(iter(self.ours)), "webhookSubscription": asked}
        return {"topic": "ORDERS_CREATE", "webhookSubscription": asked}

    def is_there(self, gid: str) -> None:
        """Make a subscription that was made before the recording begins, or is ended there in another order."""
        ours = self.ours.get(gid)
        if ours is None or self.shop.subscription(int(ours.rpartition("/")[2])) is None:
            asked = Subscription(id=0, topic="shop/update", uri=f"https://example.com/before/{len(self.ours)}")
            self.ours[gid] = f"gid://shopify/WebhookSubscription/{self.shop.create_subscription(asked).id}"

    def catalog(self, step: dict[str, Any]) -> None:
        query = """query Q($first: Int, $missingQuery: String, $unknownId: ID!) {
          webhookSubscriptions(first: $first) { nodes { id } edges { cursor }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
          webhookSubscriptionsCount { count precision }
          filteredCount: webhookSubscriptionsCount(query: $missingQuery) { count precision }
          unknown: webhookSubscription(id: $unknownId) { id }
        }"""
        assert self.ask(query, step["variables"])["data"] == step["data"]

    def probe(self, step: dict[str, Any]) -> None:
        query = """{
          webhookSubscriptionInput: __type(name: "WebhookSubscriptionInput") { inputFields { name } }
          webhookSubscription: __type(name: "WebhookSubscription") { fields { name } }
        }"""
        for name, type_ in self.ask(query, {})["data"].items():
            ((kind, listed),) = type_.items()
            theirs = step["data"][name][kind]
            assert sorted(each["name"] for each in listed) == sorted(each["name"] for each in theirs)

    def translated(self, value: Any) -> Any:
        text = GID.sub(lambda match: self.ours.get(match[0], match[0]), json.dumps(value))
        found = json.loads(text.replace(THEIR_APP, str(APP_ID)))
        for key in ("after", "before"):
            if key in found:
                found[key] = self.cursors[found[key]]
        return found

    def same(self, ours: Any, theirs: Any, where: str) -> None:
        if isinstance(theirs, dict):
            assert isinstance(ours, dict), (where, ours)
            for key, value in theirs.items():
                if key in OWN:
                    assert (ours[key] is None) == (value is None), f"{where}.{key}"
                    if "ursor" in key and value is not None:
                        self.cursors[value] = ours[key]
                else:
                    self.same(ours[key], value, f"{where}.{key}")
        elif isinstance(theirs, list):
            assert len(ours) == len(theirs), (where, ours)
            for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
                self.same(mine, other, f"{where}[{at}]")
        elif isinstance(theirs, str) and GID.fullmatch(theirs):
            assert self.ours.setdefault(theirs, ours) == ours, where
        elif isinstance(theirs, str):
            assert ours == theirs.replace(THEIR_APP, str(APP_ID)), where
        else:
            assert ours == theirs, where


@pytest.fixture
def replay() -> Iterator[Replay]:
    with Shop(clock=lambda: NOW) as shop:
        yield Replay(shop)


@pytest.mark.parametrize("name", GROUPS)
def test_recorded_answers(name: str, replay: Replay) -> None:
    for step in GROUPS[name]:
        replay.step(step)


def test_so_many_answers_are_replayed() -> None:
    assert sum(step["answers"] for step in STEPS) == 292
