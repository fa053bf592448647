"""Rows, parts and files that cannot be read are named, and the rest goes on: nothing a stranger writes ends a run."""

from __future__ import annotations

import email.policy
import json
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import tracking
from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.errors import TableError
from tracking.tabular.formats import open_table
from tracking.tabular.reader import rows_of
from tracking.text.letter import letter

NUMBER = "1Z001985YW99744790"
HEAD = b"From: a@b.example\nTo: c@d.example\nSubject: Your parcel\n"
BODY = f"UPS {NUMBER}\n".encode()
ENVELOPE = b"From a@b.example Mon Jan  1 00:00:00 2024\n"


def run(*arguments: str | Path) -> Result:
    found = CliRunner().invoke(command, list(map(str, arguments)))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


# Rows.


@pytest.fixture
def halves(tmp_path: Path) -> Path:
    path = tmp_path / "t.jsonl"
    path.write_text(
        rf'{{"order": "1", "number": "\ud800{NUMBER}"}}'
        "\n"
        rf'{{"order": "2", "number": "{NUMBER}", "company": "\udfff", "note": "\ud83d"}}'
        "\n"
        rf'{{"order": "3", "number": "{NUMBER}", "note": "\ud83d", "\udc00": 1}}'
        "\n"
        rf'{{"order": "\ud800", "number": ["{NUMBER}", "\udfff"]}}'
        "\n"
    )
    return path


def test_half_characters_spoil_their_own_row(halves: Path, tmp_path: Path) -> None:
    found = run("resolve", "--csv", halves, "--out", tmp_path / "o.jsonl")
    assert found.exit_code == 0
    said = found.stderr.splitlines()[1:4]
    assert said[0].startswith("line 1: number_invalid: number: half a character ('\\ud800') is in it; write it whole")
    assert said[1].startswith("line 2: company_invalid: company: half a character ('\\udfff')")
    assert said[2].startswith("line 4: number_invalid: number: expected text, found a list")
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [row["tracking_carrier"] for row in rows] == [None, None, "ups", None]
    assert rows[2]["note"] == "\ud83d"  # written back as it was
    assert run("validate", "--csv", halves).stdout.splitlines()[-3].startswith("line 3: 1Z001985YW99744790  ok")


def test_half_characters_are_sent_to_no_shop(halves: Path) -> None:
    rows = read_shipments(halves, {}, None, lambda shipment: False).rows
    assert [[problem.code for problem in row.problems] for row in rows] == [
        ["value_invalid"], ["value_invalid"], [], ["value_invalid", "value_invalid"],
    ]  # fmt: skip


