"""What a small workbook may hold: a text that many cells name, a cell far off, and parts that one reader cannot read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter

from tests.test_strange_files import MANIFEST, ODS
from tracking.errors import TableError
from tracking.tabular import workbook_size
from tracking.tabular.formats import open_table

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@cache
def parts() -> dict[str, bytes]:
    """The parts of a workbook of two cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row(0, 0, ["order", "number"])
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_rows(rows: str) -> bytes:
    return parts()[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")


def packed(path: Path, given: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in given.items():
            archive.writestr(name, data)
    return path


def said_of(path: Path) -> str:
    with pytest.raises(TableError) as error, open_table(path) as reader:
        list(reader.chunks())
    return str(error.value)


@pytest.mark.parametrize(
    "rows",
    [
        FAR,
        FAR.replace('"', "'"),
        FAR.replace('r="', 'r = "'),
        FAR.replace("XFD1048576", "xfd0000000000000001048576"),
        FAR.replace("XFD1048576", "&#88;FD1048576"),
        '<row r="1048575"></row><row><c r="XFD"><v>1</v></c></row>',
        f'<row r="1048576">{"<c/>" * 16_384}</row>'.replace("<c/>", "<c></c>"),
        FAR.replace("<c ", "<x:c xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' ").replace(
            "</c>", "</x:c>"
        ),
    ],
)
def test_a_cell_far_off_however_it_is_written(rows: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "t.xlsx", {**parts(), SHEET: with_rows(rows)})
    assert "cells are spread over 17,179,869,184 places" in said_of(path)


def test_a_text_that_many_cells_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "MOST_BYTES", 1 << 20)
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{{}}</v></c></row>' for row in range(2, 202))
    texts = parts()[TEXTS].replace(b"order", b"x" * 10_000)
    path = packed(tmp_path / "t.xlsx", {**parts(), SHEET: with_rows(rows.replace("{}", "0")), TEXTS: texts})
    assert "it holds more than 1 MB once it is unpacked; save its sheet as CSV" in said_of(path)
    packed(path, {**parts(), SHEET: with_rows(rows.replace("{}", "1")), TEXTS: texts})
    with open_table(path) as reader:
        assert sum(map(len, reader.chunks())) == 200, "one cell has the long text, the others a short one"


@pytest.mark.parametrize(
    "cell",
    [
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="20"><text:p>{"x" * 60_000}</text:p>'
        "</table:table-cell>",
        '<table:table-cell office:value-type="string"><text:p>x<text:s text:c="2000000000"/></text:p></table:table-cell>',
        f'<table:table-cell office:value-type="string" office:string-value="{"x" * 60_000}" table:number-columns-repeated="20"/>',
    ],
)
def test_a_long_text_that_is_repeated(cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "MOST_BYTES", 1 << 20)
    given = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": MANIFEST.encode(),
        "content.xml": ODS.format(f"<table:table-row>{cell}</table:table-row>").encode(),
    }
    assert "it holds more than 1 MB once it is unpacked" in said_of(packed(tmp_path / "t.ods", given))
    given["content.xml"] = given["content.xml"].replace(b"<table:table-cell", b"<oops <table:table-cell")
    assert "it is damaged (content.xml is not XML)" in said_of(packed(tmp_path / "t.ods", given))
    given["META-INF/manifest.xml"] = MANIFEST.replace("></", "><manifest:encryption-data/></").encode()
    assert "it has a password" in said_of(packed(tmp_path / "t.ods", given))
    given["META-INF/manifest.xml"] += b" " * (17 << 20)
    assert "it holds more than 1 MB" in said_of(packed(tmp_path / "t.ods", given))
    del given["META-INF/manifest.xml"]
    assert "it is damaged" in said_of(packed(tmp_path / "t.ods", given))


def no_xml(given: dict[str, bytes]) -> None:
    given[SHEET] = with_rows(FAR).replace(b"<sheetData>", b"&nothing;<sheetData>")


def elsewhere(given: dict[str, bytes]) -> None:
    given["xl/worksheets/sheet1.png"] = b"\x89PNG" + with_rows(FAR)


def texts_no_xml(given: dict[str, bytes]) -> None:
    given[TEXTS] = given[TEXTS].replace(b"order", b"&order;")


def encoded(given: dict[str, bytes]) -> None:
    given[SHEET] = given[SHEET].replace(b"UTF-8", b"UTF-9")


@pytest.mark.parametrize("change", [no_xml, elsewhere, texts_no_xml, encoded])
def test_a_part_that_is_no_xml(change: Callable[[dict[str, bytes]], None], tmp_path: Path) -> None:
    given = dict(parts())
    change(given)
    assert " is not XML); save it again" in said_of(packed(tmp_path / "t.xlsx", given))


def test_a_damaged_part_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {"a.bin": b"hello", **parts(), SHEET: with_rows(FAR)}.items():
            archive.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"hello", b"hullo"))
    assert "it is damaged (a.bin: Bad CRC-32 for file 'a.bin'); save it again" in said_of(path)


def test_pictures_do_no_harm(tmp_path: Path) -> None:
    with open_table(packed(tmp_path / "t.xlsx", {**parts(), "xl/media/a.png": b"\x89PNG<c r='XFD1'>"})) as reader:
        assert reader.header == ("order", "number")


def record(kind: int, data: bytes) -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(data) & 127 | 128, len(data) >> 7]) + data


def whole(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, "little") for number in numbers)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (record(0, whole(1_048_575)) + record(1, whole(16_383, 0)), "spread over 17,179,869,184 places"),
        (record(0, whole(0)) + record(7, whole(0, 0, 0)) * 200, "it holds more than 1 MB"),
        (record(500, bytes(16_000)) * 100 + record(0, whole(1_048_575)) + record(2, whole(16_383)), "spread over"),
    ],
)
def test_binary_workbooks(sheet: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_size, "MOST_BYTES", 2 << 20 if "spread" in said else 1 << 20)
    monkeypatch.setattr(workbook_size, "_PIECE", 5_000)
    texts = record(19, b"x" * 10_000)
    rels = b"<Relationships><Relationship Id='rId1' Target='worksheets/Sheet.bin'/></Relationships>"
    given = {"xl/_rels/workbook.bin.rels": rels, "xl/worksheets/sheet.bin": sheet, "xl/sharedStrings.bin": texts}
    assert said in said_of(packed(tmp_path / "t.xlsb", given))
    given["xl/printerSettings/printer.bin"] = given.pop("xl/worksheets/sheet.bin")
    assert "this is not a spreadsheet" in said_of(packed(tmp_path / "t.xlsb", given)), "which is left to the reader"
