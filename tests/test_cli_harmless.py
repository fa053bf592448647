"""What a stranger's file says reaches a terminal, a spreadsheet and a program as text; no file of the user is lost."""

from __future__ import annotations

import csv
import json
import zipfile
from contextlib import nullcontext
from pathlib import Path

import click.testing
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tracking.cli import command
from tracking.cli.misuse import Misuse
from tracking.cli.report import Told, reported
from tracking.cli.report_file import check_report, write_report
from tracking.fulfillment.parcel_rows import ShipmentRow
from tracking.resolving.results import Problem
from tracking.spelling.harmless import harmless_cell, harmless_json
from tracking.tabular.formats import open_table
from tracking.tabular.reader import rows_of

NUMBER = "1Z001985YW99744790"
EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066\u200f\x08\x7f"
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "=", "-cmd", "--1")
PLAIN = ("-1", "-12.50", "-3,7", "", "1", "UPS", "a=b", " =1", "'=1", None, -1, 2.5)


def run(*arguments: str | Path, given: bytes | None = None) -> Result:
    found = CliRunner().invoke(command, list(map(str, arguments)), input=given)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def acting(text: str) -> set[str]:
    """The signs in a text that a terminal acts on."""
    return {sign for sign in text if sign in EVIL or (not sign.isprintable() and sign not in "\n\t")} - set(
        "[2J]0;owned31m"
    )


