"""A shipment: what a warehouse knows about a parcel that has left, and what may be wrong with that.

A key tells a shipment from all others. The caller gives it, or it is derived from the order and the numbers. The lines
are no part of the key, because the contents of a parcel may grow. Only a shipment without a number has a key that is
derived from its lines.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import msgspec

from tracking.resolving.results import Problem
from tracking.spelling.absent import FLOAT, is_rounded
from tracking.spelling.given import check_several, check_texts, text_or_none
from tracking.spelling.late import late_pattern

__all__ = [
    "EqualRows",
    "Shipment",
    "ShipmentLine",
    "check_shipment",
    "doubts",
    "faults",
    "key_of",
    "label_form",
    "number_faults",
    "order_reference",
    "printable",
]

# A spreadsheet keeps 15 significant digits and writes zeros for the rest.
PRECISION = 15
# Databases and the API keep ids in 64 bits with a sign.
LARGEST_ID = 2**63 - 1
GID = re.compile(r"gid://shopify/Order/(\d+)(?:\?.*)?")
# An order's page in the shop's administration: https://admin.shopify.com/store/my-shop/orders/450789469
ORDER_PAGE = re.compile(r"https://[^/\s]+/(?:store/[^/\s]+|admin)/orders/(\d+)(?:[/?#].*)?")
JOINED = re.compile(r"[;,|]\s*https?://", re.IGNORECASE)
BLANKS = re.compile(r"\s+")


class EqualRows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many rows of a file say the same about a line.

    They are separate units, or one row that was written repeatedly.

    The room in the order decides: all rows count if it has room for all, and one row counts if it has room for only
    one.
    """

    rows: int
    """The number of equal rows, at least 2."""
    others: int = 0
    """Units of the same SKU that other shipments to the order want at least."""
    others_at_most: int = 0
    """The same, if all of their equal rows count."""


class ShipmentLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of one order line. Without ``sku`` and ``line_item_id`` it means the order's only open line."""

    sku: str | None = None
    line_item_id: int | None = None
    """The id of the order's line item, or of the fulfillment order's line."""
    quantity: int | None = None
    """Units, at least 1; None means everything that remains of the line."""
    equal: EqualRows | None = None
    """Set if equal rows leave it open whether the quantity counts once or once for each row."""

    def __post_init__(self) -> None:
        text_or_none(self.sku, "sku")


class Shipment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One parcel, or several parcels of one company, for one order.

    >>> Shipment(order="#1002", numbers=("1Z001985YW99744790",)).numbers
    ('1Z001985YW99744790',)
    """

    order: int | str
    """The order's id, its ``gid://shopify/Order/...``, or its name (``#1001``)."""
    numbers: tuple[str, ...] = ()
    """The tracking numbers, as text."""
    company: str | None = None
    urls: tuple[str, ...] = ()
    """Tracking URLs, matched with the numbers by position. They take precedence over company and number."""
    country: str | None = None
    """The country that the shop ships from, as ISO 3166-1 alpha-2. Its companies and formats come first."""
    postal_code: str | None = None
    language: str | None = None
    lines: tuple[ShipmentLine, ...] = ()
    """The contents of the parcel.

    Without lines, it holds everything that remains of the order; with a number, only what is shipped.
    """
    notify_customer: bool | None = None
    """Whether to notify the customer; None leaves it to the policy."""
    key: str | None = None
    """The caller's own key of this shipment. By default it is derived from the order and the numbers (or the lines)."""

    def __post_init__(self) -> None:
        if isinstance(self.order, bool) or not isinstance(self.order, (int, str)):
            raise TypeError(
                f"order: expected an id or text, found {type(self.order).__name__}; give the order's id or name (#1001)"
            )
        for field in ("numbers", "urls"):
            check_several(getattr(self, field), field)
        if isinstance(self.lines, str):
            raise TypeError("lines: expected several, found one text; put `ShipmentLine` values into a tuple")
        check_texts(
            company=self.company,
            country=self.country,
            postal_code=self.postal_code,
            language=self.language,
            key=self.key,
        )


def check_shipment(given: Any) -> Shipment:
    """Return a shipment. Raises TypeError for anything else, and names the cure."""
    if isinstance(given, Shipment):
        return given
    cure = "give a Shipment(order=..., numbers=(...,))"
    if isinstance(given, dict):
        cure = "make one of it: msgspec.convert(it, Shipment), or Shipment(order=..., numbers=(...,))"
    raise TypeError(f"shipment: a {type(given).__name__} was given; {cure}")


