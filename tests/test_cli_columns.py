"""Files as shops, warehouses and label programs export them: read right, or refused with a cure that then works."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse

EXPORTS = [json.loads(line) for line in (Path(__file__).parent / "data" / "exports.jsonl").read_text().splitlines()]
UPS = "1Z12345E0200000012"
ASKED = {
    "shopify_orders_export": ["number"],
    "etsy_sold_items": ["number"],
    "shiphero": ["order"],
}
"""The fields that an export leaves open; of all others the columns are told."""


def columns(*arguments: str | Path) -> Result:
    found = CliRunner().invoke(command, ["columns", *map(str, arguments)])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def read_as(path: Path, *options: str) -> dict[str, Any]:
    found = columns(path, "--json", *options)
    read: dict[str, Any] = json.loads(found.stdout)
    assert (found.exit_code, list(read)) == (1 if read["questions"] else 0, ["columns", "unused", "questions", "rows"])
    return read


def written(tmp_path: Path, text: str, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def exported(tmp_path: Path, export: dict[str, Any]) -> Path:
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=export["separator"])
    rows.writerows([export["header"], export["row"]])
    return written(tmp_path, export["preamble"] + text.getvalue())


def answer(question: dict[str, Any], expected: dict[str, str]) -> list[str]:
    """The options of a question's cure, of several that of the expected column."""
    cures = [shlex.split(cure) for cure in question["cure"].replace(", or ", " or ").split(" or ")]
    wanted = [f"{question['field']}={header}" for header in expected.get(question["field"], "").split("|")]
    (found,) = (cure for cure in cures if cure[1].partition(" ")[0] in wanted or cure[1] in wanted)
    return found[:2]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export["name"])
def test_an_export(tmp_path: Path, export: dict[str, Any]) -> None:
    path, expected = exported(tmp_path, export), {**export["expect"]}
    if expected.pop("REFUSE", None):
        expected["number"] = ""
    read, options = read_as(path), list[str]()
    assert [question["field"] for question in read["questions"]] == ASKED.get(export["name"], [])
    for question in read["questions"]:
        assert question["field"] not in read["columns"]
        with pytest.raises(Misuse, match=r"; use --column"):
            read_shipments(path)
        options += answer(question, expected)
    read = read_as(path, *options)
    assert (read["questions"], read["rows"]) == ([], 1)
    for field, headers in expected.items():
        assert read["columns"].get(field, "-" if headers else "") in headers.split("|"), field
    given = dict(option.split("=", 1) for option in options[1::2])
    (row,) = read_shipments(path, given).rows
    assert row.shipment is not None
    cells = dict(zip(export["header"], export["row"], strict=True))
    assert row.order in {cells[header] for header in expected["order"].split("|")} if "order" in expected else True
    assert row.shipment.numbers == ((cells[expected["number"]],) if expected["number"] else ())


