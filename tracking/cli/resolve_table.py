"""Tables through the resolver: every row is kept and gets its answers, in constant memory."""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from tracking.cli.misuse import Misuse
from tracking.cli.table_rows import Bad, Chunk, Fields
from tracking.cli.text_tables import CsvTable, JsonTable, RowsForPeople, TextTable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Tally", "resolve_table"]

KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
REPORTED = 20
"""Bad rows that are named; further ones are counted."""


class Tally:
    """What became of the rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.carriers = 0
        self.vias: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.bad: list[Bad] = []
        """The first of them."""
        self.bad_rows = 0

    def count(self, chunk: Chunk, answers: list[list[Any]]) -> None:
        """Count a chunk's rows."""
        carriers, _, _, vias, _, problems = answers
        self.rows += len(chunk.rows)
        self.carriers += sum(carrier is not None for carrier in carriers)
        self.vias.update(vias)
        self.codes.update(code for codes in problems for code in codes)
        self.bad_rows += len(chunk.bad)
        self.bad += list(chunk.bad.values())[: REPORTED - len(self.bad)]

    @property
    def found(self) -> bool:
        """Whether any row has a carrier or a link."""
        return bool(self.carriers or self.vias.total() > self.vias["none"])

    def lines(self) -> Iterator[str]:
        """Say it."""
        for bad in self.bad:
            yield f"line {bad.line}: {bad.problem.code}: {bad.problem.message}"
        if self.bad_rows > len(self.bad):
            yield f"and {self.bad_rows - len(self.bad)} more bad rows; tracking_problems tells of each"
        links = self.vias.total() - self.vias["none"]
        by = ", ".join(f"{self.vias[via]} by {via}" for via in ("url", "company", "pattern") if self.vias[via])
        bad_rows = f"; {self.bad_rows} bad" if self.bad_rows else ""
        yield f"{self.rows} rows: {self.carriers} with a carrier, {links} with a link{by and f' ({by})'}{bad_rows}"
        if self.codes:
            yield "problems: " + ", ".join(f"{count} {code}" for code, count in self.codes.most_common())


def resolve_table(
    source: str,
    out: str | None,
    *,
    columns: Mapping[str, str],
    defaults: Mapping[str, str | None],
    separator: str | None,
    encoding: str | None,
) -> bool:
    """Resolve each row of a file, or of standard input (``-``); returns whether any was found. Raises `Misuse`."""
    if separator is not None and len(separator) != 1:
        separator = {"tab": "\t", "\\t": "\t"}.get(separator) or _no_separator(separator)
    kind = _kind(source, out)
    if source != "-" and out not in (None, "-") and Path(source).resolve() == Path(str(out)).resolve():
        raise Misuse(f"--out {out}: this is the table itself; name another file")
    fields, tally = Fields(defaults), Tally()
    if kind == "parquet":
        from tracking.cli.parquet_table import resolve_parquet

        resolve_parquet(source, out, columns, fields, tally)
        remarks: list[str] = []
    else:
        remarks = _resolve_text(kind, source, out, columns, fields, separator, encoding, tally)
    if fields.odd_countries:
        remarks.append(
            f"country: {', '.join(fields.odd_countries)}: no country code, left out; write two letters as in DE"
        )
    for line in (*remarks, *tally.lines()):
        click.echo(line, err=True)
    return tally.found


def _no_separator(separator: str) -> str:
    raise Misuse(f"--separator {separator!r}: this is no single character; write , or ; or tab")


def _kind(source: str, out: str | None) -> str:
    """The form of the table, by the file's ending; the output has the same."""
    ends = {name: KINDS.get(Path(name).suffix.lower()) for name in (source, out) if name not in (None, "-")}
    for name, kind in ends.items():
        if kind is None:
            raise Misuse(f"{name}: its ending tells no form; name a .csv, .jsonl or .parquet file")
    if len(set(ends.values())) > 1:
        raise Misuse(f"--out {out}: its ending is not that of {source}; give it the same")
    return next(iter(ends.values()), None) or "csv"


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

    name = "standard input" if source == "-" else source
    on_screen = out in (None, "-") and sys.stdout.isatty()
    length = None if source == "-" or on_screen else Path(source).stat().st_size
    with _opened(source) as file, _progress(file, length) as tick:
        lines = Lines(file, encoding, name)
        table: TextTable
        if kind == "csv":
            table = CsvTable(lines, name, columns, fields, separator)
        else:
            table = JsonTable(lines, name, columns, fields)
        answer = answered()
        with written_whole(out) as target:
            text = io.TextIOWrapper(target, "utf-8", errors="backslashreplace", newline="")
            writer = RowsForPeople(text) if out is None and on_screen else table.writer(text)
            for chunk in table.chunks():
                answers = answer(chunk.fields)
                for place, bad in chunk.bad.items():
                    answers[-1][place] = [bad.problem.code]
                writer.write(chunk, answers)
                tally.count(chunk, answers)
                tick()
            text.flush()
            text.detach()
    if lines.guessed:
        shown = ", ".join(map(str, lines.guessed))
        table.remarks.append(f"line {shown}: not UTF-8, read as Windows-1252; to read otherwise: --encoding NAME")
    return table.remarks


def _opened(source: str) -> AbstractContextManager[Any]:
    if source != "-":
        return Path(source).open("rb")
    stream: Any = sys.stdin.buffer
    return nullcontext(stream if hasattr(stream, "peek") else io.BufferedReader(stream))


@contextmanager
def written_whole(out: str | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there whole or not at all."""
    if out in (None, "-"):
        yield sys.stdout.buffer
        return
    path = Path(str(out))
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _progress(file: IO[bytes], length: int | None) -> Iterator[Callable[[], None]]:
    """What shows how much of a file of that length is read, on a terminal."""
    if length is None or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label="rows", file=sys.stderr) as bar:
        yield lambda: bar.update(file.tell() - bar.pos)
