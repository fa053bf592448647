"""What a small Parquet file may hold: it is read in portions that fit into memory, or refused by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tracking.errors import TableError
from tracking.tabular import parquet_size
from tracking.tabular.formats import open_table
from tracking.tabular.parquet_pages import BrokenPages, pages_of, row_groups_of

ONE = pa.array(["1Z001985YW99744790"])


def read(path: Path) -> list[int]:
    """How many rows are read at once."""
    with open_table(path) as reader:
        return [len(chunk) for chunk in reader.chunks()]


def refused(path: Path) -> str:
    with pytest.raises(TableError) as error:
        read(path)
    assert str(path) in str(error.value)
    return str(error.value)


def same_text(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([text]))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds a thousand times as small."""
    monkeypatch.setattr(parquet_size, "BATCH_BYTES", 128 << 10)
    monkeypatch.setattr(parquet_size, "MOST_PAGE_BYTES", 1 << 20)
    monkeypatch.setattr(parquet_size, "MOST_UNPACKED", 4 << 20)


def written(path: Path, column: Any, **options: Any) -> Path:
    options = {"compression": "zstd", "store_schema": False, **options}
    pq.write_table(pa.table({"number": column}), path, **options)
    return path


def test_a_long_text_that_many_rows_name(tmp_path: Path, small: None) -> None:
    path = written(tmp_path / "t.parquet", same_text("x" * 10_000, 300))
    assert path.stat().st_size < 1000
    assert {*read(path)[:-1]} == {(128 << 10) // 10_016}
    path = written(path, same_text("x" * 10_000, 500))
    assert f"its {path.stat().st_size} bytes hold more than 4 MB once they are unpacked" in refused(path)


def test_texts_written_by_their_beginnings(tmp_path: Path, small: None) -> None:
    path = written(
        tmp_path / "t.parquet", ["x" * 10_000] * 100, use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY"
    )
    assert max(read(path)) <= 13


def test_usual_texts_are_read_at_once_whatever_their_row_groups(tmp_path: Path, small: None) -> None:
    path = written(tmp_path / "t.parquet", ["UPS", "DPD"] * 1000, row_group_size=100)
    assert read(path) == [2000]


def test_many_small_row_groups_are_read_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", [f"{place:020d}" for place in range(4000)], row_group_size=2000)
    assert read(path) == [4000]


def test_short_texts_beside_one_long(tmp_path: Path, small: None) -> None:
    path = written(tmp_path / "t.parquet", ["x" * 50_000, *["UPS"] * 99], row_group_size=50)
    assert read(path) == [2] * 25 + [50]


def test_many_columns_of_equal_numbers(tmp_path: Path, small: None) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({f"c{place}": [7] * 1000 for place in range(40)}), path, store_schema=False)
    assert max(read(path)) <= (128 << 10) // (40 * 24)


def test_a_page_that_is_large(tmp_path: Path, small: None) -> None:
    path = written(tmp_path / "t.parquet", ["x" * (2 << 20)], use_dictionary=False)
    assert "its pages hold more than 1 MB once they are unpacked (2)" in refused(path)
    # Its footer says less; a page's own header is what counts.
    size = pq.ParquetFile(path).metadata.row_group(0).column(0).total_uncompressed_size
    data = path.read_bytes()
    for told in (zigzag(size), zigzag(pq.ParquetFile(path).metadata.row_group(0).total_byte_size)):
        data = data.replace(told, zigzag(1)[:-1] + b"\x82" + b"\x80" * (len(told) - 2) + b"\x00")
    path.write_bytes(data)
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).total_uncompressed_size == 1
    assert "its pages hold more than 1 MB" in refused(path)


def test_a_list_without_end(tmp_path: Path, small: None) -> None:
    path = written(tmp_path / "t.parquet", pa.array([[None] * 100_000, ["x"]], pa.list_(pa.string())))
    assert path.stat().st_size < 1000
    assert "the lists of column 'number.list.element' hold more than 1 MB in one row group" in refused(path)


def test_rows_without_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_size, "FEW_ROWS", 1000)
    monkeypatch.setattr(parquet_size, "ROWS_A_BYTE", 1)
    path = written(tmp_path / "t.parquet", pa.nulls(100_000, pa.string()))
    assert f"its {path.stat().st_size} bytes claim to hold 100,000 rows" in refused(path)


def zigzag(number: int) -> bytes:
    """A number in Thrift's compact protocol."""
    number = number << 1 if number >= 0 else (-number << 1) - 1
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def header(kind: int, size: Any, packed: int, values: int, struct: int) -> bytes:
    """A page's header: its fields 1 to 3, and of its fifth or seventh the first two."""
    return (
        b"\x15" + zigzag(kind) + b"\x15" + zigzag(size) + b"\x15" + zigzag(packed)
        + bytes([(struct - 3) << 4 | 12]) + b"\x15" + zigzag(values) + b"\x15\x00\x00\x00"
    )  # fmt: skip


