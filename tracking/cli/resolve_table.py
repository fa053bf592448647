"""Tables through the resolver: every row is kept and gets its answers, in constant memory."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tracking.cli.misuse import Misuse
from tracking.cli.table_rows import Fields
from tracking.cli.tally import Tally
from tracking.cli.whole_file import is_same, written_whole

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracking.cli.text_tables import TextTable

__all__ = ["resolve_table"]

KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
STANDARD = "-"
Tick = Callable[[int], None]


def resolve_table(
    source: str,
    out: str | None,
    *,
    columns: Mapping[str, str],
    defaults: Mapping[str, str | None],
    separator: str | None,
    encoding: str | None,
) -> bool:
    """Resolve each row of a file, or of standard input (``-``); returns whether any was found.

    Without ``out`` people are shown rows, and programs get the table. Raises `Misuse`.
    """
    kind = _kind(source, out)
    for option, value in (("separator", separator), ("encoding", encoding)):
        if value is not None and (kind == "parquet" or (kind, option) == ("jsonl", "separator")):
            raise Misuse(f"--{option}: a .{kind} file has none; leave it out")
    if source != STANDARD and out is not None and out != STANDARD and is_same(source, out):
        raise Misuse(f"--out {out}: this is the table itself; name another file")
    fields = Fields(defaults)
    tally = Tally("row" if kind == "parquet" else "line")
    if kind == "parquet":
        remarks = _resolve_parquet(source, out, columns, fields, tally)
    else:
        remarks = _resolve_text(kind, source, out, columns, fields, _separator(separator), encoding, tally)
    if fields.odd_countries:
        odd = ", ".join(fields.odd_countries)
        remarks.append(f"country: {odd}: no country code, left out; write two letters as in DE")
    for line in (*remarks, *tally.lines()):
        click.echo(line, err=True)
    return tally.found


def _kind(source: str, out: str | None) -> str:
    """The form of the table, by the file's ending; the output has the same."""
    ends = {name: KINDS.get(Path(name).suffix.lower()) for name in (source, out) if name not in (None, STANDARD)}
    for name, kind in ends.items():
        if kind is None:
            raise Misuse(f"{name}: its ending tells no form; name a .csv, .jsonl or .parquet file")
    if len(set(ends.values())) > 1:
        raise Misuse(f"--out {out}: its ending is not that of {source}; give it the same")
    return next(iter(ends.values()), None) or "csv"


def _separator(text: str | None) -> str | None:
    text = {"tab": "\t", "\\t": "\t"}.get(text or "", text)
    if text is not None and len(text) != 1:
        raise Misuse(f"--separator {text!r}: this is no single character; write , or ; or tab")
    return text


def _on_screen(out: str | None) -> bool:
    return out in (None, STANDARD) and sys.stdout.isatty()


def _resolve_text(
    kind: str,
    source: str,
    out: str | None,
    columns: Mapping[str, str],
    fields: Fields,
    separator: str | None,
    encoding: str | None,
    tally: Tally,
) -> list[str]:
    from tracking.cli.answers import answered
    from tracking.cli.csv_rows import Lines
    from tracking.cli.text_tables import CsvTable, JsonTable, RowsForPeople

    name = "standard input" if source == STANDARD else source
    length = None if source == STANDARD or _on_screen(out) else _length(source)
    with _opened(source) as file, _progress(length) as tick:
        lines = Lines(file, encoding, name)
        table: TextTable
        if kind == "csv":
            table = CsvTable(lines, name, columns, fields, separator)
        else:
            table = JsonTable(lines, name, columns, fields)
        answer, read = answered(), 0
        with _written(out) as target:
            text = io.TextIOWrapper(target, "utf-8", errors="backslashreplace", newline="")
            writer = RowsForPeople(text) if out is None and _on_screen(out) else table.writer(text)
            for chunk in table.chunks():
                answers = answer(chunk.fields)
                for place, bad in chunk.bad.items():
                    if bad.problem.code not in answers[-1][place]:
                        answers[-1][place] = [bad.problem.code]
                writer.write(chunk, answers)
                tally.count(answers, chunk.bad)
                if length is not None:
                    read, before = file.tell(), read
                    tick(read - before)
            text.flush()
            text.detach()
    if lines.guessed:
        shown = ", ".join(map(str, lines.guessed))
        table.remarks.append(f"line {shown}: not UTF-8, read as Windows-1252; to read otherwise: --encoding NAME")
    return table.remarks


def _resolve_parquet(
    source: str, out: str | None, columns: Mapping[str, str], fields: Fields, tally: Tally
) -> list[str]:
    if source == STANDARD or out == STANDARD or (out is None and not _on_screen(out)):
        raise Misuse("Parquet is read from a file and written to one; name them with --csv FILE --out FILE")
    if _length(source) is None:
        raise Misuse(f"{source}: Parquet cannot be read from a pipe or a folder; name a file")
    with Path(source).open("rb"):  # so that a file that cannot be read is told as any other
        from tracking.cli.parquet_table import ParquetTable

    table = ParquetTable(source, columns, fields)
    if out is None:
        table.shown(tally)
    else:
        with _progress(table.rows) as tick, _written(out) as target:
            table.written(target, tally, tick)
    return table.remarks


def _opened(source: str) -> AbstractContextManager[Any]:
    if source != STANDARD:
        return Path(source).open("rb")
    stream: Any = sys.stdin.buffer
    return nullcontext(stream if hasattr(stream, "peek") else io.BufferedReader(stream))


def _length(source: str) -> int | None:
    """How many bytes a file has; None when it is a pipe, which does not tell how much of it was read either."""
    status = Path(source).stat()
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _written(out: str | None) -> AbstractContextManager[IO[bytes]]:
    """Standard output, or a file that is there whole or not at all."""
    return nullcontext(sys.stdout.buffer) if out is None or out == STANDARD else written_whole(out)


@contextmanager
def _progress(length: int | None) -> Iterator[Tick]:
    """What is told how much more is done, and shows it on a terminal."""
    if length is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label="rows", file=sys.stderr) as bar:
        yield bar.update
