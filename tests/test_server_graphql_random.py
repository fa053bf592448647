"""Random queries of the schema: whatever is asked, an answer comes, and never an internal error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import print_ast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from tests.detailed_order import DETAILED
from tests.graphql_api import Api, gid
from tracking.server.graphql_schema import schema_document

SCHEMA = print_ast(schema_document())
SCALARS = {
    "ARN": st.sampled_from(["arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/580111/a", "arn:"]).map(
        nodes.String
    ),
    "DateTime": st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}").map(nodes.String),
    "URL": st.sampled_from(["https://example.com/1", "http://x", "nothing", "ftp://x/y"]).map(nodes.String),
    "Decimal": st.decimals(allow_nan=False, allow_infinity=False).map(str).map(nodes.String),
    "JSON": st.text().map(nodes.String),
    "Money": st.just("1.00").map(nodes.String),
    "UnsignedInt64": st.integers(0, 2**64).map(str).map(nodes.String),
    "ID": st.builds(
        gid,
        st.sampled_from(
            [
                *("Order", "Fulfillment", "FulfillmentOrder", "FulfillmentOrderLineItem", "Location", "Shop"),
                *("FulfillmentService", "FulfillmentHold", "WebhookSubscription", "LineItem", "Refund"),
            ]
        ),
        st.sampled_from(
            [0, 1, 11, 21, 450789469, 450789471, 1069019882, 1046000901, 1072503601, 24826418, 2**63, 2**80]
        ),
    ).map(nodes.String),
}


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=from_schema(SCHEMA, custom_scalars=SCALARS))
def test_random_queries_are_answered(query: str) -> None:
    answer = _api().answer(query)
    codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", ())]
    assert "INTERNAL_SERVER_ERROR" not in codes
    assert "errors" in answer or "data" in answer


_made: list[Api] = []


def _api() -> Api:
    # One shop for all examples: what earlier ones did is part of what later ones meet.
    if not _made:
        _made.append(Api(throttle=False))
        _made[0].shop.add_orders([DETAILED])
    return _made[0]


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _made:
        _made.pop().shop.close()


@settings(max_examples=150, deadline=None)
@given(
    variables=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["f", "lineItemsByFulfillmentOrder", "trackingInfo", "number", "urls", "x"]), inner
            )
        ),
    )
)
def test_random_variables_are_answered(variables: Any) -> None:
    query = "mutation M($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { field message } } }"
    answer = _api().answer(query, {"f": variables})
    assert {error["extensions"]["code"] for error in answer.get("errors", ())} <= {"INVALID_VARIABLE"}
