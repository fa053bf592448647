"""Files of rows through the commands that read them."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner
from hypothesis import strategies as st

from tests.fuzzing import texts
from tests.fuzzing.target import Target
from tracking.cli import command
from tracking.cli.given_file import read_shipments
from tracking.cli.misuse import Misuse

__all__ = ["TARGETS"]

_NAMES = (
    "order",
    "number",
    "company",
    "url",
    "country",
    "postal_code",
    "sku",
    "quantity",
    "Order Number",
    "Tracking",
    "",
)
_FAILURES = (0, 1, 2)


@cache
def _cells() -> st.SearchStrategy[str]:
    return st.one_of(
        texts.numbers(), texts.companies(), texts.odd_texts(20), st.sampled_from(["#1001", "1", "1.5E+20", "=1+1"])
    )


@st.composite
def _spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes of a file otherwise."""
    spoiled = bytearray(data)
    for _ in range(draw(st.sampled_from([0, 0, 1, 4, 40]))):
        if spoiled:
            spoiled[draw(st.integers(0, len(spoiled) - 1))] = draw(st.integers(0, 255))
    return bytes(spoiled[: draw(st.sampled_from([len(spoiled), len(spoiled), len(spoiled) // 2]))])


@cache
def _json_values() -> st.SearchStrategy[Any]:
    plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _cells())
    return st.recursive(
        plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_cells(), inner, max_size=2), max_leaves=4
    )


@st.composite
def csv_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """CSV in some encoding."""
    header = draw(st.lists(st.one_of(st.sampled_from(_NAMES), _cells()), min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(_cells(), max_size=7), max_size=5))
    text = io.StringIO()
    csv.writer(
        text, delimiter=draw(st.sampled_from(",;\t|")), lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"]))
    ).writerows([header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "shift_jis"]))
    return "t.csv", draw(_spoiled(text.getvalue().encode(encoding, "replace")))


@st.composite
def json_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """JSON lines, or an array."""
    row = st.dictionaries(st.one_of(st.sampled_from(_NAMES), _cells()), _json_values(), max_size=5)
    rows = draw(st.lists(st.one_of(row, _json_values()), max_size=5))
    if draw(st.booleans()):
        return "t.json", draw(_spoiled(json.dumps(rows).encode()))
    return "t.jsonl", draw(_spoiled("\n".join(map(json.dumps, rows)).encode()))


@st.composite
def parquet_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Parquet with columns of every type."""
    size = draw(st.integers(0, 4))
    utf8 = _cells().map(lambda text: text.encode("utf-8", "replace").decode())
    kinds: list[tuple[Any, st.SearchStrategy[Any]]] = [
        (pa.string(), utf8), (pa.large_string(), utf8), (pa.int64(), st.integers(-(2**63), 2**63 - 1)), (pa.float64(), st.floats()),
        (pa.bool_(), st.booleans()), (pa.binary(), st.binary(max_size=5)), (pa.timestamp("ns"), st.integers(-(2**62), 2**62)),
        (pa.timestamp("us", "Europe/Berlin"), st.integers(-(2**50), 2**50)), (pa.list_(pa.string()), st.lists(utf8, max_size=2)),
        (pa.struct([("a", pa.string())]), st.fixed_dictionaries({"a": utf8})), (pa.null(), st.none()), (pa.date32(), st.integers(-(10**6), 10**6)),
        (pa.duration("s"), st.integers(-(10**9), 10**9)), (pa.decimal128(20, 2), st.integers(-(10**9), 10**9)),
    ]  # fmt: skip
    columns, header = [], []
    for name in draw(st.lists(st.one_of(st.sampled_from(_NAMES), utf8), min_size=1, max_size=5)):
        type_, values = draw(st.sampled_from(kinds))
        header.append(name)
        columns.append(pa.array(draw(st.lists(st.one_of(st.none(), values), min_size=size, max_size=size)), type_))
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, header), out)
    return "t.parquet", draw(_spoiled(out.getvalue()))


def read(given: tuple[str, bytes]) -> None:
    """One file, through every command that reads it."""
    name, data = given
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / name
        path.write_bytes(data)
        for arguments in (
            ["resolve", "--csv", path, "--out", Path(folder) / f"o{path.suffix}"],
            ["validate", "--csv", path, "--json"], ["columns", path], ["find", path],
        ):  # fmt: skip
            found = CliRunner().invoke(command, list(map(str, arguments)))
            if found.exception is not None and not isinstance(found.exception, SystemExit):
                raise found.exception
            assert found.exit_code in _FAILURES
            assert all(sign.isprintable() or sign in "\n\t" or sign > "\x9f" for sign in found.output)
            if "--json" in arguments:
                for line in found.stdout.splitlines():
                    json.loads(line)
        try:
            rows = read_shipments(path, {}, None, lambda shipment: False).rows
        except Misuse:
            return
        for row in rows:
            assert (row.shipment is None) <= bool(row.problems or row.skipped)
            for text in (*row.shipment.numbers, row.shipment.company or "") if row.shipment else ():
                text.encode()


TARGETS = (
    Target("rows: CSV", "No file ends a run; what cannot be read is named.", csv_files(), read, 12),
    Target("rows: JSON", "No file ends a run; what cannot be read is named.", json_files(), read, 12),
    Target("rows: Parquet", "No file ends a run; what cannot be read is named.", parquet_files(), read, 12),
)
