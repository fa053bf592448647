from __future__ import annotations

import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse
from tracking.errors import TableError
from tracking.fulfillment.shipment import Shipment, ShipmentLine
from tracking.server.orders_file import OrdersFileError, read_orders
from tracking.tabular.excel_file import ExcelWriter, workbook_of
from tracking.tabular.formats import CSV, FORMATS, JSON_LINES, format_by_content, format_by_ending, open_table
from tracking.tabular.reader import AddedColumn, Row, Source, record_of, rows_of

HEADER = ("order", "number", "quantity")
ROWS = (("#1", "1Z001985YW99744790", "2"), ("#2", "RR123456785CN", None))


def written_csv(path: Path) -> None:
    path.write_text("".join(",".join(cell or "" for cell in row) + "\n" for row in (HEADER, *ROWS)))


def written_json_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS))


def written_json(path: Path) -> None:
    path.write_text(json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS], indent=1))


def written_parquet(path: Path) -> None:
    pq.write_table(pa.table({name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)}), path)


def written_excel(path: Path) -> None:
    with path.open("wb") as file, workbook_of(file) as book:
        sheet = ExcelWriter(book, HEADER, "")
        for row in ROWS:
            sheet.write_row(row)


WRITTEN: dict[str, Callable[[Path], None]] = {
    "CSV": written_csv,
    "JSON lines": written_json_lines,
    "JSON": written_json,
    "Parquet": written_parquet,
    "a spreadsheet": written_excel,
}


