"""Files that a command may replace: those that it wrote itself, recognized by their columns or properties."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from tracking.cli.misuse import Misuse
from tracking.cli.table_rows import ANSWERS
from tracking.tabular.reader import MADE_BY

__all__ = ["EXPORT", "REPORT", "REPORT_COLUMNS", "TABLE", "OwnFile", "check_own_file"]

REPORT_COLUMNS = ("line", "order", "number", "state", "fulfillment_id", "company", "url", "problems", "messages")
"""The columns of a report for people, in which a list is one cell."""
_CODE_COLUMN = "tracking_platform_code"
_LOOKED_AT = 1 << 20
"""How many bytes of a file are searched for its mark."""


class OwnFile(NamedTuple):
    """A kind of file that a command writes."""

    what: str
    """Its name, as in a sentence."""
    text: bytes
    """A pattern that occurs near the beginning of each such text file."""
    columns: tuple[str, ...] = ()
    """The last columns of such a Parquet file."""


def _keys_in_order(*names: str) -> bytes:
    return b".*?".join(rb'"%s": ' % name.encode() for name in names)


TABLE = OwnFile(
    "a table of answers",
    rb"(?m)(?<![^,;\t|\n\r])" + rb"([^\r\n])".join((ANSWERS[0].encode(), ANSWERS[1].encode()))
    + b"".join(rb"\1" + name.encode() for name in ANSWERS[2:]) + rb"(?:\1%s)?" % _CODE_COLUMN.encode() + rb"\r?$|" + _keys_in_order(*ANSWERS),
    ANSWERS,
)  # fmt: skip
"""A table with its answers, whose last columns are those that were added."""
REPORT = OwnFile(
    "a report",
    rb"\A(?:\xef\xbb\xbf)?%s\r?\n|\A\{%s" % (",".join(REPORT_COLUMNS).encode(), _keys_in_order(*REPORT_COLUMNS[:4])),
)
"""A report of ``tracking fulfill``."""
EXPORT = OwnFile("an export", rb"\A\{[^\n]*" + _keys_in_order("history", "at", "state", "note"))
"""A journal as text."""


def check_own_file(path: str | Path, option: str, kind: OwnFile) -> None:
    """Raise `Misuse` if a file exists that no command has written. It may be missing or empty.

    Pipes and devices are written to. A workbook is recognized by the name of its last editor, Parquet and text by their
    columns.
    """
    path = Path(path)
    if not path.is_file() or not path.stat().st_size or _is_own(path, kind):
        return
    raise Misuse(
        f"{option} {path}: the file exists and is not {kind.what} that this program wrote; "
        "name another file, or use --force to replace it"
    )


def _is_own(path: Path, kind: OwnFile) -> bool:
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(b"PK\x03\x04"):
        return _is_own_workbook(path)
    if start.startswith(b"PAR1"):
        return bool(kind.columns) and _columns(path)[-len(kind.columns) :] == kind.columns
    return re.search(kind.text, start, re.DOTALL) is not None


def _is_own_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as properties:
            return f"<cp:lastModifiedBy>{MADE_BY}<".encode() in properties.read(_LOOKED_AT)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):  # this workbook is not ours
        return False


def _columns(path: Path) -> tuple[str, ...]:
    """Return the columns of a Parquet file, without the platform's code behind the answers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
        return tuple(names[:-1] if names[-1:] == [_CODE_COLUMN] else names)
    except (pa.ArrowException, OSError):
        return ()
