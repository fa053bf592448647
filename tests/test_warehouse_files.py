"""Cells and columns as warehouses, label programs and spreadsheets write them: read as meant, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from xlsxwriter import Workbook

from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse
from tracking.fulfillment.parcel_rows import ShipmentRow

U, U2 = "1Z001985YW99744790", "1Z879E930346834440"
HEAD = "Order,Tracking,SKU,Qty\n"
FILES = {
    # name: file; its rows: order, numbers, units by SKU, or the code of what is wrong; or what is asked
    "one column a parcel": (f"Order,Tracking 1,Tracking 2,Tracking 3\n#1,{U},{U2},\n#2,{U},,\n", [f"#1 {U};{U2}", f"#2 {U}"]),
    "the second column counts from two": (f"Order,Tracking No,Tracking No 2\n#1,{U},{U2}\n", [f"#1 {U};{U2}"]),
    "carriers in pairs with numbers": (
        f"Order,Carrier 1,Tracking 1,Carrier 2,Tracking 2\n#1,UPS,{U},UPS,{U2}\n#2,UPS,{U},DHL,{U2}\n#3,UPS,{U},,\n",
        [f"#1 {U};{U2}", "parcel_differs", f"#3 {U}"],
    ),
    "address lines are no parcels": (f"Order,Tracking,Address 1,Address 2\n#1,{U},{U2},{U2}\n", [f"#1 {U}"]),
    "a decimal quantity": (f'{HEAD}#1,{U},A,"2,00"\n#1,{U},B,1.0\n#1,{U},C,3.0000\n', [f"#1 {U} A2 B1 C3"]),
    "a quantity that may be thousands": (f'{HEAD}#1,{U},A,"2,000"\n', ["quantity_invalid"]),
    "a quantity in pieces": (f"{HEAD}#1,{U},A,2 pcs\n#1,{U},B,1 Stk.\n#1,{U},C,3x\n", [f"#1 {U} A2 B1 C3"]),
    "a quantity of something else": (f"{HEAD}#1,{U},A,2 kg\n#1,{U2},A,2 dozen\n", ["quantity_invalid"] * 2),
    "units that go back": (f"{HEAD}#1,{U},A,2\n#1,{U},A,-1\n#2,{U2},A,1\n", ["quantity_invalid"] * 2 + [f"#2 {U2} A1"]),
    "units that go back, without the number": (f"{HEAD}#1,{U},A,2\n#1,,A,(1)\n", ["quantity_invalid"] * 2),
    "apostrophes before text": (f"{HEAD}'#1,'{U},'A,'2\n", [f"#1 {U} A2"]),
    "a page in place of the number": (f"{HEAD}#1,https://www.ups.com/track?tracknum={U},A,2\n", ["#1 https:// A2"]),
    "a name before the number": (f"{HEAD}#1,UPS: {U},A,2\n#2,Tracking #{U2},A,1\n", [f"#1 {U} A2", f"#2 {U2} A1"]),
    "words in place of a number": (
        f"{HEAD}#1,{U},A,2\n" + "".join(f"#{n},{text},A,1\n" for n, text in enumerate(("pending", "n/a", "TBA", "-", "0", "Pick up", "PENDING", "???", "kein Tracking"), 2)),
        [f"#1 {U} A2", *["number_invalid"] * 9],
    ),
    "zeros that are a number": (f"{HEAD}#1,00000000000,A,2\n", ["#1 00000000000 A2"]),
    "a number in the first of several rows": (f"{HEAD}#1,{U},A,2\n#1,,B,1\n#2,,A,1\n", [f"#1 {U} A2", "parcel_differs", "#2 - A1"]),
    "the same with a key": (f"{HEAD.strip()},key\n#1,{U},A,2,k1\n#1,,B,1,k2\n", [f"#1 {U} A2", "#1 - B1"]),
    "an order's page": (f"{HEAD}https://admin.shopify.com/store/s/orders/77?x=1,{U},A,2\n", [f"77 {U} A2"]),
    "groups of columns": (f"Order,,Shipment,,\nNumber,Date,Tracking number,SKU,Qty\n#1,x,{U},A,2\n", "order"),
    "columns that go on and differ": (f"Order,Tracking number,Tracking code,Tracking ID\n#1,{U},,\n#2,,{U2},{U}\n", "number"),
    "columns that go on by turns": (
        f"Order,Tracking number,Tracking code,Tracking ID\n#1,{U},,\n#2,,{U2},{U2}\n#3,,,{U}\n",
        [f"#1 {U}", f"#2 {U2}", f"#3 {U}"],
    ),
    "two columns of numbers that differ": (f"Order,Tracking number,Tracking code\n#1,{U},{U2}\n", "number"),
    "what is in it in one cell": (f"Order,Tracking,Items\n#1,{U},1x Shirt\n#2,{U2},Cap x 2\n", "sku"),
    "measures are no content": (f"Order,Tracking,Box\n#1,{U},10 x 20 x 30 cm\n", [f"#1 {U}"]),
    "a status of rows without a number": (f"Order,Tracking,Status\n#1,{U},Shipped\n#2,,Offen\n", "where"),
    "a status of rows with and without a number": (
        f"Order,Tracking,Status\n#1,{U},Shipped\n#2,,Shipped\n",
        [f"#1 {U}", "#2 -"],
    ),
    "a quantity called otherwise": (f"Order,Tracking,Ref,Qty packed\n#1,{U},A,2 pcs\n", "quantity"),
    "a quantity that is left empty without a SKU": (f"Order,Tracking,Qty\n#1,{U},\n#2,{U2},1\n", ["quantity_invalid", f"#2 {U2} None1"]),
    "quantities that are all empty without a SKU": (f"Order,Tracking,Qty\n#1,{U},\n", [f"#1 {U}"]),
    "a quantity that is left empty": (f"{HEAD}#1,{U},A,\n#2,{U2},A,1\n", ["quantity_invalid", f"#2 {U2} A1"]),
    "the same in the library's own column": (f"order,number,sku,quantity\n#1,{U},A,\n", [f"#1 {U} ANone"]),
    "quantities that are all empty": (f"{HEAD}#1,{U},A,\n", "quantity"),
    "a quantity beside units that were not sent": (f"Order,Tracking,SKU,Qty,Backordered\n#1,{U},A,3,2\n", "quantity"),
    "a quantity beside none of these": (f"Order,Tracking,SKU,Qty,Backordered\n#1,{U},A,3,0\n", [f"#1 {U} A3"]),
    "a quantity beside another count": (f"Order;Tracking;SKU;Antal;Packat antal\n#1;{U};A;3;2\n", "quantity"),
    "parcels are no units": (f"Order,Tracking,Количество мест\n#1,{U},1\n", [f"#1 {U}"]),
    "two numbers of no known form": ("Order,Parcel No,Shipment No\n#1,998877,123456\n", "number"),
    "the column that says it is for tracking": ("Order,Paket No,Takip No\n#1,998877,123456\n", ["#1 123456"]),
    "a column that goes on": (f"Order,Tracking no,Tracking code\n#1,{U},\n#2,,{U2}\n", [f"#1 {U}", f"#2 {U2}"]),
    "a word before the header": (f"Order,PackageTrackingNumber\n#1,{U}\n", [f"#1 {U}"]),
    "a SKU by another name": (f"Order,Tracking,Channel SKU,Qty\n#1,{U},A,1\n", [f"#1 {U} A1"]),
    "two SKUs": (f"Order,Tracking,Channel SKU,Master SKU,Qty\n#1,{U},A,M,1\n", "sku"),
    "another program's line ids": (f"Order,Tracking,Line Item ID,Item SKU,Qty\n#1,{U},55-66,A,1\n", [f"#1 {U} A1"]),
    "line ids without a SKU": (
        f"Order,Tracking,Line Item ID\n#1,{U},55-66\n#2,{U},gid://shopify/LineItem/50010\n#3,{U},50010.0\n",
        ["line_item_id_invalid"] * 2 + [f"#3 {U} 50010None"],
    ),
    "the library's own line ids beside a SKU": (f"order,number,sku,line_item_id,quantity\n#1,{U},A,x,1\n", ["line_item_id_invalid"]),
    "names that begin like totals": (
        "Recipient,Order,Parcel number,Qty\nTotal AG,5001,12345,\nSum Lee,5002,12346,\nTotal,,,2\n",
        ["5001 12345", "5002 12346"],
    ),
    "a row for each item": (f"Order,Tracking,EAN\n#1,{U},4006381333931\n#1,{U},4006381333948\n", "sku"),
    "a row that continues the parcel": (f"{HEAD}#1,{U},A,1\n,,B,1\n#2,{U2},A,1\n", ["parcel_incomplete", "order_missing", f"#2 {U2} A1"]),
    "a wrong row in a parcel": (f"{HEAD}#1,{U},A,1\n#1,{U},B,x\n", ["parcel_incomplete", "quantity_invalid"]),
    "names beside the number": (
        f"{HEAD}#1,{U} (UPS),A,1\n#2,UPS {U2},A,1\n#3,DPD 09446440052901,A,1\n#4,UPS {U} / UPS {U2},A,1\n#5,Tracking no {U},A,1\n",
        [f"#1 {U} A1", f"#2 {U2} A1", "#3 09446440052901 A1", f"#4 {U};{U2} A1", f"#5 {U} A1"],
    ),
    "links and quotes around the number": (
        f"""{HEAD}#1,"=HYPERLINK(""https://x.y/"";""{U}"")",A,1\n#2,<b>{U2}</b>,A,1\n#3,"[""{U}"", ""{U2}""]",A,1\n""",
        [f"#1 {U} A1", f"#2 {U2} A1", f"#3 {U};{U2} A1"],
    ),
    "links in several columns": (
        f"""Order;Tracking 1;Tracking 2\n#1;"=HYPERLINK(""https://x.y/"";""{U}"")";"=HYPERLINK(""https://x.y/2"";""{U2}"")"\n"""
        f"""#2;<a href="https://x.y/">{U}</a>;<b>{U2}</b>\n#3;"=HYPERLINK(""https://x.y/"";""{U}"")&"" ""&B3";\n#4;{U}<br>2;\n"""
        f"#5;https://www.ups.com/track?tracknum={U};{U2}\n",
        [f"#1 {U};{U2}", f"#2 {U};{U2}", "number_invalid", "numbers_unclear", "number_invalid"],
    ),
    "dots and a slash": (
        f"Order,Tracking,Carrier\n#1,GB.AB/12345678,My Courier\n#2,ups.com/track?tracknum={U},UPS\n#3,ups.com/{U},UPS\n",
        ["numbers_unclear", "#2 https://", "numbers_unclear"],
    ),
    "no number, or more than one": (
        f"{HEAD}#1,{U}{U2},A,1\n#2,00340434161094027318..20,A,1\n#3,1Z001985УW99744790,A,1\n#4,+49 170 1234567,A,1\n#5,#REF!,A,1\n#6,2026-12-01,A,1\n#7,a1@example.com,A,1\n",
        ["numbers_unclear"] * 3 + ["number_invalid"] * 4,
    ),
    "a year and a count": ("Order,Carrier,Tracking,SKU,Qty\n#1,Spedition Huber,2026/4455,A,1\n", ["numbers_unclear"]),
    "a page of another number": (
        f"Order,Tracking,Tracking URL\n#1,{U},https://www.ups.com/track?tracknum={U2}\n#2,{U},https://www.ups.com/track?tracknum={U}\n",
        ["url_of_another_number", f"#2 {U}"],
    ),
    "a page of the parcel's other number": (
        "Order,Tracking,Carrier,Tracking URL\n#1,12345678901,GLS,https://gls-group.eu/EU/en/parcel-tracking?match=ZAQ9TK7L\n"
        "#2,12345678901,GLS,https://gls-group.eu/EU/en/parcel-tracking?match=12345678902\n",
        ["#1 12345678901", "url_of_another_number"],
    ),
    "a number in two rows without SKUs": (f"Order,Tracking\n#1,{U};{U2}\n#1,{U}\n", [f"#1 {U};{U2}"]),
    "cartons are no pieces": (f"Order,Tracking,SKU,Qty,UOM\n#1,{U},A,1,CASE\n", "quantity"),
    "pieces in a column of their own": (f"Order,Tracking,SKU,Qty,UOM\n#1,{U},A,1,EA\n", [f"#1 {U} A1"]),
    "sizes and years are no contents": (f"Order,Tracking,Size,Wine\n#1,{U},10*20*30,Merlot (2019)\n", [f"#1 {U}"]),
    "a flag of what is to be sent": (f"Order,Tracking,Shipped\n#1,{U},No\n#2,{U2},Yes\n", 'use .* or --where Shipped=No if'),
    "a status of what is to be sent": (
        f"Order,Tracking,Status\n#1,{U},Unfulfilled\n#2,{U2},Fulfilled\n",
        'or --where Status=Unfulfilled if those are to be sent, or --where "Status!=" if all are',
    ),
    "a status of what has no number": (f"Order,Tracking,Status\n#1,,Unfulfilled\n#2,{U2},Fulfilled\n", 'Status!=Unfulfilled"$'),
    "a status of rows with a number in another column": (
        f"Order,Tracking No,Tracking Code,Status\n#1,{U},,Shipped\n#2,,{U2},Offen\n",
        [f"#1 {U}", f"#2 {U2}"],
    ),
    "a row for each item, with numbers in another column": (
        f"Order,Tracking No,Tracking Code,EAN\n#1,{U},,4006381333931\n#2,,{U2},4006381333931\n#2,,{U2},4006381333948\n",
        "sku",
    ),
    "a day of what was sent": (f"Order,Tracking,Ship date\n#1,{U},2026-12-01\n#2,,\n", "where"),
    "orders that all wait": (f"Order,Tracking,Order status\n#1,{U},Unfulfilled\n", [f"#1 {U}"]),
    "lines of an order with a status of their own": (f"{HEAD.strip()},Line Status\n#1,{U},A,1,Shipped\n#1,{U},B,1,Backordered\n", "where"),
    "documents of several types": (f"{HEAD.strip()},Document Type\n#1,{U},A,1,Shipment\n#1,{U2},A,1,Credit Memo\n", "where"),
    "a reference that is the order's": (f"Customer ref 1,Customer ref 2,Tracking\n#1,x7,{U}\n", [f"#1 {U}"]),
    "a reference that may be another's": (f"Reference,Tracking\n#1,{U}\n1002,{U2}\n", "order"),
    "two references": (f"Reference,PO,Tracking\n#1,#55,{U}\n", "order"),
    "a bar code that is the number": ("Order,Barcode,EAN\n#1,3STERY010751747,4006381333931\n", ["#1 3STERY010751747"]),
    "a bar code of a product": ("Order,Barcode\n#1,4006381333931\n", "number"),
    "a parcel that is the number": ("Číslo objednávky,Zásilka\n1001,Z3110953842\n", ["1001 Z3110953842"]),
    "a number of no form beside one of a known form": ("Order,Shipment No,Parcel\n#1,12345,Z3110953842\n", "number"),
    "packs are no pieces": (f"{HEAD.strip()},Pack Size\n#1,{U},A,2,12\n", "quantity"),
    "packs of one are pieces": (f"{HEAD.strip()},Pack Size\n#1,{U},A,2,1\n", [f"#1 {U} A2"]),
    "labels in place of pages": (f"Order,Tracking,URL\n#1,{U},https://labels.example/1.pdf?x=1\n", "url"),
    "zeros that were lost": (
        "Order,Carrier,Tracking\n#1,DHL,340434161094027318\n#2,,340434161094027318\n#3,FedEx,986578788855\n#4,My Own,340434161094027318\n#5,,7295233691\n",
        ["number_invalid"] * 2 + ["#3 986578788855", "#4 340434161094027318", "#5 7295233691"],
    ),
    "numbers with breaks of HTML": (f"Order,Tracking\n#1,{U}<BR/>{U2}\n", [f"#1 {U};{U2}"]),
    **{
        f"contents as {items}": (f'Order,Tracking,Packed\n#1,{U},"{items}"\n', "sku")
        for items in ("A(2); B(1)", "A*2", "A:2,B:1", "[{'sku': 'A', 'qty': 1}]")
    },
    "clients of one order": (f"Order,Tracking,Client\n#1,{U},Acme\n#1,{U2},Other\n", "where"),
    "clients with several parcels": (
        f"Order,Tracking,Client\n#1,{U},Acme\n#2,{U2},Other\n#3,1Z5R89390357567127,Acme\n#4,1Z8V92A70367203024,Other\n",
        "where",
    ),
    "a number that does not count": (f"{HEAD}#1,{U} (VOID),A,1\n#2,Return label {U2},A,1\n", ["number_invalid"] * 2),
    "a count of parcels behind the number": (f"{HEAD}#1,{U}-1,A,1\n#1,{U} (2/2),B,1\n", [f"#1 {U} A1 B1"]),
    "a count that is a part of the number": ("Order,Tracking\n#1,OnTrac 1LS7119013618127-1\n", ["#1 1LS7119013618127-1"]),
    "a count of pieces or parcels": (f"Bestellnummer;Sendungsnummer;Anzahl\n#1;{U};1\n", "quantity"),
    "a count of pieces": (f"Bestellnummer;Sendungsnummer;Artikelnummer;Anzahl\n#1;{U};A;1\n", [f"#1 {U} A1"]),
    "a count of pieces of an item": (f"Bestellnummer;Sendungsnummer;EAN;Anzahl\n#1;{U};4006381333931;1\n", [f"#1 {U} None1"]),
    "a flag in Dutch": (f"Bestelnummer,Trackingcode,Verzonden\n#1,{U},ja\n#2,{U2},nee\n", "where"),
    "a flag of void rows in Polish": (f"Numer zamówienia,Numer przesyłki,Anulowane\n#1,{U},nie\n#2,{U2},tak\n", "where"),
    "versions of a row": (f"{HEAD.strip()},Revision\n#1,{U},A,1,1\n#1,{U},A,2,2\n", "where"),
    "events of a parcel": (f"{HEAD.strip()},Event\n#1,{U},A,1,Picked up\n#1,{U},A,1,Delivered\n", "where"),
    "one event of each parcel": (f"{HEAD.strip()},Event\n#1,{U},A,1,Picked up\n#2,{U2},A,1,Delivered\n", [f"#1 {U} A1", f"#2 {U2} A1"]),
    "packs by another name": (f"{HEAD.strip()},Qty per Carton\n#1,{U},A,4,25\n", "quantity"),
    "a whole parcel whose number is missing": (f"Order,Tracking\n#1,{U}\n#1,\n#1,{U2}\n", [f"#1 {U};{U2}", "parcel_differs"]),
    "the air waybill beside another number": ("Order,Parcel No,AWB No\n#1,998877,123456\n", ["#1 123456"]),
    "notes among the rows": (
        f"{HEAD}#1,{U},A,1\n# second pallet,,,\nPage 1 of 2,,,\n#2,{U2},A,1\n\nNotes:,,,\nCall us, please.\nEnd of list,,,\n",
        [f"#1 {U} A1", f"#2 {U2} A1", "quantity_invalid"],
    ),
    "an item of three words in front": (f"SKU,Order,Tracking,Qty\nCap,#1,{U},1\nBig Red Cap,,,\n", ["parcel_incomplete", "quantity_invalid"]),
    "a number in groups in front": (f"Tracking,Order\n{U},#1\n9400 1118 9922 3818 2184 07,\n", [f"#1 {U}", "order_missing"]),
    "a heading of rows that do not count": (f"{HEAD}#1,{U},A,1\nReturns,,,\n#2,{U2},A,1\n", "line 3 says 'Returns' above other rows"),
    "a heading with a week": (f"{HEAD}#1,{U},A,1\nReturns week 48,,,\n#2,{U2},A,1\n", "line 3 says 'Returns week 48'"),
    "a heading of what waits": (f"{HEAD}#1,{U},A,1\nNot shipped,,,\n#2,{U2},A,1\n", "line 3 says 'Not shipped'"),
    "an item of three words": (f"{HEAD}#1,{U},A,1\n,,Big Red Cap,\n", ["parcel_incomplete", "quantity_invalid"]),
    "a day of rows without a number": (f"Order,Tracking,Ship date\n#1,{U},2026-12-01\n#2,,2026-12-01\n#3,,\n", [f"#1 {U}", "#2 -", "#3 -"]),
    "a note that speaks of returns": (f"{HEAD}#1,{U},A,1\nReturns go to our warehouse,,,\n", [f"#1 {U} A1"]),
    "a day on the first row of a parcel": (f"{HEAD.strip()},Ship date\n#1,{U},A,1,2026-12-01\n#1,{U},B,1,\n", [f"#1 {U} A1 B1"]),
    "names of two words are no notes": (f"{HEAD}EU SO 1001,{U},A,1\nSO 1002,,,\n", [f"EU SO 1001 {U} A1", "quantity_invalid"]),
    "a number of the row's carrier": (
        "Ordrenr.,Forsendelses-ID,Pakkenr.,Transportør\n#1,441201,500300047112,GLS\n#2,500300047488,500300047853,GLS\n",
        ["#1 500300047112", "#2 500300047853"],
    ),
    "two numbers of the row's carrier": ("Ordrenr.,Forsendelses-ID,Pakkenr.,Transportør\n#1,500300047488,500300047112,GLS\n", "number"),
    "a number that may be one": ("Order,ShipInvoiceNumber1\n#1,401200047113\n", "use --column number=ShipInvoiceNumber1, or"),
    "items beside positions and counts": (
        f"Order,Tracking,Pos.,Menge,LF-Menge,Reference\n#1,{U},10,2,2,A\n#1,{U},20,1,1,B\n",
        "rows of one parcel differ in 'Reference' and 'Pos.', which are not read.*; use --column sku=Reference or --column sku=Pos., or",
    ),
    "two references of a parcel": (f"Order,Tracking,Reference\n#1,{U},A\n#1,{U},B\n", [f"#1 {U}"]),
    "a reference beside an empty one": (f"Your reference,PO number,Tracking\n1001,,{U}\n", 'use --column "order=Your reference"$'),
    "marks of rows to leave out": (f"Skip?,Order,Tracking\n,#1,{U}\nx,#2,{U2}\n", "where"),
    **{
        f"shipped units as {header}": (f"Order;Tracking;SKU;{header}\n#1;{U};A;2\n", [f"#1 {U} A2"])
        for header in ("Ship Qty", "Qté expédiée", "Quantité livrée", "Uds.", "Liefermenge", "Quantità spedita")
    },
}  # fmt: skip