def test_a_dictionary_that_says_to_hold_more_than_its_bytes(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", ["UPS"], compression="none")
    data = path.read_bytes()
    head = header(2, 7, 7, 1, 7)[:-2]
    assert data.count(head) == 1
    path.write_bytes(data.replace(head, header(2, 7, 7, 8, 7)[:-2]))
    assert "it is damaged behind row 0 (a dictionary says to hold more than its bytes)" in refused(path)


def test_columns_that_lie_over_each_other(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({name: ["UPS" * 30] for name in "abc"}), path, compression="none", write_statistics=False)
    group, data = pq.ParquetFile(path).metadata.row_group(0), path.read_bytes()
    size, to_the_end = group.column(1).total_compressed_size, len(data) - group.column(2).dictionary_page_offset
    path.write_bytes(data.replace(zigzag(size) + b"\x16" + zigzag(size), zigzag(size) + b"\x16" + zigzag(to_the_end)))
    assert "its columns lie over each other" in refused(path)


def test_what_stands_before_the_damage_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", ["UPS"] * 20, row_group_size=10)
    place = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[place] = 0xFF
    path.write_bytes(data)
    rows = []
    with open_table(path) as reader, pytest.raises(TableError, match=r"behind row 10 \(a page"):
        rows += [len(chunk) for chunk in reader.chunks()]
    with open_table(path) as reader:
        assert len(next(iter(reader.chunks()))) == 10


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "gzip"])
def test_pages_are_told_as_the_file_does(version: str, compression: str, tmp_path: Path) -> None:
    texts = [f"{place:0{place % 50}}" for place in range(1000)]
    table = pa.table({"a": texts, "b": [[text] * (len(text) % 3) for text in texts], "c": pa.array(range(1000))})
    path = tmp_path / "t.parquet"
    pq.write_table(
        table, path, data_page_version=version, compression=compression, row_group_size=400, data_page_size=500,
        dictionary_pagesize_limit=2000, write_page_checksum=True, write_batch_size=50,
    )  # fmt: skip
    metadata = pq.ParquetFile(path).metadata
    count = 0
    with path.open("rb") as file:
        for nth in range(metadata.num_row_groups):
            for column in range(metadata.num_columns):
                chunk = metadata.row_group(nth).column(column)
                begin = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
                pages = [*pages_of(file, begin, begin + chunk.total_compressed_size)]
                assert sum(page.values for page in pages if not page.is_dictionary) == chunk.num_values
                assert sum(page.is_dictionary for page in pages) == chunk.has_dictionary_page
                headers = chunk.total_uncompressed_size - sum(page.size for page in pages)
                assert 10 * len(pages) < headers < 100 * len(pages)
                count += len(pages)
    assert count > 30


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "has no end"),
        (b"\x00", "has no size"),
        (b"\x15\x00\x16\x02\x15\x02\x00", "has no size"),  # the second is a long number, which no reader takes
        (header(0, -5, 2, 1, 5), "has no size"),
        (header(0, 5, -2, 1, 5), "has no size"),
        (b"\x1c" * 100, "nested too deep"),
        (b"\x19" + b"\x19" * 100, "nested too deep"),
        (b"\x15" + b"\xff" * 20, "a number without an end"),
        (b"\x1f\x00", "a value of an unknown type"),
        (b"\x18\xff\xff\xff\xff\x7f", "has no end"),
        (b"\x1b\xff\xff\xff\xff\x7f\x55", "has no end"),
    ],
)
def test_headers_that_are_none(data: bytes, what: str) -> None:
    with pytest.raises(BrokenPages, match=what):
        [*pages_of(io.BytesIO(data), 0, max(len(data), 1))]


def test_a_header_between_other_fields() -> None:
    more = b"\x18\x03abc\x17" + bytes(8) + b"\x19\x21\x01\x02\x1b\x01\x55\x02\x02\x1b\x00\x13\x05\x11"
    head = header(0, 1000, 2, 30, 5)
    (page,) = pages_of(io.BytesIO(head[:-1] + more + b"\x00ab"), 0, len(head) + len(more) + 2)
    assert (page.size, page.values, page.is_dictionary) == (1000, 30, False)


def test_the_footer_is_read_as_arrow_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"a": ["x", "y"] * 500, "b": [[1, None]] * 1000, "c": pa.nulls(1000), "d": [True] * 1000})
    pq.write_table(table, path, row_group_size=300, write_page_index=True)
    metadata = pq.ParquetFile(path).metadata
    with path.open("rb") as file:
        groups = row_groups_of(file, path.stat().st_size)
    assert [group.rows for group in groups] == [300, 300, 300, 100]
    for nth, group in enumerate(groups):
        for place, chunk in enumerate(group.chunks):
            said = metadata.row_group(nth).column(place)
            first = said.dictionary_page_offset if said.has_dictionary_page else said.data_page_offset
            assert (chunk.begin, chunk.size, chunk.values) == (first, said.total_compressed_size, said.num_values)


@pytest.mark.parametrize("place", [-9_000, 1 << 40])
def test_a_column_outside_of_the_file(place: int, tmp_path: Path) -> None:
    path = written(tmp_path / "t.parquet", ["UPS"] * 2000, use_dictionary=False, compression="none")
    said = pq.ParquetFile(path).metadata.row_group(0).column(0)
    told, data = b"\x26" + zigzag(said.data_page_offset), bytearray(path.read_bytes())
    at = data.index(told, len(data) - 8 - int.from_bytes(data[-8:-4], "little"))
    data[at : at + len(told)] = b"\x26" + zigzag(place)
    length = int.from_bytes(data[-8:-4], "little") + 1 + len(zigzag(place)) - len(told)
    path.write_bytes(data[:-8] + length.to_bytes(4, "little") + b"PAR1")
    assert "a column lies outside of the file" in refused(path)
