"""Webhook subscriptions: their contents, the names of topics, and the addresses that a local shop may send to."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from tracking.server.access import FULFILLMENT_ORDERS_READ, FULFILLMENTS_READ, ORDERS_READ
from tracking.server.graphql_names import api_types

__all__ = [
    "SENT_TOPICS",
    "MetafieldName",
    "Subscription",
    "enum_of_topic",
    "is_cloud",
    "is_here",
    "is_topic",
    "origin",
    "rest_topic",
    "topic_needs",
]

SENT_TOPICS = (
    "fulfillments/create",
    "fulfillments/update",
    "fulfillment_events/create",
    "fulfillment_events/delete",
    "orders/updated",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/paid",
    "orders/cancelled",
    "fulfillment_orders/placed_on_hold",
    "fulfillment_orders/hold_released",
    "fulfillment_orders/moved",
    "fulfillment_orders/split",
    "fulfillment_orders/merged",
    "fulfillment_orders/cancelled",
    "fulfillment_orders/fulfillment_service_failed_to_complete",
    "fulfillment_orders/rescheduled",
    "fulfillment_orders/progress_reported",
    "fulfillment_orders/line_items_prepared_for_pickup",
    "fulfillment_orders/fulfillment_request_submitted",
    "fulfillment_orders/fulfillment_request_accepted",
    "fulfillment_orders/fulfillment_request_rejected",
    "fulfillment_orders/cancellation_request_submitted",
    "fulfillment_orders/cancellation_request_accepted",
    "fulfillment_orders/cancellation_request_rejected",
)
"""The topics of events in this shop; the API has more."""

_TOPICS = "WebhookSubscriptionTopic"
# Resources with several words come before those that begin with the same word.
_RESOURCES = re.compile(
    r"APP_PURCHASES_ONE_TIME|APP_SUBSCRIPTIONS|AUDIT_EVENTS|ATTRIBUTED_SESSIONS|BULK_OPERATIONS"
    r"|CHECKOUT_AND_ACCOUNTS_CONFIGURATIONS|COLLECTION_(?:LISTINGS|PUBLICATIONS)|COMPANY_(?:CONTACT_ROLES|CONTACTS|LOCATIONS)"
    r"|CUSTOMERS_(?:EMAIL_|WHATS_APP_)?MARKETING_CONSENT|CUSTOMER_(?:ACCOUNT_SETTINGS|GROUPS|PAYMENT_METHODS|TAGS)"
    r"|DELIVERY_PROMISE_SETTINGS|DRAFT_ORDERS|FINANCE_(?:APP_STAFF_MEMBER|KYC_INFORMATION)"
    r"|FULFILLMENT_(?:EVENTS|HOLDS|ORDERS)|INVENTORY_(?:ITEMS|LEVELS|SHIPMENTS|TRANSFERS)|METAFIELD_DEFINITIONS"
    r"|ORDER_TRANSACTIONS|PAYMENT_(?:SCHEDULES|TERMS)|PRODUCT_(?:FEEDS|LISTINGS|PUBLICATIONS)"
    r"|REVERSE_(?:DELIVERIES|FULFILLMENT_ORDERS)|SCHEDULED_PRODUCT_LISTINGS|SELLING_PLAN_GROUPS|SHIPPING_ADDRESSES"
    r"|SUBSCRIPTION_(?:BILLING_(?:ATTEMPTS|CYCLES|CYCLE_EDITS)|CONTRACTS)|TAX_(?:PARTNERS|SERVICES|SUMMARIES)"
    r"|TENDER_TRANSACTIONS|[A-Z]+"
)
_NEEDS = {
    "fulfillments": FULFILLMENTS_READ,
    "fulfillment_events": FULFILLMENTS_READ,
    "fulfillment_orders": FULFILLMENT_ORDERS_READ,
    "orders": ORDERS_READ,
}


class MetafieldName(msgspec.Struct, frozen=True):
    """A metafield whose changes an app wants to receive."""

    namespace: str
    key: str


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """An app's subscription to a topic."""

    id: int
    topic: str
    """The topic in REST's spelling: ``fulfillments/create``."""
    uri: str
    """The address: https, http on this machine, pubsub://project:topic, or an ARN."""
    format: str = "json"
    filter: str | None = None
    """A filter on the bodies of events; None and an empty text mean all events."""
    include_fields: tuple[str, ...] = ()
    """The keys of the bodies that are sent; empty means all keys."""
    metafield_namespaces: tuple[str, ...] = ()
    metafields: tuple[MetafieldName, ...] = ()
    name: str | None = None
    api_version: str = "unstable"
    created_at: datetime | None = None
    updated_at: datetime | None = None


def is_topic(topic: str, version: str) -> bool:
    """Tell whether the API has a topic, in REST's spelling, in a version.

    >>> is_topic("orders/fulfilled", "2025-10"), is_topic("orders_fulfilled", "2025-10")
    (True, False)
    """
    known = api_types()[_TOPICS].members.get(enum_of_topic(topic))
    return topic.count("/") == 1 and known is not None and known.within(version)


def enum_of_topic(topic: str) -> str:
    """Return a topic in GraphQL's spelling.

    >>> enum_of_topic("fulfillment_orders/hold_released")
    'FULFILLMENT_ORDERS_HOLD_RELEASED'
    """
    return topic.replace("/", "_").upper()


def rest_topic(enum: str) -> str:
    """Return a topic in the spelling of REST and of the webhooks' header.

    >>> rest_topic("FULFILLMENT_ORDERS_HOLD_RELEASED"), rest_topic("APP_UNINSTALLED")
    ('fulfillment_orders/hold_released', 'app/uninstalled')
    """
    match = _RESOURCES.match(enum)
    assert match is not None
    return f"{match[0]}/{enum[match.end() + 1 :]}".lower()


def topic_needs(topic: str) -> tuple[str, ...]:
    """Return the scopes of which a token needs one to subscribe to a topic; empty if every token may."""
    return _NEEDS.get(topic.partition("/")[0], ())


def is_cloud(uri: str) -> bool:
    """Tell whether an address is a cloud's queue, to which this shop never sends."""
    return uri.startswith(("pubsub://", "arn:"))


def is_here(url: str) -> bool:
    """Tell whether a URL leads to this machine, judged by its host's name or address alone.

    >>> is_here("http://localhost:3000/hooks"), is_here("https://[::1]/"), is_here("http://127.0.0.1.example.com/")
    (True, True, False)
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host, and port of a URL. Raises `ValueError` for an invalid port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
