from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.cli.given_file import ShipmentsFile, read_shipments
from tracking.cli.misuse import Misuse
from tracking.fulfillment.shipment import EqualRows, Shipment, ShipmentLine
from tracking.languages.columns import column_headers
from tracking.languages.vocabulary import COLUMN_FIELDS
from tracking.tabular.columns import columns_of


def read(tmp_path: Path, data: str | bytes, name: str = "s.csv", **options: object) -> ShipmentsFile:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_shipments(path, **options)  # type: ignore[arg-type]


def shipments(file: ShipmentsFile) -> list[Shipment]:
    assert not [problem for row in file.rows for problem in row.problems]
    return [row.shipment for row in file.rows if row.shipment]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("order,number,company,url,country,postal_code,sku,quantity,notify", [*COLUMN_FIELDS[:6], "sku", "quantity", "notify"]),
        ("Bestellnummer,Sendungsnummer,Versanddienstleister,PLZ,Menge", ["order", "number", "company", "postal_code", "quantity"]),
        ("N° commande,Numéro de suivi,Transporteur,Code postal", ["order", "number", "company", "postal_code"]),
        ("Número de pedido,Número de guía,Paquetería,País", ["order", "number", "company", "country"]),
        ("numero ordine,Codice tracking,Corriere,CAP", ["order", "number", "company", "postal_code"]),
        ("Numer zamówienia,Numer przesyłki,Przewoźnik", ["order", "number", "company"]),
        ("注文番号,追跡番号,配送会社,郵便番号,数量", ["order", "number", "company", "postal_code", "quantity"]),
        ("订单号,快递单号,快递公司", ["order", "number", "company"]),
        ("Name,Tracking Number,Carrier,Tracking URL,Lineitem sku,Lineitem quantity", ["order", "number", "company", "url", "sku", "quantity"]),
        ("ORDER_ID,tracking-code,Shipping Carrier,zipCode,Notify Customer", ["order", "number", "company", "postal_code", "notify"]),
    ],
)  # fmt: skip
def test_columns_by_other_names(headers: str, fields: list[str]) -> None:
    found = columns_of(headers.split(","), {})
    assert (sorted(found.header_of), found.unknown, found.doubled) == (sorted(fields), (), ())
    assert [found.header_of[field] for field in fields] == headers.split(",")


def test_every_field_answers_to_its_own_name() -> None:
    for field, names in column_headers().items():
        for name in (field, *names):
            assert columns_of([name], {}).header_of == {field: name}


def test_the_plainer_name_wins() -> None:
    found = columns_of(["Name", "Order", "Carrier", "Colour"], {})
    assert found.header_of == {"order": "Order", "company": "Carrier"}
    assert (found.unknown, found.doubled) == (("Colour",), (("Name", "order"),))
    assert columns_of(["Name", "Order"], {"order": "Name"}).header_of["order"] == "Name"