def _files(folder: Path) -> dict[str, Path]:
    """Files that hold `EVIL` wherever it may stand."""
    (folder / "t.csv").write_text(
        f'order,number,company,note{EVIL},url\n"1{EVIL}",{NUMBER}{EVIL},{EVIL}x,"{EVIL}",\n2,1,,,"h{EVIL}"\n', "utf-8"
    )
    line = json.dumps({"order": EVIL, "number": NUMBER, f"k{EVIL}": 1, "company": EVIL}, ensure_ascii=False)
    (folder / "t.jsonl").write_text(f"{line}\n{EVIL}\n", "utf-8")
    (folder / "t.txt").write_text(f"{EVIL} UPS {NUMBER}{EVIL} and 1Z\x1b879E930346834440 {EVIL}\n", "utf-8")
    (folder / "t.eml").write_text(
        f"From: {EVIL} <a@b.example>\nTo: x\nSubject: {EVIL}UPS\nDate: {EVIL}\n\n{NUMBER}{EVIL}\n", "utf-8"
    )
    (folder / "b.csv").write_text(f"{EVIL},b\n1,2\n", "utf-8")
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["resolve", "--csv", "t.csv", "--where", f"nothing{EVIL}=1"],
        ["resolve", "--csv", "b.csv"], ["resolve", "--csv", "none\x1b[2J.csv"], ["resolve", f"--{EVIL}"], [EVIL],
        ["resolve", NUMBER + EVIL, "--company", EVIL], ["resolve", NUMBER + EVIL, "1"], ["resolve", "--url", EVIL, "1"],
        ["resolve", NUMBER + EVIL, "--company", EVIL, "--json"],
        ["validate", NUMBER + EVIL, "--company", EVIL], ["validate", NUMBER + EVIL, "--company", EVIL, "--json"],
        ["validate", "--csv", "t.csv"], ["validate", "--csv", "t.csv", "--json"], ["validate", "--csv", "t.jsonl"],
        ["explain", NUMBER + EVIL, "--company", EVIL], ["explain", NUMBER + EVIL, "--json"],
        ["columns", "t.csv"], ["columns", "t.csv", "--json"], ["columns", "t.jsonl"], ["columns", "t.jsonl", "--json"],
        ["find", "t.txt", "t.eml"], ["find", "t.txt", "--json"], ["find", "t.eml", "--json"],
        ["carriers", EVIL],
    ],
    ids=lambda arguments: ascii(" ".join(arguments)),
)  # fmt: skip
def test_nothing_that_acts_reaches_a_terminal(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _files(tmp_path)
    found = run(*arguments)
    assert found.output
    assert not acting(found.output)
    if "--json" in arguments:
        for line in found.stdout.splitlines():
            json.loads(line)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_table_on_a_terminal(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click.testing._NamedTextIOWrapper, "isatty", lambda stream: True, raising=False)
    monkeypatch.setattr("tracking.cli.resolve_table._progress", lambda length: nullcontext(lambda done: None))
    table = _files(tmp_path)[name]
    for out in ([], ["--out", "-"]):
        found = run("resolve", "--csv", table, *out)
        assert NUMBER in found.stdout
        assert not acting(found.output)


def test_json_keeps_what_it_escapes() -> None:
    for value in (EVIL, "\ud800", "é\u2028", {"\x9b": ["\u202e"]}, "\U000e0001"):
        assert json.loads(harmless_json(value)) == value
        assert not acting(harmless_json(value).replace("\U000e0001", ""))


def test_cells_that_a_spreadsheet_would_reckon_with() -> None:
    assert [harmless_cell(cell) for cell in FORMULAS] == [f"'{cell}" for cell in FORMULAS]
    assert [harmless_cell(cell) for cell in PLAIN] == list(PLAIN)


def told(text: str) -> Told:
    row = ShipmentRow(order=text, lines=(2,), number=text, shipment=None, problems=(Problem("order_missing", text),))
    return reported(row, None)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_report_holds_no_formula(ending: str, tmp_path: Path) -> None:
    for raw in (False, True):
        write_report(tmp_path / f"r.{ending}", map(told, FORMULAS), raw_cells=raw)
        with open_table(tmp_path / f"r.{ending}") as reader:
            rows = [dict(zip(row.names, row.cells, strict=True)) for row in rows_of(reader)]
        for row, text in zip(rows, FORMULAS, strict=True):
            wanted = text if raw else f"'{text}"
            for name in ("order", "number", "messages"):
                assert row[name].replace("\n", "\r") == wanted.replace("_x000D_", "\r")


def test_what_is_added_to_a_table_is_no_formula(tmp_path: Path) -> None:
    table, out = tmp_path / "t.csv", tmp_path / "o.csv"
    table.write_text(f"number,company,note\n{NUMBER},=1+1,=2+2\n{NUMBER},-5,+49 30\n")
    for more, company in (((), "'=1+1"), (("--raw-cells",), "=1+1")):
        run("resolve", "--csv", table, "--out", out, *more)
        first, second = csv.DictReader(out.read_text().splitlines())
        assert (first["tracking_company"], second["tracking_company"]) == (company, "-5")
        assert (first["company"], first["note"], second["note"]) == ("=1+1", "=2+2", "+49 30")  # the user's own


# Files that are there.


def _table(folder: Path, ending: str) -> Path:
    path = folder / f"t.{ending}"
    if ending == "parquet":
        pq.write_table(pa.table({"number": [NUMBER]}), path)
    elif ending == "xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_string(0, 0, "number")
            sheet.write_string(1, 0, NUMBER)
    else:
        text = {"csv": f"number\n{NUMBER}\n", "json": f'[{{"number": "{NUMBER}"}}]'}
        path.write_text(text.get(ending, f'{{"number": "{NUMBER}"}}\n'))
    return path


def parts(file: Path) -> dict[str, bytes]:
    """What a file holds, without the second in which a workbook was written."""
    if not zipfile.is_zipfile(file):
        return {"": file.read_bytes()}
    with zipfile.ZipFile(file) as workbook:
        return {name: workbook.read(name) for name in workbook.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("ending", ["csv", "jsonl", "json", "parquet", "xlsx"])
def test_only_answers_are_written_over(ending: str, tmp_path: Path) -> None:
    table, out = _table(tmp_path, ending), tmp_path / f"o.{ending}"
    once = ("resolve", "--csv", table, "--out", out)
    assert run(*once).exit_code == 0
    answers = parts(out)
    assert run(*once).exit_code == 0  # its own
    out.write_bytes(b"")
    assert run(*once).exit_code == 0  # nothing is lost
    (tmp_path / "mine").mkdir()
    for content in (
        _table(tmp_path / "mine", ending).read_bytes(),
        b"\0" * 100,
        b"PK\x03\x04 broken",
        b"PAR1 broken",
        b"tracking_url",
    ):
        out.write_bytes(content)
        found = run(*once)
        assert (found.exit_code, out.read_bytes()) == (2, content)
        assert found.stderr.startswith(f"Error: --out {out}: the file exists and is not a table of answers that this")
        assert run(*once, "--force").exit_code == 0
        assert parts(out) == answers


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_only_reports_are_written_over(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"r.{ending}"
    for shipments in ([], [told("1")], [told("1")] * 3):
        check_report(target, {})
        write_report(target, shipments)
    for content in (b"order,number\n1,2\n", b'{"line": 1}\n', b"PK\x03\x04", b"line,order,number\n"):
        target.write_bytes(content)
        with pytest.raises(Misuse, match="is not a report that this program wrote; name another file, or use --force"):
            check_report(target, {})
        check_report(target, {}, force=True)
    check_report(Path("/dev/null"), {})


def test_a_workbook_that_somebody_has_changed_is_kept(tmp_path: Path) -> None:
    import zipfile

    target = tmp_path / "r.xlsx"
    write_report(target, [])
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"<cp:lastModifiedBy>carrier-tracking<", b"<cp:lastModifiedBy>Ann<"))
    with pytest.raises(Misuse):
        check_report(target, {})
