"""Files that a command may write over: those that it has written itself, as their own columns or properties tell."""

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
"""Of a report for people; lists are one cell."""
_CODE_COLUMN = "tracking_platform_code"
_LOOKED_AT = 1 << 20
"""Bytes of a file in which its mark has to begin."""


class OwnFile(NamedTuple):
    """A kind of file that a command writes."""

    what: str
    """What it is, in a sentence."""
    text: bytes
    """A pattern that is found near the beginning of each such file of text."""
    columns: tuple[str, ...] = ()
    """The last columns of such a Parquet file."""


def _keys_in_order(*names: str) -> bytes:
    return b".*?".join(rb'"%s": ' % name.encode() for name in names)


TABLE = OwnFile(
    "the answers",
    rb"(?m)(?<![^,;\t|\n\r])" + rb"([^\r\n])".join((ANSWERS[0].encode(), ANSWERS[1].encode()))
    + b"".join(rb"\1" + name.encode() for name in ANSWERS[2:]) + rb"(?:\1%s)?" % _CODE_COLUMN.encode() + rb"\r?$|" + _keys_in_order(*ANSWERS),
    ANSWERS,
)  # fmt: skip
"""A table with its answers: the columns that it got are its last."""
REPORT = OwnFile(
    "a report",
    rb"\A(?:\xef\xbb\xbf)?%s\r?\n|\A\{%s" % (",".join(REPORT_COLUMNS).encode(), _keys_in_order(*REPORT_COLUMNS[:4])),
)
"""A report of ``tracking fulfill``."""
EXPORT = OwnFile("an export", rb"\A\{[^\n]*" + _keys_in_order("history", "at", "state", "note"))
"""A journal as text."""


def check_own_file(path: str | Path, option: str, kind: OwnFile) -> None:
    """Raise `Misuse` where a file is in the way that no command has written; it need not be there, or may be empty.

    Pipes and devices are written to. A workbook is known by what it says of who changed it last, Parquet and text by their columns.
    """
    path = Path(path)
    if not path.is_file() or not path.stat().st_size or _is_own(path, kind):
        return
    raise Misuse(
        f"{option} {path}: this file is there, and is not {kind.what} that this program wrote; "
        "name another file, or say --force to lose it"
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
    ):  # no workbook of ours
        return False


def _columns(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file, without the one that is behind the answers if a platform was named."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
        return tuple(names[:-1] if names[-1:] == [_CODE_COLUMN] else names)
    except (pa.ArrowException, OSError):
        return ()
