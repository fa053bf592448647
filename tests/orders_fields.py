"""The fields that orders in a file may have: docs/orders-file.md, written from the shop's own structures.

python -m tests.orders_fields        writes docs/orders-file.md again
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from tracking.server.given_fields import given_structs
from tracking.server.given_plain import ADDRESS_TEXTS

PAGE = Path(__file__).parent.parent / "docs" / "orders-file.md"
INTRO = """# A file of orders

`tracking serve --orders FILE` and the fixture's `shop.orders(...)` take these fields. Only `id`, `name`, and `lines` are needed. A
field that is not given is null in the shop's answers, or the plainest value if the API has no null. Amounts are text with a
point, as in `"12.50"`; times have an offset, as in `2026-11-21T12:00:00Z`. A table (.csv, .parquet, .xlsx) has a row for each
line, with the line's `id` in the column `line_id`.

This page is written by `python -m tests.orders_fields`, and a test fails if it is out of date.
"""
TITLES = {
    "": "An order",
    ".lines": "A line",
    ".fulfillment_orders": "A fulfillment order",
    ".fulfillments": "A fulfillment",
    ".refunds": "A refund",
    ".transactions": "A payment",
    ".app": "An app",
    ".metafields": "A metafield",
    ".tax_lines": "A tax",
    ".discount_applications": "A discount",
    ".lines.discount_allocations": "A line's share of a discount",
    ".fulfillment_orders.holds": "A hold",
    ".fulfillment_orders.requests": "A request to a service",
    ".fulfillments.lines": "Units of a line",
}
"""One place for each kind of object."""
MEANT = {
    "allocation_method": "`across`, `each`, or `one`",
    "amount": "how much; of a refund, if it is not given, that of its `transactions`, or the price and tax of its units if the order was paid",
    "app": "the app that placed it",
    "authorization": "the code that the gateway gave",
    "barcode": "of the variant",
    "billing_address": "an address",
    "cancelled": "whether the order was canceled",
    "channel_liable": "whether the sales channel pays it",
    "code": "the code that the shopper typed",
    "country_code_of_origin": "where it was made, such as `DE`",
    "created_at": "when; the order's own time, or now",
    "currency": "ISO 4217; the shop's",
    "customer_locale": "the shopper's language, such as `de-DE`",
    "customer": "an object with `id`, `first_name`, `last_name`, `email`, `phone`, `tags`, `default_address`, `created_at`, `updated_at`, `locale`, and `state`",
    "delivery_method": "`shipping`, `none`, `local`, `pick_up`, `pickup_point`, or `retail`; a line that is not shipped has `none`",
    "description": "what the merchant wrote",
    "discount_allocations": "the line's shares of the order's discounts",
    "discount_application_index": "the discount's position in the order's `discount_applications`",
    "discount_applications": "the order's discounts",
    "discount_codes": "the codes that the shopper typed",
    "email": "the shopper's address",
    "external_id": "the app's own id",
    "financial_status": "`pending`, `authorized`, `partially_paid`, `paid`, `partially_refunded`, `refunded`, `voided`, or `expired`",
    "fulfill_at": "when a scheduled fulfillment order opens",
    "fulfill_by": "the deadline",
    "fulfillment_orders": "if they are not to be made by location, service, and delivery method",
    "fulfillment_service": "the handle of the service that sends it",
    "fulfillments": "what was already sent",
    "gateway": "who took the money, such as `shopify_payments`",
    "gift_card": "whether it is a gift card",
    "grams": "the weight of a unit",
    "harmonized_system_code": "for customs",
    "handle": "the hold's name, unique in its app",
    "holds": "why it waits",
    "id": "a positive number of at most 53 bits; if it is optional, the shop's next one",
    "inventory_item_id": "of the variant",
    "key": "its name in the namespace, 2 to 64 letters, digits, hyphens, and underscores",
    "kind": "`fulfillment_request` or `cancellation_request`",
    "line_id": "the `id` of the order's line",
    "lines": "its lines; a fulfillment without lines has everything that remains",
    "location_id": "the location that sends it; a service's lines need one of their own",
    "message": "the merchant's message",
    "metafields": "values that apps keep with it",
    "namespace": "the names' group, 2 to 255 characters",
    "name": "the order's name, such as `#1001`",
    "note": "a note",
    "note_attributes": "objects with `name` and `value`",
    "notify_customer": "whether the shopper is told",
    "order_status_url": "the page that the shopper sees",
    "payment_gateway_names": "how it was paid",
    "parent_id": "the `id` of the payment that this one captures, voids, or refunds",
    "phone": "the shopper's number",
    "po_number": "the buyer's own number",
    "price": "of a line, of one unit; of a tax, on the whole line or order",
    "product_id": "the product",
    "product_tags": "the product's tags",
    "product_type": "the product's type",
    "properties": "objects with `name` and `value`",
    "quantity": "units",
    "rate": "`0.19` is 19 percent",
    "reason": "`other`, `awaiting_payment`, `inventory_out_of_stock`, ...",
    "reason_notes": "more about the reason",
    "refund_id": "the `id` of the refund that it pays back",
    "refunded": "whether it was refunded, if nothing more is known of it",
    "refunds": "what was refunded; its units are not sent",
    "request_status": "`unsubmitted`, `submitted`, `accepted`, `rejected`, `cancellation_requested`, ...",
    "requests": "what the service was asked",
    "requires_shipping": "whether it is sent at all",
    "restock_type": "`no_restock`, `cancel`, `return`, or `legacy_restock`",
    "shipment_status": "`in_transit`, `delivered`, ...",
    "shipping_address": "an address",
    "shipping_lines": "objects with `id`, `title`, `code`, `source`, `carrier_identifier`, `price`, `discounted_price`, and `tax_lines`",
    "sku": "the stock-keeping unit",
    "source_identifier": "its id where it was ordered",
    "source_url": "its page where it was ordered",
    "source_name": "where it was ordered",
    "status": "`open`, `in_progress`, `on_hold`, `scheduled`, `incomplete`, or `closed`",
    "subtotal_price": "the lines after discounts; their sum",
    "tags": "a list, or a text with commas",
    "target_selection": "`all`, `entitled`, or `explicit`",
    "target_type": "`line_item` or `shipping_line`",
    "tax_lines": "taxes; the sum of the taxes on lines and shipping",
    "taxable": "whether it is taxed",
    "taxes_included": "whether the prices contain the taxes",
    "test": "whether it is a test",
    "title": "what it is called",
    "total_discount": "the line's discount; the sum of its shares",
    "total_discounts": "the sum of the lines' discounts",
    "total_outstanding": "what is still to be paid; of a partially paid order without `transactions`, it is not known otherwise",
    "total_price": "everything; the sum",
    "total_refunded": "the sum of the refunds",
    "total_shipping_price": "for shipping; the sum of the shipping lines",
    "total_tax": "the sum of the taxes",
    "tracking_company": "the carrier's name",
    "tracking_numbers": "its tracking numbers",
    "tracking_urls": "its tracking pages; found by company and number",
    "transactions": "how it was paid; otherwise, what its `financial_status` and its refunds imply",
    "type": "`automatic`, `discount_code`, `manual`, or `script`",
    "value": "an amount, or percent",
    "value_type": "`fixed_amount` or `percentage`",
    "variant_id": "the variant",
    "variant_title": "the variant's title",
    "vendor": "who makes it",
}
MEANT_THERE = {
    (".app", "name"): "what it is called",
    (".metafields", "type"): "`single_line_text_field`, `number_integer`, `boolean`, `json`, ...: the API's types",
    (".metafields", "value"): "as the type wants it",
    (".transactions", "kind"): "`authorization`, `capture`, `sale`, `refund`, or `void`",
    (".transactions", "status"): "`success`, `pending`, `failure`, or `error`",
}
"""Fields that mean something else in one place."""
_TYPES = {int: "number", float: "number", str: "text", bool: "true or false", datetime: "time"}


def written_type(type_: Any) -> str:
    origin, inner = typing.get_origin(type_), [each for each in typing.get_args(type_) if each is not types.NoneType]
    if origin in (types.UnionType, typing.Union):
        return " or ".join(written_type(each) for each in inner)
    if origin in (list, tuple):
        return "list" if inner[0] is not str else "list of texts"
    return _TYPES.get(type_, "object")


def rows(path: str) -> Iterator[str]:
    struct = given_structs()[path]
    hints = typing.get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        default = (
            "" if field.default in (msgspec.NODEFAULT, None, ()) else f"`{msgspec.json.encode(field.default).decode()}`"
        )
        needed = "needed" if field.required else default
        yield f"| `{field.name}` | {written_type(hints[field.name])} | {needed} | {MEANT_THERE.get((path, field.name)) or MEANT[field.name]} |"


def page() -> str:
    parts = [INTRO]
    for path, title in TITLES.items():
        parts += [
            f"## {title}",
            "",
            "| field | type | default | meaning |",
            "| --- | --- | --- | --- |",
            *rows(path),
            "",
        ]
    listed = ", ".join(f"`{name}`" for name in ADDRESS_TEXTS)
    parts += ["## An address", "", f"An object with texts: {listed}. Other fields are kept, and answered by REST."]
    return "\n".join([*parts, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
