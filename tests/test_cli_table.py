from __future__ import annotations

import csv
import io
import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

import tracking
from tracking.cli import answers, command
from tracking.cli.table_rows import ANSWERS
from tracking.tabular import text_reader
from tracking.tabular.csv_records import csv_records

SHIPMENTS = Path(__file__).parent / "data" / "shipments.csv"
NUMBER, LINK = (
    "1Z001985YW99744790",
    "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790",
)
# Carrier and what decided the link, by order.
EXPECTED = {
    "#1001": ("ups", "company"), "#1002": ("usps", "pattern"), "#1003": ("fedex", "company"),
    "#1004": ("fedex", "company"), "#1005": ("usps", "pattern"), "#1006": ("ontrac", "company"),
    "#1007": ("dhl-ecommerce", "pattern"), "#1008": ("ups", "url"), "#1009": ("canada-post", "company"),
    "#1010": ("purolator", "company"), "#1011": ("royal-mail", "company"), "#1012": ("yodel", "pattern"),
    "#1013": ("evri", "company"), "#1014": ("dpd-uk", "company"), "#1015": ("dhl-de", "pattern"),
    "#1016": ("dhl-de", "company"), "#1017": ("gls", "company"), "#1018": ("deutsche-post", "company"),
    "#1019": ("hermes-de", "company"), "#1020": ("dhl-express", "pattern"), "#1021": ("austrian-post", "company"),
    "#1022": ("swiss-post", "company"), "#1023": ("colissimo", "company"), "#1024": ("chronopost", "company"),
    "#1025": ("correos", "company"), "#1026": ("poste-italiane", "company"), "#1027": ("postnl", "company"),
    "#1028": ("bpost", "pattern"), "#1029": ("bring-no", "company"), "#1030": ("postnord-se", "company"),
    "#1031": ("posti", "pattern"), "#1032": ("packeta", "company"), "#1033": ("poczta-polska", "company"),
    "#1034": ("nova-poshta", "company"), "#1035": ("australia-post", "company"), "#1036": ("sf-express", "company"),
    "#1037": ("china-post", "pattern"), "#1038": ("yunexpress", "company"), "#1039": ("sagawa", "company"),
    "#1040": ("correios", "company"), "#1041": (None, "url"), "#1042": (None, "none"), "#1043": (None, "none"),
}  # fmt: skip