HEAD = "Order,Tracking number"
SITUATIONS = {
    # name: file; what is asked of it; the options that answer it; what it is read as then, or the rows that are left
    "a SKU without a quantity": (f"{HEAD},SKU\n#1,{UPS},A\n", ["quantity"], ["--column", "quantity="], {"sku": "SKU"}),
    "a SKU and pieces": (
        f"{HEAD},SKU,Pieces,Boxes,Parcels\n#1,{UPS},A,3,1,1\n",
        ["quantity"],
        ["--column", "quantity=Pieces"],
        {"sku": "SKU", "quantity": "Pieces"},
    ),
    "a kit": (f"{HEAD},SKU,Qty\n#1,{UPS},A,2\n", [], ["--column", "sku="], {"sku": None, "quantity": None}),
    "two quantities": (
        f"{HEAD},SKU,Quantity,Shipped Qty\n#1,{UPS},A,5,2\n",
        [],
        [],
        {"quantity": "Shipped Qty"},
    ),
    "two quantities that are as telling": (
        f"{HEAD},SKU,Units,Shipped Qty\n#1,{UPS},A,5,2\n",
        ["quantity"],
        ["--column", "quantity=Shipped Qty"],
        {"quantity": "Shipped Qty"},
    ),
    "the warehouse's order and the shop's": (
        f"Order ID,Store Order ID,Tracking number\n77,#1,{UPS}\n",
        [],
        [],
        {"order": "Store Order ID"},
    ),
    "an order and a reference that differs": (
        f"Order ID,Customer Reference,Tracking number\n77,#1,{UPS}\n",
        ["order"],
        ["--column", "order=Customer Reference"],
        {"order": "Customer Reference"},
    ),
    "an order and a reference that says the same": (
        f"Order,Reference,Tracking number\n#1,1,{UPS}\n",
        [],
        [],
        {"order": "Order"},
    ),
    "two of the shop's": (
        f"Store Order ID,Channel reference,Tracking number\n#1,X9,{UPS}\n",
        ["order"],
        ["--column", "order=Store Order ID"],
        {"order": "Store Order ID"},
    ),
    "an order and an unknown column that looks like one": (
        f"Order ID,Origin,Tracking number\n77,#1,{UPS}\n",
        ["order"],
        ["--column", "order=Origin"],
        {"order": "Origin"},
    ),
    "the customer's order": (
        f"Order Id,Order Ref,Customer Order No,Tracking number\n7,SO-7,#1,{UPS}\n",
        ["order"],
        ["--column", "order=Customer Order No"],
        {"order": "Customer Order No"},
    ),
    "the customer's number": (
        f"Order,Customer Number,Tracking number\n#1,77,{UPS}\n",
        [],
        [],
        {"order": "Order"},
    ),
    "the recipients' companies": (
        f"Order,Company,Tracking number\n#1,ACME Ltd,{UPS}\n",
        ["company"],
        ["--column", "company="],
        {"company": None},
    ),
    "a company beside a carrier": (
        f"Order,Company,Carrier,Tracking number\n#1,ACME Ltd,UPS,{UPS}\n",
        [],
        [],
        {"company": "Carrier"},
    ),
    "people's names": (
        f"Name,Tracking number\nAnn Doe,{UPS}\n",
        ["order"],
        ["--column", "order=Name"],
        {"order": "Name"},
    ),
    "a number that repeats the order": (
        f"Name,Number,Label\n#1001,1001,{UPS}\n",
        ["number"],
        ["--column", "number=Label"],
        {"number": "Label", "order": "Name"},
    ),
    "a number of no known form, and another column that is": (
        f"Order,Number,Label\n#1001,55,{UPS}\n",
        ["number"],
        ["--column", "number=Number"],
        {"number": "Number"},
    ),
    "two numbers, one of which is of no known form": (
        f"Order,Tracking ID,Waybill\n#1001,55,{UPS}\n",
        [],
        [],
        {"number": "Waybill"},
    ),
    "a number's column that is empty, and another column that is none": (
        f"Order,Tracking number,Label\n#1,,{UPS}\n",
        ["number"],
        ["--column", "number=Label"],
        {"number": "Label"},
    ),
    "orders without a number": ("Order,Tracking number,Note\n#1,,x\n", [], [], {"number": "Tracking number"}),
    "a number of no known form alone": ("Order,Tracking number\n#1,99\n", [], [], {"number": "Tracking number"}),
    "a program's own ids": (
        "Order,Shipment ID,Parcel ID\n#1,99,5\n",
        ["number"],
        ["--column", "number="],
        {"number": None, "key": None},
    ),
    "several shops": (f"{HEAD},Store\n#1,{UPS},A\n#1,{UPS},B\n", ["where"], ["--where", "Store=a"], 1),
    "several shops, two of which count": (
        f"{HEAD},Store\n#1,{UPS},A\n#2,{UPS},B\n#3,{UPS},C\n",
        ["where"],
        ["--where", "Store=A", "--where", "Store=B"],
        2,
    ),
    "one shop": (f"{HEAD},Store\n#1,{UPS},A\n#2,{UPS},\n#3,{UPS},A\n", [], [], 3),
    "void labels": (f"{HEAD},Status\n#1,{UPS},Void\n#1,{UPS},ok\n", ["where"], ["--where", "Status!=Void"], 1),
    "cancelled orders": (
        f"{HEAD},Fulfillment: Status\n#1,{UPS},success\n#2,{UPS},cancelled\n#3,{UPS},Voided\n",
        ["where"],
        ["--where", "Fulfillment: Status!=cancelled", "--where", "Fulfillment: Status!=Voided"],
        1,
    ),
    "labels that were voided": (
        f"{HEAD},Voided At\n#1,{UPS},2026-01-01\n#1,{UPS},\n",
        ["where"],
        ["--where", "Voided At="],
        1,
    ),
    "none that was voided": (f"{HEAD},Voided\n#1,{UPS},No\n#2,{UPS},false\n", [], [], 2),
    "German": (
        f"Auftragsnummer;Sendungsnummer;Artikelnummer;Menge;Status\n#1;{UPS};A;1;Storniert\n#2;{UPS};A;1;Versandt\n",
        ["where"],
        ["--where", "Status!=Storniert"],
        1,
    ),
    "a title of two lines": (f"Report\n\nMade by,me\n{HEAD},Note\n#1,{UPS},x\n", [], [], 1),
    "a separator that is declared behind a title": (
        f"Report; made today\nsep=|\nOrder|Tracking number\n#1|{UPS}\n",
        [],
        [],
        {"number": "Tracking number"},
    ),
    "JSON lines": (
        f'{{"order_id": "#1", "tracking": {{"x": 1}}, "Tracking number": "{UPS}", "status": "void"}}\n',
        ["where"],
        ["--where", "status!=void"],
        0,
    ),
    "a carrier's service": (f"{HEAD},Shipping Method\n#1,{UPS},UPS Ground\n", [], [], {"company": "Shipping Method"}),
    "a service that names no carrier": (f"{HEAD},Shipping Method\n#1,{UPS},Ground\n", [], [], {"company": None}),
    "groups": (
        f"Order: Name,Line: ID,Line: SKU,Line: Quantity,Fulfillment: ID,Fulfillment: Tracking Number\n#1,9,A,2,8,{UPS}\n",
        [],
        [],
        {
            "order": "Order: Name",
            "sku": "Line: SKU",
            "quantity": "Line: Quantity",
            "line_item_id": None,
            "key": None,
            "number": "Fulfillment: Tracking Number",
        },
    ),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation(tmp_path: Path, name: str) -> None:
    text, asked, options, then = SITUATIONS[name]
    path = written(tmp_path, text, "s.jsonl" if text.startswith("{") else "s.csv")
    read = read_as(path)
    assert [question["field"] for question in read["questions"]] == asked
    if asked:
        with pytest.raises(Misuse, match=r"; use --"):
            read_shipments(path)
    read = read_as(path, *options)
    assert read["questions"] == []
    if isinstance(then, int):
        assert read["rows"] == then
    else:
        assert {field: read["columns"].get(field) for field in then} == then


def test_how_a_file_is_read_is_shown_to_people(tmp_path: Path) -> None:
    path = written(tmp_path, f"A report\nOrder Number,Order ID,Tracking Number,Zone\n#1,77,{UPS},4\n")
    found = columns(path)
    assert found.exit_code == 1
    assert [line.split() for line in found.stdout.splitlines()] == [
        ["Order", "Number", "?", "it", "may", "be", "the", "order", "#1"],
        ["Order", "ID", "?", "it", "may", "be", "the", "order", "77"],
        ["Tracking", "Number", "number", "its", "header", UPS],
        ["Zone", "-", "not", "known,", "left", "out", "4"],
        ["the", "header", "stands", "on", "line", "2;", "what", "is", "before", "it", "is", "left", "out"],
        ["1", "row"],
        [
            "question:",
            "'Order",
            "Number'",
            "and",
            "'Order",
            "ID'",
            "may",
            "both",
            "be",
            "the",
            "shop's",
            "order,",
            "and",
            "differ",
        ],
        ["use", "--column", '"order=Order', 'Number"', "or", "--column", '"order=Order', 'ID"'],
    ]
    assert path.read_text().startswith("A report")


def test_a_candidate_stands_once_in_a_cure(tmp_path: Path) -> None:
    path = written(tmp_path, f"Order,Tracking,Foo\n1001,zz-9,{UPS}\n1002,zz-8,{UPS}\n")
    (question,) = read_as(path)["questions"]
    assert question["candidates"] == ["Foo", "Tracking"]
    assert question["cure"].count("number=Tracking") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--column", "order=x"], "--column order=x: no such column; the file has order, number"),
        (["--column", "order="], "every shipment needs its order; name the column"),
        (["--column", "colour=order"], "no such field; the fields are order,"),
        (
            ["--where", "x=1"],
            "--where: no such condition: x=1; write HEADER=VALUE or HEADER!=VALUE; the file has order",
        ),
        (["--where", "order"], "no such condition: order; write HEADER=VALUE"),
        (["--separator", "ab"], "this is not a single character"),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, options: list[str], said: str) -> None:
    found = columns(written(tmp_path, f"order,number\n#1,{UPS}\n"), *options)
    assert (found.exit_code, said in found.stderr) == (2, True), found.stderr


