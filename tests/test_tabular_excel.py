"""Spreadsheets: text keeps its zeros, what was rounded is refused, one table a file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from xlsxwriter import Workbook

from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse
from tracking.errors import TableError
from tracking.server.orders_file import read_orders
from tracking.tabular.formats import EXCEL, JSON_LINES, format_by_content, open_table
from tracking.tabular.reader import Source, rows_of
from tracking.tabular.workbook_size import check_workbook_size

UPS = "1Z001985YW99744790"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def excel(path: Path, *sheets: list[list[Any]], hidden: int | None = None) -> Path:
    book = Workbook(path)
    for place, rows in enumerate(sheets):
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(line, column, cell, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
                elif cell is not None:
                    sheet.write(line, column, cell)
        if place == hidden:
            sheet.hide()
    book.close()
    return path


def open_document(path: Path, rows: list[list[str | float]]) -> Path:
    """A spreadsheet as LibreOffice writes it, as far as it is read."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'

    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{lines}</table:table></office:spreadsheet></office:body>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return path


def rows(path: Path) -> list[tuple[int, list[str]]]:
    with open_table(path) as reader:
        return [(row.line, list(row.cells)) for row in rows_of(reader)]


def test_cells_are_text(tmp_path: Path) -> None:
    when = datetime(2026, 11, 30)
    path = excel(
        tmp_path / "t.xlsx",
        [
            ["Order", "Number", "When", "Gift", "Weight"],
            ["00123", UPS, when, True, 1.5],
            [],
            [1002, 123456789012345, when, False, 2],
        ],
    )
    assert rows(path) == [
        (2, ["00123", UPS, "2026-11-30", "true", "1.5"]),
        (4, ["1002", "123456789012345", "2026-11-30", "false", "2"]),
    ]


def test_numbers_that_were_rounded_are_refused_by_name(tmp_path: Path) -> None:
    path = excel(tmp_path / "t.xlsx", [["Order", "Number"], ["#1", 340434161094027318], ["#2", UPS]])
    wrong, right = read_shipments(path).rows
    assert (wrong.lines, wrong.shipment, [one.code for one in wrong.problems]) == ((2,), None, ["number_rounded"])
    assert "3.40434161094027E+17 is what a spreadsheet made of it" in wrong.problems[0].message
    assert right.shipment
    for name, *options in (("resolve", "--out", tmp_path / "o.xlsx"), ("validate",)):
        found = run(name, "--csv", path, *options)
        assert "row 2: " in found.output
        assert "its digits are lost" in found.output


def test_a_title_above_and_an_empty_column_before_the_table(tmp_path: Path) -> None:
    path = excel(tmp_path / "t.xlsx", [["", "Report of today"], [], ["", "Order", "Tracking number"], ["", "#1", UPS]])
    (row,) = read_shipments(path).rows
    assert (row.lines, row.order, row.number) == ((4,), "#1", UPS)
    said = run("columns", path).stdout
    assert "the header stands on line 3; what is before it is left out" in said


def test_one_table_a_file(tmp_path: Path) -> None:
    table, note = [["Order", "Number"], ["#1", UPS]], [["Made by me"]]
    assert rows(excel(tmp_path / "a.xlsx", note, table)) == [(2, ["#1", UPS])]
    assert rows(excel(tmp_path / "b.xlsx", note, table, table, hidden=2)) == [(2, ["#1", UPS])]
    with pytest.raises(Misuse, match="there is a table in each of the sheets 'Sheet1' and 'Sheet2'; save one of them"):
        read_shipments(excel(tmp_path / "c.xlsx", table, table))
    with pytest.raises(TableError, match="it is empty"):
        rows(excel(tmp_path / "d.xlsx", []))


def test_open_document(tmp_path: Path) -> None:
    path = open_document(tmp_path / "t.ods", [["Order", "Number", "Qty"], ["00123", UPS, 2.0]])
    assert rows(path) == [(2, ["00123", UPS, "2"])]
    found = run("resolve", "--csv", path, "--out", tmp_path / "o.ods")
    assert (found.exit_code, "only .xlsx can be written" in found.stderr) == (2, True)
    assert run("resolve", "--csv", path, "--out", tmp_path / "o.xlsx").exit_code == 0
    assert rows(tmp_path / "o.xlsx")[0][1][:5] == ["00123", UPS, "2", "ups", "UPS"]


def test_what_is_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    for content in (b"", b"order,number\n#1,x\n", b"PK\x03\x04 and more"):
        path.write_bytes(content)
        with pytest.raises(TableError, match="this is not a spreadsheet"):
            rows(path)
    assert run("columns", path).exit_code == 2


@pytest.mark.parametrize(
    "text", ["<workbook/>x", '<workbook a="" a=""/>', '<?xml version="1.0" encoding="no"?><workbook/>']
)
def test_a_list_of_sheets_that_is_not_xml_is_damage(text: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", text)
        archive.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<w><sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row></sheetData></w>',
        )
    with pytest.raises(TableError, match=r"t\.xlsx: it is damaged \(its list of sheets is not XML\)"):
        check_workbook_size("t.xlsx", file)


def test_it_is_known_by_how_it_begins(tmp_path: Path) -> None:
    path = excel(tmp_path / "t.xlsx", [["Order"], ["#1"]])
    with path.open("rb") as file:
        assert format_by_content(Source("export", file, path), JSON_LINES) is EXCEL


def test_a_shops_orders(tmp_path: Path) -> None:
    table = [["id", "name", "line_id", "quantity", "sku"], [1, "#1", 11, 2, "007"], [1, "", 12, 1, "A"]]
    (order,) = read_orders(excel(tmp_path / "orders.xlsx", table))
    assert [(line.id, line.quantity, line.sku) for line in order.lines] == [(11, 2, "007"), (12, 1, "A")]


def test_text_stays_text_when_it_is_written(tmp_path: Path) -> None:
    path = excel(tmp_path / "t.xlsx", [["Number", "Note"], [UPS, "=1+1"], [UPS, "https://example.com"]])
    run("resolve", "--csv", path, "--out", tmp_path / "o.xlsx")
    assert [cells[1] for _, cells in rows(tmp_path / "o.xlsx")] == ["=1+1", "https://example.com"]


def test_columns_of_a_spreadsheet(tmp_path: Path) -> None:
    found = run("columns", excel(tmp_path / "t.xlsx", [["Order", "Number"], ["#1", UPS]]), "--json")
    assert json.loads(found.stdout) == {
        "columns": {"order": "Order", "number": "Number"}, "unused": [], "questions": [], "rows": 1,
    }  # fmt: skip


def test_a_merged_cell_holds_for_each_of_its_rows_but_a_quantity_does_not(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Order", "Tracking", "SKU", "Qty", "Box", "Status"])
        for line, sku in enumerate(["A", "B", "", "E", "C", "D"], 1):
            sheet.write_string(line, 2, sku)
        for cells, text in (("A2:A5", "#1"), ("B2:B5", UPS), ("D2:D3", "3"), ("E2:E3", "1"), ("F2:F3", "Void")):
            sheet.merge_range(cells, text)
        sheet.write_row("A6", ["", UPS, "C", "1"])
        sheet.merge_range("D7:E7", "x")
    first, last = ["#1", UPS, "A", "3", "1", "Void"], ["", "", "D", "x", "", ""]
    others = [
        (3, ["#1", UPS, "B", "", "", "Void"]),
        (5, ["#1", UPS, "E", "", "", ""]),
        (6, ["", UPS, "C", "1", "", ""]),
    ]
    assert rows(path) == [(2, first), *others, (7, last)]