def test_all_columns(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "order,number,company,url,country,postal_code,language,sku,line_item_id,quantity,notify,key\n"
        '#1, 1Z 9 ,UPS,https://u.example/a;b,US,10115,de,"A;B",,2,yes,k1\n'
        "2,A;B,,https://u.example/1;https://u.example/2,,,,,77,1.0,NEIN,\n",
    )
    assert shipments(file) == [
        Shipment(
            order="#1", numbers=("1Z 9",), company="UPS", urls=("https://u.example/a;b",), country="US",
            postal_code="10115", language="de", lines=(ShipmentLine(sku="A;B", quantity=2),), notify_customer=True,
            key="k1",
        ),
        Shipment(
            order="2", numbers=("A", "B"), urls=("https://u.example/1", "https://u.example/2"),
            lines=(ShipmentLine(line_item_id=77, quantity=1),), notify_customer=False,
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_line_ends_and_separators(tmp_path: Path, encoding: str, end: str, separator: str) -> None:
    text = end.join(separator.join(cells) for cells in (("order", "company"), ("#1", "Österreich")))
    file = read(tmp_path, text.encode(encoding))
    row = file.rows[0]
    assert row.lines == (2,)
    assert row.shipment == Shipment(order="#1", company="Österreich")
    assert bool(row.problems) is (encoding == "cp1252")


def test_an_encoding_that_is_named(tmp_path: Path) -> None:
    file = read(tmp_path, "order,company\n#1,Łódź\n".encode("cp1250"), encoding="cp1250")
    assert shipments(file)[0].company == "Łódź"
    broken = read(tmp_path, b"order,company\n#1,\xff\n#2,ok\n", encoding="utf-8")
    assert [row.shipment is None for row in broken.rows] == [True, False]


def test_an_encoding_that_is_wrong_in_a_later_line_of_a_cell(tmp_path: Path) -> None:
    data = b'order,number,company\n#1,A,"a\n\x81"\n#2,"B\nC","a\n\xd6\n"\n#3,D,\n'
    one, two, three = read(tmp_path, data).rows
    assert (one.lines, one.shipment, [problem.code for problem in one.problems]) == ((2,), None, ["encoding_wrong"])
    assert one.problems[0].message.startswith("line 3 holds characters of another encoding")
    assert (two.lines, bool(two.shipment), [problem.code for problem in two.problems]) == (
        (4,),
        True,
        ["encoding_guessed"],
    )
    assert two.problems[0].message.startswith("line 6 is not UTF-8")
    assert (three.lines, bool(three.shipment), three.problems) == ((8,), True, ())


def test_quoted_cells_with_separators_and_line_breaks(tmp_path: Path) -> None:
    file = read(tmp_path, 'order,company,number\n"#1","a, ""b""","X\nY"\n#2,c,Z\n')
    one, two = shipments(file)
    assert (one.company, one.numbers) == ('a, "b"', ("X", "Y"))
    assert file.rows[1].lines == (4,)
    assert two.numbers == ("Z",)


def test_an_open_quote_spoils_one_line(tmp_path: Path) -> None:
    file = read(tmp_path, 'order,number\n#1,"A\n#2,B\n#3,C\n')
    assert [(row.lines, row.shipment and row.shipment.order) for row in file.rows] == [
        ((2,), None), ((3,), "#2"), ((4,), "#3"),
    ]  # fmt: skip


def test_lines_of_one_parcel(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "order,number,company,sku,quantity\n#1,N,UPS,A,1\n1,n,,B,2\n#1,M,,A,1\n#3,N,GLS,C,1\n#1,N,UPS,A,1\n#3,N,UPS,A,1\n#2,,,A,1\n#2,,,B,1\n",
    )
    rows = {row.lines: row for row in file.rows}
    assert list(rows) == [(2, 3, 6), (4,), (5,), (7,), (8,), (9,)]
    merged = rows[2, 3, 6].shipment
    assert merged is not None
    equal = EqualRows(rows=2, others=1, others_at_most=1)
    assert merged.lines == (ShipmentLine(sku="A", quantity=1, equal=equal), ShipmentLine(sku="B", quantity=2))
    assert [problem.code for line in (5, 7) for problem in rows[line,].problems] == [
        "parcel_incomplete",
        "parcel_differs",
    ]
    assert rows[8,].shipment, "without a number nothing says that it is one parcel"
    assert rows[9,].shipment


def test_whole_orders_that_contradict_each_other_are_told_in_what(tmp_path: Path) -> None:
    file = read(tmp_path, "order,number,company,country\n#1,N,UPS,US\n#1,M,,US\n#1,L,GLS,DE\n")
    assert [problem.message for row in file.rows for problem in row.problems] == [
        f"order: this row and line {line} both send all that remains of it, and rows of the order differ in company and country; "
        "make them equal, or give sku and quantity for each parcel"
        for line in (3, 2, 2)
    ]


def test_a_row_that_sends_nothing_stands_in_no_ones_way(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "order,number,sku,quantity\n#1,BAD,,\n#1,A,,\n#1,B,,\n#1,B,,\n#2,BAD,A,1\n#2,BAD,A,1\n#2,M,A,1\n#2,M,B,1\n",
        is_refused=lambda shipment: shipment.numbers == ("BAD",),
    )
    assert [(row.lines, bool(row.shipment), [problem.code for problem in row.problems]) for row in file.rows] == [
        ((2,), True, []),  # the pipeline will refuse it
        ((3, 4), True, []),
        ((5,), False, ["duplicate_row"]),
        ((6,), True, []),
        ((7,), True, []),
        ((8, 9), True, []),
    ]


def test_a_refused_row_holds_its_own_parcel_back(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        "order,number,url,country,sku,quantity\n#1,N,,US,A,1\n#1,N,,DE,B,1\n#1,M,,,A,1\n#1,M,bad,,B,1\n#1,O,,,A,1\n",
        is_refused=lambda shipment: shipment.urls == ("bad",),
    )
    assert [(bool(row.shipment), [problem.code for problem in row.problems]) for row in file.rows] == [
        (False, ["parcel_incomplete"]),
        (False, ["parcel_differs"]),
        (False, ["parcel_incomplete"]),
        (True, []),  # the pipeline will refuse it
        (True, []),
    ]


@pytest.mark.parametrize(
    ("rows", "sent"),
    [
        ("S,#1,N,A,1\nS,#1,,B,x\n", [False, False]),
        ("S,#1,N,A,x\nS,#1,,B,1\n", [False, False]),
        ("S,#1,,A,1\nS,#1,,B,x\nT,#1,,C,1\n", [False, False, True]),
        ("S,#1,N,A,1\nS,#1,M,B,x\n", [True, False]),
    ],
)
def test_a_refused_row_holds_its_shipment_back(tmp_path: Path, rows: str, sent: list[bool]) -> None:
    file = read(tmp_path, f"shipment_id,order,number,sku,quantity\n{rows}")
    assert [bool(row.shipment) for row in file.rows] == sent


def test_a_key_says_which_rows_a_refused_one_holds_back(tmp_path: Path) -> None:
    rows = "order,number,key,sku,quantity\n#1,N,a,A,1\n#1,N,b,B,{bad}\n#1,N,b,C,1\n#1,M,c,A,1\n"
    for bad in ("x", "-1"):
        file = read(tmp_path, rows.format(bad=bad))
        assert [bool(row.shipment) for row in file.rows] == [True, False, False, True]


def test_a_page_in_a_later_row_of_an_order_is_kept(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "order,number,url\n#1,N;M,\n#1,m,https://my.shop/M\n").rows
    assert row.shipment is not None
    assert (row.shipment.numbers, row.shipment.urls) == (("N", "M"), ("", "https://my.shop/M"))


def test_keys_of_the_file(tmp_path: Path) -> None:
    file = read(tmp_path, "order,number,key\n#1,N,a\n#1,N,b\n#1,N,a\n#2,N,a\n")
    assert [(bool(row.shipment), row.skipped, [p.code for p in row.problems]) for row in file.rows] == [
        (True, False, []),
        (True, False, []),
        (False, True, ["duplicate_row"]),
        (False, False, ["key_reused"]),
    ]


def test_jsonl(tmp_path: Path) -> None:
    text = '{"order": 5, "numbers": ["A", "B"], "Menge": 2}\n\n{"order": "#6", "number": 12345678901234567890}\n'
    one, two = shipments(read(tmp_path, text, "s.jsonl"))
    assert (one.order, one.numbers, one.lines) == ("5", ("A", "B"), (ShipmentLine(quantity=2),))
    assert two.numbers == ("12345678901234567890",)
    assert shipments(read(tmp_path, text, "s.txt")) == [one, two], "known by its first character"


def test_each_line_of_json_has_its_own_names(tmp_path: Path) -> None:
    file = read(
        tmp_path, '{"order": 5, "number": "A"}\n{"Order Name": "#6", "Tracking Number": "B", "x": 1}\n', "s.jsonl"
    )
    assert [(one.order, one.numbers) for one in shipments(file)] == [("5", ("A",)), ("#6", ("B",))]
    assert file.columns == "columns: order=order or Order Name, number=number or Tracking Number; not used: x"
    assert file.remarks == ()


@pytest.mark.parametrize("line", ['"number": {"a": 1}', '"number": [true]', '"number": "A", "company": false'])
def test_a_value_that_is_no_text(tmp_path: Path, line: str) -> None:
    (row,) = read(tmp_path, f'{{"order": 5, {line}, "notify": true}}\n', "s.jsonl").rows
    assert (row.shipment, [problem.code for problem in row.problems]) == (None, ["value_invalid"])


def test_not_a_number_is_nothing(tmp_path: Path) -> None:
    (one,) = shipments(read(tmp_path, '{"order": 5, "number": "A", "company": NaN, "quantity": NaN}\n', "s.jsonl"))
    assert one == Shipment(order="5", numbers=("A",))


def test_cells_that_a_spreadsheet_keeps_as_text(tmp_path: Path) -> None:
    (one,) = shipments(read(tmp_path, 'order,number,company\n"=""1001""","=""00123""",\'s Post\n'))
    assert (one.order, one.numbers, one.company) == ("1001", ("00123",), "'s Post")


def test_the_first_of_two_columns_counts(tmp_path: Path) -> None:
    with pytest.raises(
        Misuse, match=r"and differ; use --column \"number=Tracking Number\" or --column number=tracking_number"
    ):
        read(tmp_path, "order,Tracking Number,tracking_number,,\n#1,A,B,x,y\n")
    file = read(tmp_path, "order,Tracking Number,tracking_number,,\n#1,A,A,x,y\n#3,C,,x,y\n")
    assert [(row.order, row.number) for row in file.rows] == [("#1", "A"), ("#3", "C")]
    (remark,) = file.remarks
    assert remark.startswith("line 1: column 'tracking_number' is left out, since 'Tracking Number' is")


@pytest.mark.parametrize("options", [{}, {"columns": {"number": "number"}}])
def test_columns_with_one_name_are_one_column(tmp_path: Path, options: dict[str, object]) -> None:
    text = "order,number,number,number,note,note\n#1,,B,,x,y\n#2,A, ,,,\n#3,C,C ,C,,\n#4,,,,,\n"
    file = read(tmp_path, text, **options)
    assert [one.numbers for one in shipments(file)] == [("B",), ("A",), ("C",), ()]
    assert file.columns == "columns: order=order, number=number; not used: note"
    assert file.remarks == (
        "line 1: column 'number' appears more than once; of its cells the first that is not empty counts",
        "line 1: column 'number' is empty in 1 of 4 rows, which are sent without a number unless they are refused; "
        'to leave them out: --where "number!="',
    )
    with pytest.raises(Misuse, match=r"line 7: the columns called 'number' say different things; delete all but one"):
        read(tmp_path, text + '"open\n#5,A,,B,,\n', **options)


def test_a_zero_byte_spoils_one_line(tmp_path: Path) -> None:
    file = read(tmp_path, "order,number\n#1,A\0\n#2,B\n")
    assert [row.shipment is None for row in file.rows] == [True, False]


def test_a_label_in_a_cell(tmp_path: Path) -> None:
    label = "\n".join("x" * 76 for _ in range(2000))
    file = read(tmp_path, f'order,number,label\n#1,A,{"x" * 140_000}\n#2,B,"{label}"\n#3,C,\n')
    assert [(one.order, one.numbers) for one in shipments(file)] == [("#1", ("A",)), ("#2", ("B",)), ("#3", ("C",))]


def test_empty_rows_below_a_table(tmp_path: Path) -> None:
    assert len(shipments(read(tmp_path, "order,number\n#1,A\n,\n\n,\n"))) == 1


@pytest.mark.parametrize(
    ("header", "encoding", "said"),
    [
        ("номер", "cp1251", "use --encoding NAME"),
        ("注文番号", "shift_jis", "among 注文番号, a; use --column number=HEADER, or --column number= if there is none; it was read as cp932"),
        ("订单号", "gb18030", "it was read as gb18030, in which its headers are known, and --encoding names another"),
        ("订单号", "utf-16-be", "use --encoding utf-16-be"),
        ("x\x1b[31m" + "y" * 5000, "utf-8", "no column for the order among x\\x1b[31m" + "y" * 23 + "…, a; use --column"),
    ],
)  # fmt: skip
def test_what_is_said_when_the_order_is_not_found(tmp_path: Path, header: str, encoding: str, said: str) -> None:
    with pytest.raises(Misuse) as raised:
        read(tmp_path, f"{header},a\n1,2\n".encode(encoding))
    assert said in str(raised.value)


@given(data=st.binary(max_size=200) | st.text(alphabet='order,number;\n\r"#1é\t{}[]:', max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        file: ShipmentsFile | Misuse = read_shipments(path)
    except Misuse as error:
        file = error
    if isinstance(file, Misuse):
        assert ";" in str(file), "it names the cure"
    else:
        assert all(row.shipment or row.problems for row in file.rows)


def test_a_file_without_numbers_says_so(tmp_path: Path) -> None:
    """Fulfilled without its number, an order is not easily taken back: a header that nobody knows is no slight matter."""
    file = tmp_path / "parcels.csv"
    file.write_text("order,Foo,quantity\n#1,1Z1,1\n")
    with pytest.raises(
        Misuse, match=r"no column for the number among order, Foo, quantity; use --column number=HEADER"
    ):
        read_shipments(file)
    (row,) = read_shipments(file, {"number": ""}).rows
    assert row.shipment is not None
    assert row.shipment.numbers == ()
    file.write_text("order\n#1\n")
    assert read_shipments(file).remarks == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [("Order,Waybill,\n#1,4006381333931,x\n", "s.csv"), ('{"Order": "#1", "Waybill": "4006381333931", "": "x"}\n', "s.jsonl")],
)  # fmt: skip
def test_no_column_is_the_number_where_there_is_said_to_be_none(tmp_path: Path, text: str, name: str) -> None:
    assert shipments(read(tmp_path, text, name))[0].numbers == ("4006381333931",)
    file = read(tmp_path, text, name, columns={"number": ""})
    assert shipments(file) == [Shipment(order="#1")]
    assert file.remarks == ()


@pytest.mark.parametrize("name", ["lines", "items"])
def test_line_items_have_rows_of_their_own(tmp_path: Path, name: str) -> None:
    file = tmp_path / "parcels.jsonl"
    file.write_text(f'{{"order": "#1", "number": "1Z1", "{name}": [{{"sku": "A", "quantity": 1}}]}}')
    with pytest.raises(Misuse, match=rf"{name}: a line item has a row of its own here, with order, number, sku, and"):
        read_shipments(file)