def told(row: ShipmentRow) -> str:
    if row.shipment is None:
        return row.problems[-1].code
    numbers = ";".join(row.shipment.numbers) or ("https://" if row.shipment.urls else "-")
    return " ".join(
        [row.order, numbers, *(f"{line.sku or line.line_item_id}{line.quantity}" for line in row.shipment.lines)]
    )


@pytest.mark.parametrize("name", FILES)
def test_a_file(tmp_path: Path, name: str) -> None:
    text, expected = FILES[name]
    path = tmp_path / "parcels.csv"
    path.write_text(text, encoding="utf-8")
    if isinstance(expected, str):
        option = {"where": "--where"}.get(
            expected, expected if " " in expected or "=" in expected else f'--column "?{expected}='
        )
        with pytest.raises(Misuse, match=option):
            read_shipments(path)
    else:
        assert [
            told(row).replace("https://admin.shopify.com/store/s/orders/77?x=1", "77")
            for row in read_shipments(path).rows
        ] == expected


def test_an_empty_quantity_is_refused_in_a_column_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text(f"{HEAD}#1,{U},A,\n")
    assert [told(row) for row in read_shipments(path, {"quantity": "Qty"}).rows] == ["quantity_invalid"]
    assert [told(row) for row in read_shipments(path, {"quantity": ""}).rows] == [f"#1 {U} ANone"]