def label_form(number: str) -> str:
    """Return a number in the form in which two spellings of one label are equal: without spaces, in upper case."""
    return BLANKS.sub("", number).upper()


def printable(text: str) -> str:
    """Remove control characters (line breaks above all), and spaces at both ends."""
    return "".join(c for c in text if c.isprintable() or c == " ").strip()


def order_reference(order: int | str) -> int | str:
    """Read an order column: return an id as int, and otherwise the name or the digits as text.

    >>> order_reference("gid://shopify/Order/450789469"), order_reference(" #1001 "), order_reference("1001")
    (450789469, '#1001', '1001')
    """
    if isinstance(order, int):
        return order
    text = printable(order)
    found = GID.fullmatch(text) or ORDER_PAGE.fullmatch(text)
    return int(found[1]) if found else text


def key_of(shipment: Shipment, order: int | str) -> str:
    """Return the shipment's own key, or derive it. ``order`` is the order's id, or its name until the id is known.

    >>> key_of(Shipment(order="#1001", numbers=("1z 001985YW99744790",)), 450789469)
    '450789469:1Z001985YW99744790'
    """
    if shipment.key is not None:
        return shipment.key
    forms = [quote(label_form(number), safe="") for number in shipment.numbers]
    numbers = ",".join(sorted(forms))
    lines = "" if any(forms) else ",".join(sorted(_line_key(line) for line in shipment.lines))
    return f"{quote(str(order), safe='')}:{numbers}" + (f":{lines}" if lines else "")


def _line_key(line: ShipmentLine) -> str:
    name = f"@{line.line_item_id}" if line.line_item_id is not None else quote(line.sku or "", safe="")
    return name if line.quantity is None else f"{name}={line.quantity}"


def faults(shipment: Shipment) -> tuple[Problem, ...]:
    """Return the problems for which a shipment must not be sent."""
    found: list[Problem] = []
    order = order_reference(shipment.order)
    if order == "":
        found.append(Problem("order_missing", "order: empty; give the order's id or name (#1001)"))
    elif isinstance(order, int) and not 0 < order <= LARGEST_ID:
        found.append(Problem("order_invalid", f"order: {order} is not an order id; give its id or name (#1001)"))
    elif isinstance(order, str) and is_rounded(order):
        found.append(_rounded("order", order))
    found += number_faults(shipment)
    for line in shipment.lines:
        if not line.sku and line.line_item_id is None and line.quantity is None:
            found.append(Problem("line_empty", "lines: one is empty; give it a sku, a line_item_id or a quantity"))
        if line.quantity is not None and line.quantity < 1:
            found.append(Problem("quantity_invalid", f"quantity: {line.quantity}; give a whole number of 1 or more"))
    if shipment.key == "":
        found.append(Problem("key_empty", "key: empty; leave it out or give one"))
    return tuple(found)


def number_faults(shipment: Shipment) -> tuple[Problem, ...]:
    """Return the problems of numbers that cannot be what is on the label."""
    found: list[Problem] = []
    for number in map(printable, shipment.numbers):
        if not number:
            found.append(Problem("number_empty", "number: empty; leave it out or give the number"))
        elif is_rounded(number):
            found.append(_rounded("number", number))
    return tuple(found)


def doubts(shipment: Shipment) -> tuple[Problem, ...]:
    """Return the problems that look wrong and may still be right."""
    joined = tuple(
        Problem("urls_joined", f"url: {url} holds several; give one for each number, by position")
        for url in shipment.urls
        if JOINED.search(url)
    )
    return joined + tuple(
        Problem(
            "digits_maybe_lost",
            f"number: {number} ends in zeros after its first {PRECISION} digits, as a spreadsheet writes long numbers; "
            "check it against the label",
        )
        for number in map(label_form, shipment.numbers)
        if number.isdigit() and len(number) > PRECISION + 1 and not number[PRECISION:].strip("0")
    )


def _rounded(field: str, text: str) -> Problem:
    if late_pattern(FLOAT).fullmatch(text) is None:
        lost = "is what a spreadsheet made of it and its digits are lost"
    elif len(re.split("[.,]", text)[0]) > PRECISION:
        lost = "was read as a number with a fraction, and its last digits may be lost"
    else:
        lost = "was read as a number with a fraction, and a zero at its beginning may be lost"
    return Problem(
        f"{field}_rounded", f"{field}: {text} {lost}; format the column as text in the source and export again"
    )