@pytest.mark.parametrize("place", range(0, 1400, 35))
def test_a_damaged_parquet_file_is_named(place: int, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    rows = {"order": list(map(str, range(60))), "number": [NUMBER] * 60, "note": ["ä" * (n % 7) for n in range(60)]}
    pq.write_table(pa.table(rows), path, row_group_size=30)
    data = bytearray(path.read_bytes())
    data[4 + place % (len(data) - 12)] ^= random.Random(place).randrange(1, 256)
    path.write_bytes(data)
    said = ""
    try:
        with open_table(path) as reader:
            for row in rows_of(reader):
                json.dumps(row.cells, default=str).encode()
    except TableError as error:
        said = str(error)
    assert said.startswith(f"{path}: ") or not said
    assert "\n" not in said


def test_a_column_in_a_zone_that_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    times = pa.array([1], pa.timestamp("us", tz="Nowhere/Land"))
    pq.write_table(pa.table({"order": ["1"], "number": [NUMBER], "at": times}), path)
    with open_table(path) as reader:
        assert len(list(rows_of(reader))) == 1


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_many_columns_are_one_line_of_remarks(ending: str, tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        path = tmp_path / f"t{count}.{ending}"
        cells = {"order": "1", "number": NUMBER, **{f"Column {place}": "x" for place in range(count)}}
        if ending == "csv":
            path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n")
        elif ending == "jsonl":
            path.write_text(json.dumps(cells) + "\n")
        else:
            pq.write_table(pa.table({name: [cell] for name, cell in cells.items()}), path)
        begin = time.process_time()
        found = run("resolve", "--csv", path, "--out", tmp_path / f"o{count}.{ending}")
        assert (found.exit_code, len(found.stderr.splitlines())) == (0, 2)
        assert max(map(len, found.stderr.splitlines())) < 800
        found = run("validate", "--csv", path, "--where", "none=1")
        assert max(map(len, found.stderr.splitlines())) < 800
        return time.process_time() - begin

    seconds(10)
    assert seconds(4000) < 10 * seconds(1000) + 0.5


# Workbooks.


def _with_sheet(path: Path, write: Callable[[zipfile.ZipFile, str, bytes], None]) -> None:
    """A workbook of two cells, whose sheet is written otherwise."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, text in enumerate(("order", "number")):
            sheet.write_string(0, column, text)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name == "xl/worksheets/sheet1.xml":
                write(archive, name, data)
            else:
                archive.writestr(name, data)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.tabular.workbook_size.MOST_BYTES", 1 << 20)
    path = tmp_path / "t.xlsx"

    def write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
        archive.writestr(name, data.replace(b"<sheetData>", b"<sheetData>" + b" " * (1 << 21)))

    _with_sheet(path, write)
    assert (
        run("columns", path).stderr
        == f"Error: {path}: it holds more than 1 MB once it is unpacked; save its sheet as CSV\n"
    )
    # What it says of its size is not believed.
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    assert "it holds more than 1 MB" in run("columns", path).stderr


@pytest.mark.parametrize(
    ("cells", "wanted"), [('<c r="XFD1048576" t="n"><v>1</v></c>', True), ('<c r="C1" t="n"><v>1</v></c>', False)]
)
def test_a_cell_far_off(cells: str, wanted: bool, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    row = f'<row r="1048576">{cells}</row>' if wanted else f'<row r="2">{cells}</row>'
    _with_sheet(
        path,
        lambda archive, name, data: archive.writestr(
            name, data.replace(b"</sheetData>", row.encode() + b"</sheetData>")
        ),
    )
    assert ("its 3 cells are spread over 17,179,869,184 places" in run("columns", path).stderr) == wanted


ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>'


def _ods_row(*cells: str, times: int = 1, each: int = 1) -> str:
    filled = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{each}"><text:p>{cell}</text:p></table:table-cell>'
        if cell
        else f'<table:table-cell table:number-columns-repeated="{each}"/>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{filled}</table:table-row>'


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (_ods_row("x", times=1_048_570, each=16_384), True),
        (_ods_row("", times=1_048_570, each=16_000) + _ods_row("", "x", each=8_000), True),
        (_ods_row("", times=1_048_570, each=16_384), False),  # as spreadsheets fill up what is empty
    ],
)
def test_a_cell_that_is_repeated(row: str, wanted: bool, tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(_ods_row("order", "number") + _ods_row("1", NUMBER) + row))
    found = run("columns", path)
    assert (" cells are spread over 1" in found.stderr) == wanted
    if not wanted:
        assert found.stdout.endswith("1 row\n")


# Mails.


def nested(kind: bytes, depth: int) -> bytes:
    found = HEAD
    for place in range(depth):
        boundary = b'; boundary="b%d"\n\n--b%d' % (place, place) if kind == b"multipart/mixed" else b"\n"
        found += b"Content-Type: " + kind + boundary + b"\n"
    return found + b"Content-Type: text/plain\n\n" + BODY


@pytest.mark.parametrize("kind", [b"multipart/mixed", b"message/rfc822"])
def test_parts_that_lie_deep(kind: bytes, tmp_path: Path) -> None:
    assert letter(nested(kind, 30)).broken == ()
    mail = letter(nested(kind, 2000) + "ä\x80 😀".encode())
    assert mail.broken == ("part 1: its parts lie too deep in each other; it is read as one text",)
    assert mail.subject == "Your parcel"
    assert mail.parts[1].text.endswith(f"UPS {NUMBER}\nä\x80 😀")
    box = tmp_path / "b.mbox"
    box.write_bytes(
        b"\n".join(ENVELOPE + one for one in (HEAD + b"\n" + BODY, nested(kind, 2000), HEAD + b"\n" + BODY))
    )
    found = run("find", box)
    assert found.stdout.count(NUMBER + "  UPS") == 3
    assert found.stderr == f"{box}: mail 2: {mail.broken[0]}\n"


CHARSETS = (
    b"no-such", b"\x00", b"utf-8\x00", b"a" * 5000, b"\xff\xfe", b"idna", b"PUNYCODE", b"zip", b"hex", b"undefined", b"../x",
    b"utf-7", b"unicode_escape", b'"', b"'';", b"utf-8; charset=x", b"=?utf-8?q?utf-8?=",
)  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS, ids=ascii)
@pytest.mark.parametrize(
    "how",
    [b'charset="%s"', b"charset=%s", b"charset*=%s''utf-8", b"charset*=utf-8''%s", b"charset*0*=%s''u; charset*1*=x"],
)
def test_impossible_charsets(charset: bytes, how: bytes) -> None:
    raw = (
        b"Content-Type: text/plain; "
        + how % charset
        + b"\nSubject: =?"
        + charset
        + b"?q?"
        + NUMBER.encode()
        + b"?=\n\n"
        + BODY
    )
    messages: list[bytes | Message] = [raw, message_from_bytes(raw)]
    with suppress(UnicodeError, ValueError):  # the standard library reads some of them with no other policy
        messages.append(message_from_bytes(raw, policy=email.policy.default))
    for message in messages:
        assert [found.carrier for found in tracking.find_mail(message)] == ["ups"]


class _Broken(Message):
    """Another library's message that cannot be read."""

    def get_content_type(self) -> str:
        raise KeyError("content-type")

    def get_payload(self, *given: Any, **named: Any) -> Any:
        raise KeyError("payload")


def test_a_part_that_cannot_be_read_is_named() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "Your parcel"
    mail.make_mixed()
    mail.attach(_Broken())
    good = EmailMessage()
    good.set_content(BODY.decode())
    mail.attach(good)
    assert letter(mail).broken == ("part 1: it cannot be read (KeyError)",)
    assert [(found.carrier, found.part) for found in tracking.find_mail(mail)] == [("ups", "2")]


LONG = {
    "words": b"=?utf-8?q?abcdefgh?= ",
    "one after the other": b"=?utf-8?q?abcdefgh?=",
    "two encodings": b"=?utf-8?q?a?= =?latin-1?b?YQ==?=\n ",
    "without an end": b"=?utf-8?q?",
    "signs": b"=?",
    "equals": b"=",
    "questions": b"?=",
    "bytes": b"\xc3\xa4",
    "broken": b"=?utf-8?b?x?= ",
    "blanks": b" \t",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_long_subjects_take_linear_time(piece: bytes) -> None:
    def seconds(size: int) -> float:
        raw = b"Subject: " + piece * (size // len(piece)) + b"\n\n"
        begin = time.process_time()
        letter(raw)
        return time.process_time() - begin

    seconds(1000)
    assert seconds(160_000) < 16 * seconds(40_000) + 0.2  # four times as much; 16 would be its square


def test_long_parameters_take_no_time() -> None:
    for header in (
        b'Content-Type: multipart/mixed; boundary="' + b";" * 400_000,
        b"Content-Type: text/plain" + b"; a*0*=x" * 50_000,
    ):
        begin = time.process_time()
        assert letter(header + b"\nSubject: Hello\n\n" + BODY).subject == "Hello"
        assert time.process_time() - begin < 1


def test_one_file_of_several_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(BODY)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "c.txt").write_bytes(BODY)
    found = run("find", *(tmp_path / name for name in ("a.txt", "b.pdf", "none", "c.txt", ".")))
    assert (found.exit_code, found.stdout.count("  UPS")) == (2, 2)
    assert [line.split(": ")[2] for line in found.stderr.splitlines()] == [
        "this is not text; save it as text, HTML or .eml",
        "No such file or directory; name a file that can be used",
        "Is a directory; name a file that can be used",
    ]


def test_rows_that_an_opendocument_sheet_hides_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    hidden = _ods_row("2", NUMBER).replace("<table:table-row", '<table:table-row table:visibility="filter"')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(_ods_row("order", "number") + _ods_row("1", NUMBER) + hidden))
    assert "question: row 3 is hidden in the sheet" in run("columns", path).stdout
    assert "hidden" not in run("columns", path, "--where", "order=1").stdout
