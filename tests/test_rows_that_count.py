"""Columns that say which rows count: they are asked about where they do, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse

NUMBERS = "1Z001985YW99744790", "1Z879E930346834440", "1Z5R89390357567127", "1Z8V92A70367203024"
ASKED = {
    # a header: its cells
    "Shipped": "Yes No",
    "Order shipped?": "yes no",
    "Order status": "Shipped Pending",
    "Order Status": "Shipped|On Hold",
    "Line status": "Shipped Backordered",
    "Status": "ok Returned",
    "Type": "ok Return",
    "Statut": "ok Retourné",
    "ステータス": "ok キャンセル",
    "Stav": "ok Zrušeno",
    "Estado": "ok Devuelto",
    "Situação": "ok Cancelado",
    "Trạng thái đơn hàng": "Đã giao|Đã hủy",
    "สถานะการสั่งซื้อ": "จัดส่งแล้ว ยกเลิกแล้ว",
    "Статус": "Изпратена Отказана",
    "Status narudžbe": "Poslano Otkazano",
    "Stanje naročila": "Odposlano Preklicano",
    "Olek": "Saadetud Tühistatud",
    "Būsena": "Išsiųsta Atšaukta",
    "Statuss": "Nosūtīts Atcelts",
    "סטטוס הזמנה": "נשלח בוטלה",
    "حالة الطلب": "تم|ملغى",
    "Estat": "Enviada Cancel·lada",
    "Status Pesanan": "Selesai Batal",
    "Service": "UPS Ground|UPS Returns Ground",
    "Versandart": "Standard Retoure",
    "Tjänst": "MyPack Collect|Return Drop Off",
    "Produkt": "DHL Paket|DHL Retoure",
    "Carrier": "DHL|DHL Retoure",
    "Productomschrijving": "Pakket Retourzending",
    "Type d'envoi": "Colis|Retour client non conforme",
    "Kind": "|Customer return",
    "Direction": "Shipment|Return shipment",
    "Handed over": "2026-11-30|",
    "LabelVoidIndicator": "N Y",
    "ToplineVoidIndicator": "N Y",
    "Cancelled by customer": "N Y",
    "Cancelled (Y/N)": "N Y",
    "Test": "false true",
    "Cancellation Reason": "|Buyer",
    "Remarks": "|CANCELLED - do not ship",
    "Notes": "|Hold: not paid",
    "Memo": "|Void by Ann",
    "備考": "|キャンセル済み",
    "Movement": "OUTBOUND RETURN",
    "Result": "Shipped|Cancelled",
    "Action": "SHIP CANCEL",
    "Mark": "|VOID",
    "Client": "A B B A",
    "Brand": "A B B A",
}
CLEAR = {
    "Flag": "No Yes",
    "Ship To State": "HI OR",
    "Void reason code": "12|",
    "Email sent": "yes no",
    "Returns label": NUMBERS[3],
    "Return label included": "Yes No",
    "Email sent flag": "yes no",
    "HoldAtLocationIndicator": "N Y",
    "Exchange rate": "1 1",
    "Extended warranty": "yes no",
    "Payment status": "Paid|Not paid",
    "Insurance status": "Insured|Not insured",
    "Address status": "Valid Invalid",
    "Feedback status": "Left|Not left",
    "Lagerstatus": "ok Fehlbestand",
    "Zahlungsstatus": "bezahlt|nicht bezahlt",
    "Trạng thái": "Đã giao|Đang giao",
    "Shipping service": "FedEx Ground|FedEx Ground Hold at Location",
    "Produkt": "Retoure-Set Becher",
    "Gift message": "|Many happy returns!|Many returns with this parcel",
    "Printed": "|",
    "Durum": "Teslim edildi|Kargoda",
    "Remarks": "please no returns|leave at the door|Huy will pick it up",
    "Note": "Returned customer - add a card|Cancel if not home",
    "Notes": "Hold at the post office|Return to sender if refused",
    "Bemerkung": "Retoure liegt bei|Ersatz für eine Lampe",
    "備考": "返品ラベル同梱|",
    "备注": "不要退货 不要取消",
    "Payment method": "Credit PayPal",
    "Product name": "Return Mug",
    "Reason for export": "Return Sale",
    "Customer": "Test Ann",
    "Goods": "Test kit|Return label",
    "Client": "Ann Bob",
}


def _question(path: Path, header: str, cells: list[str], orders: list[int], numbers: list[str]) -> str:
    """Write a file with one column beside orders and numbers, and return what is asked about it."""
    rows = zip(orders, numbers, cells, strict=True)
    path.write_text("".join(f"{row}\n" for row in (f"Order,Tracking,{header}", *(f"#{a},{b},{c}" for a, b, c in rows))))
    try:
        file = read_shipments(path)
    except Misuse as asked:
        return str(asked)
    assert all(row.shipment for row in file.rows)
    return ""


@pytest.mark.parametrize(
    ("header", "cells", "asked"),
    [
        *((header, cells, True) for header, cells in ASKED.items()),
        *((header, cells, False) for header, cells in CLEAR.items()),
    ],
)
def test_a_column_is_asked_about_only_if_it_says_which_rows_count(
    tmp_path: Path, header: str, cells: str, *, asked: bool
) -> None:
    each = cells.split("|") if "|" in cells else cells.split()
    orders = [1001 + place for place in range(len(each))]
    said = _question(tmp_path / "parcels.csv", header, each, orders, [*NUMBERS[: len(each)]])
    assert bool(said) == asked
    assert not asked or "--where" in said


@pytest.mark.parametrize(
    ("orders", "numbers"),
    [
        ([1, 1, 2, 2], [0, 0, 1, 1]),  # brands of the items in each parcel
        ([1, 1, 2, 2], [0, 1, 2, 3]),  # recipients of two parcels each
    ],
)
def test_brands_and_recipients_are_no_shops(tmp_path: Path, orders: list[int], numbers: list[int]) -> None:
    cells = ["A", "B", "A", "B"] if numbers[0] == numbers[1] else ["A", "A", "B", "B"]
    rows = [NUMBERS[place] for place in numbers]
    assert (
        _question(tmp_path / "parcels.csv", "SKU,Qty,Brand", [f"S{cell},1,{cell}" for cell in cells], orders, rows)
        == ""
    )
