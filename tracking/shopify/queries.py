"""The texts of GraphQL operations by name; fragments are added to the operations that use them.

Names: the Admin API's schema, the same for these types from 2025-10 to 2026-10. A connection's cost grows with the
logarithm of ``first``, so these pages stay far below the 1,000 points that one query may cost.
"""

from __future__ import annotations

import re

__all__ = ["QUERIES"]

_FRAGMENTS = {
    "Lines": """fragment Lines on FulfillmentLineItemConnection {
  nodes { id quantity lineItem { id sku } }
  pageInfo { hasNextPage endCursor }
}""",
    "Fulfilled": """fragment Fulfilled on Fulfillment {
  id name status displayStatus requiresShipping createdAt updatedAt
  order { id }
  location { id }
  service { handle }
  trackingInfo { company number url }
  fulfillmentLineItems(first: 50) { ...Lines }
}""",
    "OrderLines": """fragment OrderLines on FulfillmentOrderLineItemConnection {
  nodes { id totalQuantity remainingQuantity lineItem { id sku title } }
  pageInfo { hasNextPage endCursor }
}""",
    "ToFulfill": """fragment ToFulfill on FulfillmentOrder {
  id status requestStatus createdAt updatedAt orderId orderName
  assignedLocation { location { id } }
  deliveryMethod { methodType }
  supportedActions { action }
  lineItems(first: 50) { ...OrderLines }
}""",
    # For an order that is read completely: its id is known, and pages are complete unless they are full.
    "Listed": """fragment Listed on Fulfillment {
  id name status displayStatus requiresShipping createdAt updatedAt totalQuantity
  trackingInfo { company number url }
  fulfillmentLineItems(first: 50) { nodes { id quantity lineItem { id sku } } }
}""",
    # The answer to a create call for an order and lines that are known.
    "Made": """fragment Made on Fulfillment {
  id name status displayStatus requiresShipping createdAt updatedAt totalQuantity
  trackingInfo { company number url }
  fulfillmentLineItems(first: $lines) { nodes { id quantity lineItem { id sku } } }
}""",
    "Open": """fragment Open on FulfillmentOrder {
  id status requestStatus createdAt updatedAt orderId orderName
  supportedActions { action }
  lineItems(first: 20) { nodes { id totalQuantity remainingQuantity lineItem { id sku title } } }
}""",
    "Event": """fragment Event on FulfillmentEvent {
  id status message happenedAt createdAt estimatedDeliveryAt
  address1 city province country zip latitude longitude
}""",
}

_OPERATIONS = (
    """query orderByName($query: String!) {
  orders(first: 10, query: $query) { nodes { id name } }
}""",
    # One search per name; ids are searched for digits, which may be an id or a name.
    """query ordersByReference($query: String!, $ids: [ID!]!) {
  orders(first: 50, query: $query) { nodes { id name } }
  nodes(ids: $ids) { id }
}""",
    """query orderView($id: ID!) {
  order(id: $id) {
    id
    fulfillmentOrders(first: 5) { nodes { ...Open } }
    fulfillments { ...Listed }
  }
}""",
    """query fulfillmentOrders($id: ID!, $after: String) {
  order(id: $id) {
    fulfillmentOrders(first: 10, after: $after) {
      nodes { ...ToFulfill }
      pageInfo { hasNextPage endCursor }
    }
  }
}""",
    """query fulfillmentOrder($id: ID!) {
  fulfillmentOrder(id: $id) { ...ToFulfill }
}""",
    """query fulfillmentOrderLines($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) { lineItems(first: 250, after: $after) { ...OrderLines } }
}""",
    # Order.fulfillments is a plain list, which `first` would cut short silently.
    """query fulfillments($id: ID!) {
  order(id: $id) { fulfillments { ...Fulfilled } }
}""",
    """query fulfillmentTimes($id: ID!) {
  order(id: $id) { fulfillments { id createdAt updatedAt } }
}""",
    """query fulfillmentsOf($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) {
    fulfillments(first: 10, after: $after) {
      nodes { ...Fulfilled }
      pageInfo { hasNextPage endCursor }
    }
  }
}""",
    """query fulfillment($id: ID!) {
  fulfillment(id: $id) { ...Fulfilled }
}""",
    """query fulfillmentLines($id: ID!, $after: String) {
  fulfillment(id: $id) { fulfillmentLineItems(first: 250, after: $after) { ...Lines } }
}""",
    """query fulfillmentEvents($id: ID!, $after: String) {
  fulfillment(id: $id) {
    events(first: 50, after: $after) {
      nodes { ...Event }
      pageInfo { hasNextPage endCursor }
    }
  }
}""",
    """mutation fulfillmentCreate($fulfillment: FulfillmentInput!, $message: String) {
  fulfillmentCreate(fulfillment: $fulfillment, message: $message) {
    fulfillment { ...Fulfilled }
    userErrors { field message }
  }
}""",
    """mutation fulfillmentCreateForOrder($fulfillment: FulfillmentInput!, $message: String, $lines: Int!) {
  fulfillmentCreate(fulfillment: $fulfillment, message: $message) {
    fulfillment { ...Made }
    userErrors { field message }
  }
}""",
    """mutation fulfillmentTrackingInfoUpdate(
  $fulfillmentId: ID!, $trackingInfoInput: FulfillmentTrackingInput!, $notifyCustomer: Boolean
) {
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: $fulfillmentId, trackingInfoInput: $trackingInfoInput, notifyCustomer: $notifyCustomer
  ) {
    fulfillment { ...Fulfilled }
    userErrors { field message }
  }
}""",
    """mutation fulfillmentCancel($id: ID!) {
  fulfillmentCancel(id: $id) {
    fulfillment { ...Fulfilled }
    userErrors { field message }
  }
}""",
    """mutation fulfillmentEventCreate($fulfillmentEvent: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $fulfillmentEvent) {
    fulfillmentEvent { ...Event }
    userErrors { field message }
  }
}""",
)


def _whole(operation: str) -> str:
    text, wanted = operation, re.findall(r"\.\.\.(\w+)", operation)
    while wanted:
        fragment = _FRAGMENTS[wanted.pop()]
        if fragment not in text:
            text = f"{text}\n{fragment}"
            wanted += re.findall(r"\.\.\.(\w+)", fragment)
    return text


QUERIES: dict[str, str] = {re.split(r"[\s(]", operation, maxsplit=2)[1]: _whole(operation) for operation in _OPERATIONS}
"""Operation name -> its whole text."""
