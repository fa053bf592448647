"""Calls and points as the local shop counts them."""

from __future__ import annotations

from typing import Any

import httpx2
import msgspec

from tracking.shopify.messages import Request, Response
from tracking.shopify.transport import HttpxTransport


class Counting(HttpxTransport):
    """A transport that adds up calls by name and the points that GraphQL's answers say they did cost."""

    def __init__(self, client: httpx2.Client, timeout: float = 30.0) -> None:
        super().__init__(client, timeout)
        self.calls: list[str] = []
        self.points = self.requested = 0

    def send(self, request: Request) -> Response:
        response = super().send(request)
        self.calls.append(request.name)
        if request.family == "graphql":
            cost: dict[str, Any] = msgspec.json.decode(response.body)["extensions"]["cost"]
            self.points += cost["actualQueryCost"]
            self.requested += cost["requestedQueryCost"]
        return response