def test_what_is_said_for_every_row(tmp_path: Path) -> None:
    path = written(tmp_path, f"Order,Number,Carrier\n1001,{UPS},\nEN1002,{UPS},DHL\n")
    file = read_shipments(path, order_prefix="EN", company="UPS")
    assert [(row.order, row.shipment and row.shipment.company) for row in file.rows] == [
        ("EN1001", "UPS"),
        ("EN1002", "DHL"),
    ]


def test_the_same_options_for_resolve_and_validate(tmp_path: Path) -> None:
    path = written(tmp_path, f"Order,Number,Label,Status\n#1,55,{UPS},ok\n#2,55,{UPS}3,void\n")
    runner = CliRunner()
    for name in ("resolve", "validate"):
        asked = runner.invoke(command, [name, "--csv", str(path)])
        assert (asked.exit_code, "'Number' holds no number of a known form, and 'Label' does" in asked.stderr) == (
            2,
            True,
        )
        for option in (["--column", "number=Label"], ["--number-column", "Label"]):
            found = runner.invoke(command, [name, "--csv", str(path), *option, "--where", "Status!=Void"])
            assert (found.exit_code, UPS in found.stdout, f"{UPS}3" in found.stdout) == (0, True, False)
            assert found.stderr.startswith("columns: number=Label; not used: Order, Number, Status\n")
    every = runner.invoke(command, ["validate", "--csv", str(path), "--column", "number=Label", "--json"])
    lines = [json.loads(line) for line in every.stdout.splitlines()]
    assert [(line["line"], line["number"], line["ok"]) for line in lines] == [(2, UPS, True), (3, f"{UPS}3", False)]