def test_a_row_that_is_no_parcel_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text(f"{HEAD}#1,{U},A,1\n2 orders,,,\n")
    _, row = read_shipments(path).rows
    assert 'if it is no parcel, leave it out: --where "Tracking!="' in row.problems[0].message.replace(
        "--where Tracking", '--where "Tracking'
    )
    assert [told(row) for row in read_shipments(path, where=["Tracking!="]).rows] == [f"#1 {U} A1"]


def test_line_items_within_a_row_are_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "parcels.json"
    path.write_text(f'[{{"order": "#1", "tracking_number": "{U}", "items": [{{"sku": "A", "quantity": 1}}]}}]')
    with pytest.raises(Misuse, match="a line item has a row of its own here"):
        read_shipments(path)


def test_columns_of_further_parcels_are_told(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text(f"Order,Tracking 1,Tracking 2\n#1,{U},{U2}\n")
    file = read_shipments(path)
    assert file.columns == "columns: order=Order, number=Tracking 1"
    assert "column 'Tracking 2' holds the number of a further parcel of its row" in file.remarks[0]
    shown = CliRunner().invoke(command, ["columns", str(path)]).output
    assert re.search(r"Tracking 2 +number +a further parcel of the row", shown)
    # The others go on with a column that is named, too.
    for column, numbers in (("Tracking 1", f"{U};{U2}"), ("Tracking 2", U2)):
        (row,) = read_shipments(path, {"number": column}).rows
        assert row.number == numbers


def test_a_carrier_beside_numbers_in_several_columns_is_the_parcels_own(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    numbers = "DPD 09446440052901,DPD 09446440052902", "DPD 09446440052901,09446440052902"
    path.write_text("Order,Tracking 1,Tracking 2\n" + "".join(f"#{n},{cells}\n" for n, cells in enumerate(numbers)))
    assert [row.shipment and row.shipment.company for row in read_shipments(path).rows] == ["DPD", "DPD"]
    path = tmp_path / "parcels.json"
    path.write_text('[{"order": "#1", "number": ["DPD 09446440052901", "DPD 09446440052902"]}]')
    assert [row.shipment and row.shipment.company for row in read_shipments(path).rows] == ["DPD"]


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        (
            f"Order,Tracking Number,Tracking Code\n#1,{U},\n#2,,{U2}\n",
            ["column 'Tracking Code' holds the number of rows in which 'Tracking Number' is empty"],
        ),
        (
            f"order,number,number 2\n#1,{U},\n#2,,{U2}\n",
            ["column 'number 2' holds the number of a further parcel of its row"],
        ),
        (
            f"Order,Tracking 1,Tracking 2\n#1,{U},\n#2,,{U2}\n#3,,\n",
            [
                "column 'Tracking 2' holds the number of a further parcel of its row",
                "columns 'Tracking 1' and 'Tracking 2' are empty in 1 of 3 rows, which are sent without a number unless "
                "they are refused",
            ],
        ),
    ],
)
def test_numbers_in_another_column_are_not_called_missing(tmp_path: Path, text: str, remarks: list[str]) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text(text)
    assert list(read_shipments(path).remarks) == [f"line 1: {remark}" for remark in remarks]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", f"注文番号,追跡番号,備考\n#1,{U},東京\n"),
        ("gb18030", f"订单号,运单号,备注\n#1,{U},上海\n"),
        ("cp1251", f"Номер заказа;Накладная;Город\n#1;{U};Тверь\n"),
    ],
)
def test_an_old_encoding_is_told_by_the_headers(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "parcels.csv"
    path.write_bytes(text.encode(encoding))
    file = read_shipments(path)
    assert [told(row) for row in file.rows] == [f"#1 {U}"]
    assert file.remarks == (f"read as {encoding}, in which its headers are known; otherwise name it with --encoding",)


def test_headers_repeated_and_totals_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    path.write_text(f"{HEAD}#1,{U},A,2\n\ufeff{HEAD}#2,{U2},A,1\nTotal: 2,,,3\nSumme,2,1,3\n", encoding="utf-8")
    file = read_shipments(path)
    assert [told(row) for row in file.rows] == [f"#1 {U} A2", f"#2 {U2} A1"]
    assert file.remarks == (
        "line 3 repeats the header, and is left out",
        "line 5 is a total, and is left out",
        "line 6 is a total, and is left out",
    )


def test_rows_that_a_sheet_hides_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "parcels.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("new")
        for place, row in enumerate([("Order", "Tracking"), ("#1", U), ("#2", U2)]):
            sheet.write_row(place, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
    with pytest.raises(Misuse, match="row 3 is hidden in the sheet; use a sheet without hidden rows"):
        read_shipments(path)
    assert len(read_shipments(path, where=["Order=#1"]).rows) == 1