@pytest.fixture(params=["arrow", "plain"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra ``arrow`` and without."""
    if request.param == "plain":
        monkeypatch.setattr("tracking.cli.answers.answerer", lambda: answers.row_by_row)


def resolve(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    found = CliRunner().invoke(command, ["resolve", *map(str, arguments)], input=given)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def said(found: Result) -> list[str]:
    """What is said on standard error behind how the columns are read."""
    columns, *lines = found.stderr.splitlines()
    assert columns.startswith("columns: ")
    return lines


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.usefixtures("both_ways")
def test_the_shipments_of_the_demo() -> None:
    found = resolve("--csv", SHIPMENTS)
    assert found.exit_code == 0
    given = rows_of(SHIPMENTS.read_text(encoding="utf-8"))
    rows = rows_of(found.stdout)
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    assert {row["Order"]: (row["tracking_carrier"] or None, row["tracking_via"]) for row in rows} == EXPECTED
    for row in rows:
        one = tracking.resolve(
            row["Tracking number"] or None,
            company=row["Carrier"] or None,
            url=row["Tracking link"] or None,
            country=row["Shop country"],
            postal_code=row["Postal code"] or None,
        )
        assert row["tracking_url"] == (one.url or "")
        assert row["tracking_company"] == (one.company or "")
        assert row["tracking_problems"] == ";".join(problem.code for problem in one.problems)
    assert said(found) == [
        "43 rows: 40 with a carrier, 41 with a link (2 by url, 30 by company, 9 by pattern)",
        "problems: 3 company_unknown, 1 check_digit, 1 number_unknown",
    ]


def test_both_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(1)
    samples = [text for carrier in tracking.carriers() for form in carrier.numbers for text in form.valid]
    names = [page.name or carrier.name for carrier in tracking.carriers() for page in carrier.pages]
    lines = ["number,company,url,country,postal code"]
    for _ in range(3000):
        number = draw.choice(samples)
        if draw.random() < 0.2:
            number = number[:-1] + draw.choice("0123456789X")
        company = draw.choice(["", "", draw.choice(names), "Somebody Else", "fedx"])
        url = draw.choice(["", "", "", "", "https://example.com/?n=1", "ftp://x", f"https://www.dhl.de/x?idc={number}"])
        lines.append(
            f'{number},"{company}",{url},{draw.choice(["", "US", "de", "Germany"])},{draw.choice(["", "10115"])}'
        )
    text = "\n".join(lines) + "\n"
    assert answers.answerer() is answers.at_once
    at_once = resolve("--csv", "-", given=text)
    monkeypatch.setattr("tracking.cli.answers.answerer", lambda: answers.row_by_row)
    one_by_one = resolve("--csv", "-", given=text)
    assert at_once.stdout == one_by_one.stdout
    assert at_once.stderr == one_by_one.stderr
    assert "3000 rows: " in at_once.stderr


def test_without_the_extra_rows_are_answered_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tracking.batch", None)
    assert answers.answerer() is answers.row_by_row


@pytest.mark.parametrize(
    ("headers", "separator"),
    [
        ("Sendungsnummer;Versanddienstleister;Land", ";"),
        ("Numéro de suivi\tTransporteur\tPays", "\t"),
        ("número_de_seguimiento|transportista|país", "|"),
        ("numero di tracking,corriere,paese", ","),
        ("numer przesyłki;przewoźnik;kraj", ";"),
        ("追跡番号,配送業者,国", ","),
        ("运单号,快递公司,国家", ","),
        ("TRACKING NO.,Carrier-Name,Shop Country", ","),
    ],
)
def test_columns_and_separators_are_guessed(headers: str, separator: str) -> None:
    text = f"{headers}\n" + separator.join([NUMBER, "u.p.s.", "US"]) + "\n"
    (row,) = rows_of(resolve("--csv", "-", given=text).stdout, separator)
    assert (row["tracking_carrier"], row["tracking_via"], row["tracking_url"]) == ("ups", "company", LINK)


def test_columns_can_be_named() -> None:
    text = "a,b,c,d,e,f\n3STERY010751747,PostNL,,NL,1012 AB,nl\n,,https://my.example/1,,,\n"
    options = ["--number-column", "a", "--company-column", "b", "--url-column", "c", "--country-column", "d"]
    options += ["--postal-code-column", "e", "--language-column", "f"]
    first, second = rows_of(resolve("--csv", "-", *options, given=text).stdout)
    assert first["tracking_url"] == "https://jouw.postnl.nl/track-and-trace/3STERY010751747-NL-1012AB"
    assert (second["tracking_url"], second["tracking_via"]) == ("https://my.example/1", "url")


def test_options_stand_in_for_empty_cells() -> None:
    text = "number,company\n00340434161094027318,\n1234567,UPS\n"
    first, second = rows_of(resolve("--csv", "-", "--company", "DHL", "--country", "DE", given=text).stdout)
    assert (first["tracking_carrier"], second["tracking_carrier"]) == ("dhl-de", "ups")


def test_what_is_doubtful_about_the_columns_is_said() -> None:
    text = f"tracking_number,waybill,tracking_company,country\n{NUMBER},x,UPS,Germany\n{NUMBER},x,UPS,DE\n"
    found = resolve("--csv", "-", given=text)
    rows = rows_of(found.stdout)
    assert rows[0]["given_tracking_company"] == rows[0]["tracking_company"] == "UPS"
    assert said(found)[:3] == [
        "column 'waybill' is left out, since 'tracking_number' is the number; to have it instead: "
        "--column number=waybill",
        "column 'tracking_company' is called 'given_tracking_company' in the output",
        "country: Germany: not a country code, left out; write the two letters of ISO 3166-1, as in DE",
    ]


@pytest.mark.parametrize("options", [(), ("--number-column", "number")])
def test_of_columns_with_one_name_the_first_counts(options: tuple[str, ...]) -> None:
    found = resolve("--csv", "-", *options, given=f"number,number,waybill,waybill\n{NUMBER},x,y,z\n")
    assert rows_of(found.stdout)[0]["tracking_carrier"] == "ups"
    assert said(found)[:-1] == [
        "column 'waybill' is left out, since 'number' is the number; to have it instead: --column number=waybill",
        "column 'number' appears more than once, and the first counts; give each a name of its own",
    ]


BAD = f"""number,company,url,note
{NUMBER},UPS,,"a
b"
9.40E+21,USPS,,
122816215025810.0,FedEx,,
1234567,,ftp://x,
1234567,,https://my.example/a b,
{NUMBER},UPS,,too,long
{NUMBER}
"never closed,{NUMBER}
{NUMBER},,,"wrong"quote

{NUMBER},ups,,last
"""


@pytest.mark.usefixtures("both_ways")
def test_bad_rows_are_reported_and_kept() -> None:
    found = resolve("--csv", "-", given=BAD)
    assert found.exit_code == 0
    rows = list(csv.reader(io.StringIO(found.stdout, newline="")))
    assert {len(row) for row in rows} == {4 + len(ANSWERS)}
    assert [(*row[:4], row[4], row[-1]) for row in rows[1:]] == [
        (NUMBER, "UPS", "", "a\nb", "ups", ""),
        ("9.40E+21", "USPS", "", "", "", "number_rounded"),
        ("122816215025810.0", "FedEx", "", "", "", "number_rounded"),
        ("1234567", "", "ftp://x", "", "", "url_invalid;number_unknown"),
        ("1234567", "", "https://my.example/a b", "", "", "url_invalid;number_unknown"),
        (NUMBER, "UPS", "", "too,long", "", "row_too_long"),
        (NUMBER, "", "", "", "ups", ""),
        (f'"never closed,{NUMBER}', "", "", "", "", "row_broken"),
        (f'{NUMBER},,,"wrong"quote', "", "", "", "", "row_broken"),
        (NUMBER, "ups", "", "last", "ups", ""),
    ]
    report = said(found)
    assert [line.split(":")[:2] for line in report[:7]] == [
        ["line 4", " number_rounded"],
        ["line 5", " number_rounded"],
        ["line 6", " url_invalid"],
        ["line 7", " url_invalid"],
        ["line 8", " row_too_long"],
        ["line 10", " row_broken"],
        ["line 11", " row_broken"],
    ]
    assert "format the column as text in the source and export again" in report[0]
    assert "write http:// or https://" in report[2]
    assert "5 cells under 4 headers; put quotes around text that holds a ','" in report[4]
    assert "check its quotes" in report[5]
    assert report[7] == "10 rows: 3 with a carrier, 3 with a link (2 by company, 1 by pattern); 7 bad"


def test_many_bad_rows_are_counted_and_a_chunk_is_no_border(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_reader, "CHUNK_ROWS", 7)
    text = "number\n" + f"1E+9\n{NUMBER}\n" * 50
    found = resolve("--csv", "-", given=text)
    rows = rows_of(found.stdout)
    assert len(rows) == 100
    assert [row["tracking_carrier"] for row in rows] == ["", "ups"] * 50
    report = said(found)
    assert [line.split(":")[0] for line in report[:20]] == [f"line {line}" for line in range(2, 42, 2)]
    assert report[20] == "and 30 more bad rows; tracking_problems has them all"
    assert report[21] == "100 rows: 50 with a carrier, 50 with a link (50 by pattern); 50 bad"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = f"Sendungsnummer;Spediteur;Straße\r\n{NUMBER};Österreichische Post;Müllerstraße\r\n"
    table = write(tmp_path / "t.csv", text, encoding)
    found = resolve("--csv", table, "--out", tmp_path / "o.csv", "--company-column", "Spediteur")
    assert found.exit_code == 0
    data = (tmp_path / "o.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == (encoding in ("utf-8-sig", "utf-16"))
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    (row,) = rows_of(data.decode("utf-8-sig"), ";")
    assert (row["Straße"], row["tracking_carrier"]) == ("Müllerstraße", "austrian-post")
    assert ("read as Windows-1252; to read otherwise: --encoding NAME" in found.stderr) == (encoding == "cp1252")


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", "номер отслеживания;заметка\nRB123456785UA;Киев\n", "cp1251")
    (row,) = rows_of(resolve("--csv", table, "--encoding", "cp1251").stdout, ";")
    assert (row["заметка"], row["tracking_carrier"]) == ("Киев", "ukrposhta")
    found = resolve("--csv", table, "--encoding", "klingon")
    assert (found.exit_code, found.stderr) == (
        2,
        "Error: --encoding klingon: no such encoding; write utf-8, cp1252 or another\n",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there are no headers; the first line has to name the columns"),
        ("\n\n", "there are no headers; the first line has to name the columns"),
        (f"{NUMBER}\n", f"no column for the number among {NUMBER}; use --column number=HEADER (numbers alone"),
        ("order,weight\n1,2\n", "no column for the number among order, weight; use --column number=HEADER"),
        ('"number\n1\n', "the headers cannot be read (unexpected end of data); check their quotes"),
        ("PK\x03\x04", "this is a workbook; save the sheet as CSV (UTF-8), or end the file's name in .xlsx"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "this is not a text table; save it as CSV (UTF-8)"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0" * 9, "this is not a text table; save it as CSV (UTF-8), or name its"),
        (random.Random(1).randbytes(4000), "this is not a text table; save it as CSV (UTF-8)\n"),
        ("трек-ном,x\n1,2\n".encode("cp1251"), "no column for the number among òðåê-íîì, x; use --column number=HEADER"),
        ("трек-ном,x\n1,2\n".encode("utf-16-le"), "this is UTF-16 without a mark at its beginning; use --encoding utf-16-le"),
        ("number\n1\n".encode("utf-16-be"), "this is UTF-16 without a mark at its beginning; use --encoding utf-16-be"),
        ("number\n1\n".encode("utf-32-be"), "this is not a text table; save it as CSV (UTF-8), or name its encoding with"),
        ("x\x1b[31m,y\n1,2\n", "no column for the number among x\\x1b[31m, y; use --column number=HEADER"),
        (",".join(["a" * 99] * 99) + "\n1\n", "no column for the number among " + ", ".join(["a" * 29 + "…"] * 20) + " and 79 more;"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_read(text: str | bytes, said: str) -> None:
    found = resolve("--csv", "-", given=text)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.startswith(f"Error: standard input: {said}")


@pytest.mark.parametrize("encoding", ["cp1251", "gb18030", "shift_jis"])
def test_another_encoding_is_said_to_be_the_cure(encoding: str) -> None:
    found = resolve("--csv", "-", given="номер;x\n1;2\n".encode(encoding))
    assert found.exit_code == 2
    assert "it is not UTF-8 and was read as Windows-1252: if it is in another encoding" in found.stderr
    assert "use --encoding NAME" in found.stderr


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (b"number,x\n1,2\n", "utf-16", "this is not UTF-16 with a mark at its beginning; leave --encoding out"),
        (b"number,x\n1,2\n", "utf-32", "this is not UTF-32 with a mark at its beginning; leave --encoding out"),
        (b"number,x\n1,2\n", "utf-16-le", "it was read as utf-16-le, as --encoding says"),
        ("number\n1\n".encode("utf-16-le"), "utf-16", "with a mark at its beginning; use --encoding utf-16-le"),
        ("number\n1\n".encode("utf-16"), "utf-8", "this is UTF-16, as its first bytes say; leave --encoding out"),
        ("number\n1\n".encode("utf-8-sig"), "cp1252", "this is UTF-8, as its first bytes say; leave --encoding out"),
        (b"number\n1\n", "idna", "--encoding idna: no such encoding; write utf-8, cp1252 or another"),
        (b"number\n1\n", "rot13", "--encoding rot13: no such encoding; write utf-8, cp1252 or another"),
    ],
)
def test_an_encoding_that_it_does_not_have(data: bytes, encoding: str, said: str) -> None:
    found = resolve("--csv", "-", "--encoding", encoding, given=data)
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (2, "", 1)
    assert said in found.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_that_it_has_may_be_named(encoding: str) -> None:
    found = resolve("--csv", "-", "--encoding", encoding, given=f"number\n{NUMBER}\n".encode(encoding))
    assert [row["tracking_carrier"] for row in rows_of(found.stdout.removeprefix("\ufeff"))] == ["ups"]


@pytest.mark.parametrize("label", ["x" * 140_000, "\n".join(["x" * 76] * 2000), 'a,"b"\n' * 40_000 + "z"], ids=len)
@pytest.mark.parametrize("at", ["header", "first row", "later"])
def test_a_label_in_a_cell(label: str, at: str) -> None:
    rows = [["number", "label"], *([NUMBER, "y"] for _ in range(40))]
    rows[{"header": 0, "first row": 1, "later": 39}[at]][1] = label
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    found = resolve("--csv", "-", given=text.getvalue())
    csv.field_size_limit(1 << 22)  # for this test's own reading
    out = list(csv.reader(io.StringIO(found.stdout, newline="")))
    assert [row[:2] for row in out] == rows
    assert [row[2] for row in out[1:]] == ["ups"] * 40


def test_an_open_quote_does_not_take_the_whole_file() -> None:
    text = f'number,note\n{NUMBER},"open\n' + f"{NUMBER},{'x' * 90}\n" * 50_000
    found = resolve("--csv", "-", given=text)
    assert "line 2: row_broken: the line cannot be read (field larger than field limit" in found.stderr
    assert "50001 rows: 50000 with a carrier" in found.stderr


def test_rows_of_empty_cells_are_kept() -> None:
    found = resolve("--csv", "-", given=f',,\nnumber,a,b\n{NUMBER},1,\n,,\n\n  \n"",,\n{NUMBER},2,\n,,\n\n')
    rows = list(csv.reader(io.StringIO(found.stdout, newline="")))
    assert [(*row[:2], row[-1]) for row in rows[1:]] == [
        (NUMBER, "1", ""), ("", "", "number_missing"), ("", "", "number_missing"), (NUMBER, "2", ""),
        ("", "", "number_missing"),
    ]  # fmt: skip


def test_an_empty_line_of_one_column_is_an_empty_cell_and_none_at_the_end() -> None:
    found = resolve("--csv", "-", given=f'number\n\n{NUMBER}\n\n \n""\n{NUMBER}\n\n\n')
    rows = list(csv.reader(io.StringIO(found.stdout, newline="")))
    assert [row[1] for row in rows[1:]] == ["", "ups", "", "", "", "ups"]
    assert said(found)[0].startswith("6 rows: 2 with a carrier")


def test_misuse_of_files(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", f"number\n{NUMBER}\n")
    for arguments, said in [
        (["--csv", table, "--out", table], f"--out {table}: this is the table itself; name another file"),
        (["--csv", table, "--out", "o.jsonl"], f"--out o.jsonl: its ending is not that of {table}; give it the same"),
        (
            ["--csv", "t.pdf"],
            "t.pdf: its ending is not that of a table; name a .csv, .jsonl, .parquet or .xlsx file",
        ),
        (["--csv", table, "--number-column", "x"], "--column number=x: no such column; the file has number"),
        (
            ["--csv", table, "--separator", "ab"],
            "--separator 'ab': this is not a single character; write , or ; or tab",
        ),
        (["--csv", "t.jsonl", "--separator", ","], "--separator: a .jsonl file has none; leave it out"),
        (
            ["--csv", "t.parquet"],
            "Parquet is read from a file and written to one; name them with --csv FILE --out FILE",
        ),
        (["--csv", table, "--out", tmp_path / "none" / "o.csv"], f"{tmp_path}/none/o.csv: No such file or directory;"),
    ]:
        found = resolve(*arguments)
        assert (found.exit_code, found.stdout) == (2, "")
        assert found.stderr.startswith(f"Error: {said}")
    assert list(tmp_path.iterdir()) == [table]


def test_separators_and_what_excel_writes() -> None:
    text = f'sep=;\nnumber;note, more\n{NUMBER};a,b,c\n{NUMBER[:-1]};"x"y"\n'
    found = resolve("--csv", "-", given=text)
    assert rows_of(found.stdout, ";")[0]["note, more"] == "a,b,c"
    assert said(found)[0].startswith("line 4: row_broken")
    assert rows_of(resolve("--csv", "-", "--separator", "tab", given=f"number\ta;b\n{NUMBER}\t1;2\n").stdout, "\t")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(ending: str) -> None:
    lines = ["", "number,note", f'{NUMBER},"a', 'b"', "", f'{NUMBER},"x"y', NUMBER, '"open', NUMBER]
    _, headers, _, rows = csv_records(iter([line + ending for line in lines]), None, "it")
    assert headers == ("number", "note")
    assert [(row.line, row.cells[0], row.problem is None) for row in rows] == [
        (3, NUMBER, True),
        (6, f'{NUMBER},"x"y', False),
        (7, NUMBER, True),
        (8, '"open', False),
        (9, NUMBER, True),
    ]


def test_thousands_of_broken_lines_take_no_long_time() -> None:
    lines = ["number,note\n"] + [f'{NUMBER},"x"y\n', '"open\n'] * 20_000
    rows = csv_records(iter(lines), None, "it").rows
    assert sum(row.problem is not None for row in rows) == 40_000


def test_quotes_that_open_anew_in_every_line_take_no_long_time() -> None:
    lines = ["number,note,more\n", *(f'#{n},x",",y\n' for n in range(40_000))]
    began = time.process_time()
    rows = csv_records(iter(lines), None, "it").rows
    assert [(row.line, row.problem is None) for row in rows] == [(n, False) for n in range(2, 40_002)]
    assert time.process_time() - began < 10


@given(
    lines=st.lists(st.text(alphabet='",x', max_size=6).map(lambda text: text + "\n"), max_size=12),
    longest=st.sampled_from([4, 1 << 22]),
)
@example(lines=['x"\n', '"x\n', '",xx\n', 'x,"\n', 'xxx""\n', "xx\n"], longest=4)
def test_each_line_behind_a_broken_one_is_begun_anew(lines: list[str], longest: int) -> None:
    def wanted() -> Iterator[tuple[int, bool]]:
        place = 0
        while place < len(lines):
            reader = csv.reader(lines[place:], strict=True)
            try:
                cells = next(reader)
            except csv.Error:
                yield place + 2, False
                place += 1
            else:
                if len(cells) > 1 or "" in cells or "".join(cells).strip():  # else it is no row
                    yield place + 2, True
                place += reader.line_num

    rows = csv_records(iter(["a,b\n", *lines]), ",", "it").rows
    before = csv.field_size_limit(longest)
    try:
        found = [(row.line, row.problem is None or row.problem.code != "row_broken") for row in rows]
        assert found == list(wanted())
    finally:
        csv.field_size_limit(before)


JSONL = f"""{{"tracking_number": "{NUMBER}", "weight": 1.50, "id": 12345678901234567890123}}
{{"tracking_number": 122816215025810, "tracking_company": "fed ex", "grams": 0.5}}

{{"tracking_number": 1.2e33}}
{{"tracking_number": ["a"]}}
{{"url": "ftp://x", "tracking_number": null}}
nope
[1]
{{}}
"""


@pytest.mark.usefixtures("both_ways")
def test_json_lines_are_kept_as_they_are(tmp_path: Path) -> None:
    table = write(tmp_path / "t.jsonl", JSONL)
    found = resolve("--csv", table, "--out", tmp_path / "o.jsonl")
    assert found.exit_code == 0
    lines = (tmp_path / "o.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert lines[0].startswith(JSONL.splitlines()[0][:-1])
    assert lines[0].endswith('"tracking_problems": []}')
    assert [row["tracking_carrier"] for row in rows] == ["ups", "fedex", None, None, None, None, None, None]
    assert [row["tracking_problems"] for row in rows] == [
        [], [], ["number_rounded"], ["number_invalid"], ["url_invalid", "number_missing"], ["row_broken"],
        ["row_broken"], ["number_missing"],
    ]  # fmt: skip
    assert rows[1]["given_tracking_company"] == "fed ex"
    assert rows[1]["grams"] == 0.5
    assert rows[1]["tracking_company"] == "FedEx"
    assert rows[5]["line"] == "nope"
    assert [line.split(":")[0] for line in said(found)[:5]] == [f"line {n}" for n in (4, 5, 6, 7, 8)]
    assert said(found)[-2] == "8 rows: 2 with a carrier, 2 with a link (1 by company, 1 by pattern); 5 bad"


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[..., Path]:
    def written(**columns: object) -> Path:
        pq.write_table(pa.table(columns), tmp_path / "t.parquet")
        return tmp_path / "t.parquet"

    return written


def test_parquet_goes_through_by_columns(parquet: Callable[..., Path], tmp_path: Path) -> None:
    table = parquet(
        tracking_number=[NUMBER, "9,40E+21", None, "  ", "1111", "3STERY010751747"],
        tracking_company=pa.array(["ups", "ups", None, "x", "y", "PostNL"]).dictionary_encode(),
        link=pa.array([None, None, None, "ftp://x", "http://a b", None], pa.large_string()),
        country=["DE", "de", "Germany", "", None, "NL"],
        zip=pa.array([None, None, None, None, None, 1012]),
        weight=[1.5, 2.5, None, 0.0, 1.0, 3.0],
    )
    found = resolve("--csv", table, "--out", tmp_path / "o.parquet")
    assert found.exit_code == 0
    out = pq.read_table(tmp_path / "o.parquet")
    assert out.schema.names == [
        "tracking_number", "given_tracking_company", "link", "country", "zip", "weight", *ANSWERS,
    ]  # fmt: skip
    assert out.column("weight").to_pylist() == [1.5, 2.5, None, 0.0, 1.0, 3.0]
    assert out.column("tracking_carrier").to_pylist() == ["ups", None, None, None, None, "postnl"]
    assert out.column("tracking_problems").to_pylist() == [
        [], ["number_rounded"], ["number_missing"], ["url_invalid", "number_missing", "company_unknown"],
        ["url_invalid", "company_unknown", "number_unknown"], [],
    ]  # fmt: skip
    assert out.column("tracking_url")[5].as_py().endswith("3STERY010751747-NL-1012")
    report = said(found)
    assert [line.split(":")[:2] for line in report[2:5]] == [
        ["row 2", " number_rounded"], ["row 4", " url_invalid"], ["row 5", " url_invalid"],
    ]  # fmt: skip
    assert report[1].startswith("country: Germany: not a country code")
    assert report[5] == "6 rows: 2 with a carrier, 2 with a link (2 by company); 3 bad"


def test_parquet_gives_what_csv_gives(parquet: Callable[..., Path], tmp_path: Path) -> None:
    given = rows_of(SHIPMENTS.read_text(encoding="utf-8"))
    table = parquet(**{name: [row[name] for row in given] for name in given[0]})
    found = resolve("--csv", table, "--out", tmp_path / "o.parquet")
    assert found.exit_code == 0
    rows = pq.read_table(tmp_path / "o.parquet").to_pylist()
    for row in rows:
        row["tracking_problems"] = ";".join(row["tracking_problems"])
    as_text = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]
    assert as_text == rows_of(resolve("--csv", SHIPMENTS).stdout)


def test_parquet_that_cannot_be_used(parquet: Callable[..., Path], tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    found = resolve("--csv", parquet(number=[1.5]), "--out", out)
    assert found.exit_code == 2
    assert "column 'number', the number, holds double; write it as text, so that no digit is lost" in found.stderr
    write(tmp_path / "t.parquet", "number\n")
    found = resolve("--csv", tmp_path / "t.parquet", "--out", out)
    assert (found.exit_code, "this is not a Parquet file" in found.stderr) == (2, True)
    empty = parquet(number=pa.array([], pa.string()))
    assert resolve("--csv", empty, "--out", out).exit_code == 1
    assert pq.read_table(out).schema.names == ["number", *ANSWERS]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write(tmp_path / "o.csv", "as it was")

    def broken(given: object) -> list[list[object]]:
        raise OSError(28, "No space left on device", "o.csv")

    monkeypatch.setattr("tracking.cli.answers.answerer", lambda: broken)
    found = resolve("--csv", SHIPMENTS, "--out", out, "--force")
    assert (found.exit_code, said(found)) == (
        2,
        ["Error: o.csv: No space left on device; name a file that can be used"],
    )
    assert [path.read_text() for path in tmp_path.iterdir()] == ["as it was"]


def test_a_table_that_is_a_pipe(tmp_path: Path) -> None:
    for name in ("t.csv", "t.parquet"):
        os.mkfifo(tmp_path / name)
    writer = threading.Thread(target=lambda: (tmp_path / "t.csv").write_text(f"number\n{NUMBER}\n"))
    writer.start()
    found = resolve("--csv", tmp_path / "t.csv")
    writer.join(60)
    assert found.exit_code == 0
    assert [row["tracking_carrier"] for row in rows_of(found.stdout)] == ["ups"]
    found = resolve("--csv", tmp_path / "t.parquet", "--out", tmp_path / "o.parquet")
    assert (found.exit_code, "cannot be read from a pipe or a folder; name a file" in found.stderr) == (2, True)