@pytest.fixture(params=FORMATS, ids=lambda format_: format_.name)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same rows, in each format."""
    path = tmp_path / f"table{request.param.endings[0]}"
    WRITTEN[request.param.name](path)
    return path


def test_every_format_gives_header_and_rows(table: Path) -> None:
    with open_table(table) as reader:
        assert reader.header == HEADER
        rows = list(rows_of(reader))
    assert [(row.line, row.last) for row in rows] == {
        ".csv": [(2, 2), (3, 3)],
        ".jsonl": [(1, 1), (2, 2)],
        ".json": [(2, 6), (7, 11)],
        ".parquet": [(1, 1), (2, 2)],
        ".xlsx": [(2, 2), (3, 3)],
    }[table.suffix]
    assert [tuple(cell or None for cell in record_of(row).cells.values()) for row in rows] == list(ROWS)
    assert {*reader.guessed, *reader.broken} == set()


def test_every_format_is_looked_at_by_columns_and_written_with_more(table: Path) -> None:
    added = (AddedColumn("order", "text"), AddedColumn("sum", "number"), AddedColumn("codes", "texts"))
    with open_table(table) as reader:
        (chunk,) = reader.chunks()
        assert list(chunk.column("number")) == [row[1] for row in ROWS]
        assert len(chunk) == len(chunk.rows) == 2
        out = io.BytesIO()
        with reader.writer(out, added) as writer:
            writer.write(chunk, [["a", "b"], [1.5, None], [["x", "y"], []]])
    again = table.with_stem("again")
    again.write_bytes(out.getvalue())
    with open_table(again) as reader:
        records = [record_of(row).cells for row in rows_of(reader)]
    lists = ["x;y", ""] if not reader.typed else [["x", "y"], []]
    assert [(cells["given_order"], cells["order"], cells["codes"]) for cells in records] == [
        ("#1", "a", lists[0]),
        ("#2", "b", lists[1]),
    ]
    assert [float(cells["sum"]) if cells["sum"] else None for cells in records] == [1.5, None]


def test_every_format_is_resolved(table: Path) -> None:
    out = table.with_stem("out")
    found = CliRunner().invoke(command, ["resolve", "--csv", str(table), "--out", str(out)])
    assert (found.exit_code, found.stderr.splitlines()[1]) == (
        0,
        "2 rows: 2 with a carrier, 2 with a link (2 by pattern)",
    )
    with open_table(out) as reader:
        assert [record_of(row).cells["tracking_carrier"] for row in rows_of(reader)] == ["ups", "china-post"]


def test_every_format_is_fulfilled(table: Path) -> None:
    assert [row.shipment for row in read_shipments(table).rows] == [
        Shipment(order="#1", numbers=(ROWS[0][1] or "",), lines=(ShipmentLine(quantity=2),)),
        Shipment(order="#2", numbers=(ROWS[1][1] or "",)),
    ]


ORDERS = [
    {"id": 1, "name": "#1", "line_id": 11, "quantity": 2, "sku": "A", "cancelled": None},
    {"id": 1, "name": "#1", "line_id": 12, "quantity": 1, "sku": None, "cancelled": None},
    {"id": 2, "name": "#2", "line_id": 21, "quantity": 1, "sku": "B", "cancelled": True},
]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".json", ".parquet"])
def test_orders_with_a_row_for_each_line(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"orders{ending}"
    if ending == ".parquet":
        pq.write_table(pa.Table.from_pylist(ORDERS), path)
    elif ending == ".json":
        path.write_text(json.dumps(ORDERS))
    elif ending == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ORDERS))
    else:
        path.write_text("id,name,line_id,quantity,sku,cancelled\n1,#1,11,2,A,\n,,,,,\n1,,12,1,,\n2,#2,21,1,B,true\n")
    one, two = read_orders(path)
    assert (one.id, one.name, one.cancelled, two.cancelled) == (1, "#1", False, True)
    assert [(line.id, line.quantity, line.sku, line.location_id) for line in one.lines] == [
        (11, 2, "A", 1),
        (12, 1, None, 1),
    ]
    assert [line.id for line in two.lines] == [21]


def test_orders_with_their_lines_in_parquet(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.Table.from_pylist([{"id": 1, "name": "#1", "lines": [{"id": 11, "quantity": 2}]}]), path)
    (one,) = read_orders(path)
    assert [(line.id, line.quantity) for line in one.lines] == [(11, 2)]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("o.csv", b"id,name,line_id,quantity\n1,#1,11,1\n1,#2,12,1\n", ":3: name: not as on line 2, which is the same order; make"),
        ("o.csv", b"id,name,line_id,quantity\n1,#1,11,x\n", ":2: lines[0].quantity: expected a whole number, found text"),
        ("o.csv", b'id,name,line_id,quantity\n1,#1,"11,1\n', ":2: the line cannot be read (unexpected end of data); check its"),
        ("o.csv", "id,name\n1,#1\n".encode("utf-16-le"), ": this is UTF-16 without a mark at its beginning; save it as UTF-8"),
        ("o.jsonl", b'{"id": 1, "name": "\xd6"}\n', ":1: it is not UTF-8; save the file as UTF-8"),
        ("o.jsonl", b'{"id": 1, "name": 1.5, "lines": []}\n', ":1: name: expected text, found a number; put quotes around it"),
        ("o.jsonl", b'{"id": 1, "name": "\\ud800", "lines": []}\n', ":1: 'utf-8' codec can't encode character"),
        ("o.jsonl", b'{"id": 1, "x": ' + b"[" * 900 + b"]" * 900 + b"}\n", ":1: "),
        ("o.json", b'[{"id": 1,\n"name": "#1", "lines": []}]', ":1: lines: there is none; give at least one line"),
        ("o.json", b'[{"id": 1}\n{}]', ":2: this is not JSON"),
        ("o.parquet", b"PAR1", ": this is not a Parquet file ("),
    ],
)  # fmt: skip
def test_orders_that_cannot_be_read(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(OrdersFileError) as raised:
        read_orders(path)
    assert str(raised.value).startswith(f"{path}{said}")


@pytest.mark.parametrize("name", ["orders.jsonl", "orders", "orders.json", "orders.csv"])
def test_a_file_of_orders_may_be_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert read_orders(tmp_path / name) == []


def test_a_format_is_told_by_ending_then_by_beginning() -> None:
    def told(name: str, data: bytes) -> str:
        return format_by_content(Source(name, io.BufferedReader(io.BytesIO(data)), None), CSV).name

    assert format_by_ending("t.pdf") is None
    assert told("t.jsonl", b"a,b\n") == "JSON lines"
    assert told("t.txt", b'\n {"a": 1}\n') == told("t", '\ufeff{"a": 1}\n'.encode("utf-16")) == "JSON lines"
    assert told("t.json", b'{"a": 1}\n') == "JSON lines"
    assert told("t.json", b" [1") == told("t", b"[\n]") == told("t.txt", b"[{}]") == "JSON"
    assert told("t.bin", b"PAR1\x15\x04") == "Parquet"
    assert told("t", b"a,b\n") == told("t.csv", b"") == told("t.json", b"") == told("t", b"[Order],[Number]\n") == "CSV"


def test_no_row_is_lost_behind_those_that_name_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text("".join(f'{{"n": {n}}}\n' for n in range(1003)))
    with open_table(path) as reader:
        assert reader.header == ("n",)
        assert [row.cells[0] for row in rows_of(reader)] == list(range(1003))


def test_errors_name_file_line_field_and_cure(tmp_path: Path) -> None:
    error = TableError("t.csv", "it is wrong", "use {encoding} NAME", line=3, field="number")
    assert str(error) == "t.csv: line 3: number: it is wrong; use encoding NAME"
    assert error.told("--encoding") == "t.csv: line 3: number: it is wrong; use --encoding NAME"
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.cure) == (str(error), 3, error.cure)
    with (
        pytest.raises(TableError, match="No such file or directory; name a file that can be read"),
        open_table(tmp_path / "x"),
    ):
        pass


def test_parquet_for_fulfillments_has_identifiers_digit_by_digit(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    times = pa.array([1], pa.timestamp("ns"))
    pq.write_table(pa.table({"order": [1001], "number": ["A"], "quantity": [2.0], "notify": [True], "at": times}), path)
    (row,) = read_shipments(path).rows
    assert row.shipment == Shipment(
        order="1001", numbers=("A",), lines=(ShipmentLine(quantity=2),), notify_customer=True
    )
    pq.write_table(pa.table({"order": ["#1"], "number": [122816215025810.0]}), path)
    with pytest.raises(
        Misuse, match="column 'number', the number, holds double; write it as text, so that no digit is lost"
    ):
        read_shipments(path)


def test_a_row_that_cannot_be_read_has_no_cells(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"2\n')
    with open_table(path) as reader:
        (row,) = rows_of(reader)
    assert (row.line, row.names, row.problem and row.problem.code) == (2, ("a", "b"), "row_broken")
    assert record_of(row).cells == {}
    assert record_of(Row(1, 1, ("a", "a"), (None, 0))).cells == {"a": 0}


def test_the_lines_of_a_strict_source_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n\xc3\xa9\n\xe9\n\x81\n\0\n")
    with open_table(path) as reader:
        assert [row.cells for row in rows_of(reader)] == [["é"], ["é"], ["\ufffd"], ["\0"]]
        assert (reader.guessed, reader.broken) == ({3}, {4, 5})
    assert JSON_LINES.options == {"encoding"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no JSON object; write one array of objects"),
        ("[]\n", "there is no JSON object; write one array of objects"),
        ('\n{"number": 1}\n', "line 2: this is not JSON ([ is expected); write one array of objects"),
        ('[{"number": 1}\n{}]', "line 2: this is not JSON (, or ] is expected); write one array of objects"),
        ('[{"number": 1},\n', "line 2: this is not JSON (Expecting value); write one array of objects"),
        ('[{"number": 1},\r\n{"number" 2}]', "line 2: this is not JSON (Expecting ':' delimiter); write one array of objects"),
        ('[{"number": 1}]\r\n, 2', "line 2: this is not JSON (the array ended before); write one array of objects"),
        ("[" * 100_000, "line 1: this is not JSON (maximum recursion depth exceeded"),
    ],
)  # fmt: skip
def test_what_is_no_json_array(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(text.encode())
    out = tmp_path / "o.json"
    found = CliRunner().invoke(command, ["resolve", "--csv", str(path), "--out", str(out)])
    assert (found.exit_code, out.exists()) == (2, False)
    assert found.stderr.startswith(f"Error: {path}: {said}")


def test_a_json_array_keeps_its_objects_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[ {"number": "1Z001985YW99744790",\n  "weight": 1.50}, [1],\n{"number": 1.2e33} ]\n')
    out = tmp_path / "o.json"
    found = CliRunner().invoke(command, ["resolve", "--csv", str(path), "--out", str(out)])
    assert found.exit_code == 0
    assert '{"number": "1Z001985YW99744790",\n  "weight": 1.50, "tracking_carrier": "ups"' in out.read_text()
    assert [row["tracking_problems"] for row in json.loads(out.read_text())] == [[], ["row_broken"], ["number_rounded"]]
    assert [line.split(":")[0] for line in found.stderr.splitlines()[1:3]] == ["line 2", "line 3"]
