"""An order as a file of orders has it, with refunds, taxes, discounts and a currency of its own."""

from __future__ import annotations

from typing import Any

DETAILED: dict[str, Any] = {
    "id": 1,
    "name": "#1",
    "currency": "EUR",
    "lines": [
        {
            "id": 11,
            "quantity": 4,
            "price": "10.00",
            "tax_lines": [{"title": "VAT", "rate": 0.25, "price": "9.00"}],
            "discount_allocations": [{"amount": "4.00"}],
        },
        {"id": 12, "quantity": 1, "price": "5.00"},
    ],
    "discount_applications": [
        {"type": "discount_code", "code": "TEN", "value": "10.0", "value_type": "percentage", "target_selection": "entitled"}
    ],
    "refunds": [
        {
            "id": 21,
            "note": "broken",
            "created_at": "2026-11-01T12:00:00Z",
            "restock_type": "return",
            "lines": [{"line_id": 11, "quantity": 1}],
        },
        {"line_id": 12, "quantity": 1, "amount": "3.50"},
    ],
}  # fmt: skip
