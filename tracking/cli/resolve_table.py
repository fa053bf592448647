"""Tables through the resolver: every row is kept and gets its answers, in constant memory."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from tracking.cli.aligned import quoted
from tracking.cli.code_column import AnswersWithCodes, columns_added
from tracking.cli.column_options import TableOptions
from tracking.cli.guarded import GuardedBytes, unguarded
from tracking.cli.misuse import Misuse, tables_read
from tracking.cli.own_files import TABLE, check_own_file
from tracking.cli.table_columns import ChunkTexts, chosen
from tracking.cli.table_rows import Fields
from tracking.cli.tally import Tally
from tracking.cli.whole_file import is_same, written_whole
from tracking.errors import TableError
from tracking.fulfillment.columns_read import check_fields, columns_line
from tracking.fulfillment.shipment_cells import cell_text
from tracking.spelling.harmless import harmless_cell
from tracking.tabular.formats import CSV, EXCEL, Format, check_kind, format_by_ending, reader_of
from tracking.tabular.reader import Chunk, Reader, Source, free_names
from tracking.tabular.where import condition_of, counting, counting_rows

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracking.cli.table_answers import TableAnswers

__all__ = ["OutOptions", "resolve_file"]

STANDARD = "-"
Tick = Callable[[int], None]


class OutOptions(NamedTuple):
    """The destination of a table with its answers."""

    out: str | None
    """A file, or ``-`` for standard output; None without the option."""
    force: bool = False
    """Whether it may replace a file that no command has written."""
    raw_cells: bool = False
    """Whether added cells may be formulas for a spreadsheet."""


@tables_read()
def resolve_file(
    source: str,
    to: OutOptions,
    *,
    reading: TableOptions,
    defaults: Mapping[str, str | None],
    platform: str | None = None,
) -> bool:
    """Resolve each row of a file, or of standard input (``-``). Returns whether any carrier or link was found.

    With a ``platform``, each row gets the platform's code for its carrier. Without ``out``, people see rows, and
    programs get the table. Raises `Misuse`.
    """
    columns_added(platform)
    out = to.out
    format_ = _format(source, out)
    with tables_read():
        check_fields(reading.columns)
    for option, value in (("separator", reading.separator), ("encoding", reading.encoding)):
        if value is not None and option not in format_.options:
            raise Misuse(f"--{option}: a {format_.endings[0]} file has none; leave it out")
    if source != STANDARD and out is not None and out != STANDARD and is_same(source, out):
        raise Misuse(f"--out {out}: this is the table itself; name another file")
    if out is not None and out != STANDARD and not to.force:
        check_own_file(out, "--out", TABLE)
    if not format_.is_stream and (source == STANDARD or out == STANDARD or (out is None and not _on_screen(out))):
        raise Misuse(f"{format_.name} is read from a file and written to one; name them with --csv FILE --out FILE")
    if source != STANDARD:
        check_kind(format_, Path(source))
    with _opened(source) as file:
        reader = reader_of(format_, _source(source, out, file, reading))
        fields = Fields(defaults)
        tally = Tally(reader.counts)
        plain = harmless_cell if format_ in (CSV, EXCEL) and not to.raw_cells else None
        remarks = _resolve(reader, out, plain, reading, fields, tally, platform)
    if fields.odd_countries:
        odd = ", ".join(fields.odd_countries)
        remarks.append(f"country: {odd}: not a country code, left out; write the two letters of ISO 3166-1, as in DE")
    for line in (*remarks, *tally.lines()):
        click.echo(line, err=True)
    return tally.found


def _format(source: str, out: str | None) -> Format:
    """Return the table's format, by the file's ending. The output has the same format."""
    by_ending = {name: format_by_ending(name) for name in (source, out) if name not in (None, STANDARD)}
    for name, format_ in by_ending.items():
        if format_ is None:
            raise Misuse(f"{name}: its ending is not that of a table; name a .csv, .jsonl, .parquet or .xlsx file")
    if len(set(by_ending.values())) > 1:
        raise Misuse(f"--out {out}: its ending is not that of {source}; give it the same")
    format_ = next(iter(by_ending.values()), None) or CSV
    if out not in (None, STANDARD) and format_.written and Path(out).suffix.lower() not in format_.written:
        raise Misuse(f"--out {out}: only {format_.written[0]} can be written; name such a file")
    return format_


def _on_screen(out: str | None) -> bool:
    return out in (None, STANDARD) and sys.stdout.isatty()


def _source(source: str, out: str | None, file: IO[bytes], reading: TableOptions) -> Source:
    is_standard = source == STANDARD
    return Source(
        name="standard input" if is_standard else source,
        file=file,
        path=None if is_standard else Path(source),
        encoding=reading.encoding,
        separator=reading.separator,
        strict=False,
        size=None if is_standard or _on_screen(out) else _size(source),
    )


def _resolve(
    reader: Reader,
    out: str | None,
    plain: Callable[[Any], Any] | None,
    reading: TableOptions,
    fields: Fields,
    tally: Tally,
    platform: str | None,
) -> list[str]:
    """Resolve the rows of a file.

    Returns remarks on its columns and its encoding. ``plain`` makes added cells harmless for a spreadsheet.
    """
    from tracking.cli.table_answers import answers_of

    added = columns_added(platform)
    try:
        if not reader.header and reader.varies:
            raise reader.no_rows()
        chunks = reader.chunks()
        first = next(chunks, None)
        header_of, remarks = chosen(reader.header, ChunkTexts(first), reading.columns, reader.name)
        counts = _conditions(reader, reading.where)
    except TableError as error:
        raise reader.misread(error) from error
    for field, name in header_of.items():
        reader.check_exact(name, field)
    unused = [name for name in dict.fromkeys(reader.header) if name and name not in header_of.values()]
    how = columns_line({field: (name,) for field, name in header_of.items()}, unused)
    every = (
        chunk if counts is None else counting_rows(chunk, counts) for chunk in chain((first,) if first else (), chunks)
    )
    if not reader.varies:
        remarks += [
            f"column {quoted(name)} is called {quoted(new)} in the output"
            for name, new in zip(reader.header, free_names(reader.header, [one.name for one in added]), strict=True)
            if name != new
        ]
    answers = answers_of(reader, fields, header_of, tally)
    if platform is not None:
        answers = AnswersWithCodes(answers, platform)
    with _progress(None if _on_screen(out) else reader.size) as tick:
        if out is None and _on_screen(out):
            click.echo(how, err=True)
            _show(every, answers)
        else:
            with _written(out) as target, reader.writer(target, added) as writer:
                click.echo(how, err=True)
                read = 0
                for chunk in every:
                    columns = answers.answer(chunk).columns
                    writer.write(chunk, columns if plain is None else [list(map(plain, cells)) for cells in columns])
                    if reader.size is not None:
                        read, before = reader.done, read
                        tick(read - before)
    if reader.detected:
        remarks.append(f"read as {reader.detected}, in which its headers are known; to read otherwise: --encoding NAME")
    if reader.guessed:
        shown = ", ".join(map(str, sorted(reader.guessed)))
        remarks.append(f"line {shown}: not UTF-8, read as Windows-1252; to read otherwise: --encoding NAME")
    return remarks


def _conditions(reader: Reader, where: Iterable[str]) -> Callable[[Mapping[str, Any]], bool] | None:
    """Return the function that tells whether a row counts; None if all rows count."""
    conditions = [condition_of(text, reader.header, reader.name) for text in where]
    if conditions and reader.columnar:
        raise Misuse("--where: a Parquet file is resolved whole; leave it out, or write the file as .csv or .jsonl")
    return counting(conditions, cell_text) if conditions else None


def _show(chunks: Iterable[Chunk], answers: TableAnswers) -> None:
    """Print the rows on the terminal."""
    from tracking.cli.rows_for_people import RowsForPeople

    people = RowsForPeople(sys.stdout)
    for chunk in chunks:
        people.write(answers.answer(chunk))
    sys.stdout.flush()


def _opened(source: str) -> AbstractContextManager[Any]:
    if source != STANDARD:
        return Path(source).open("rb")
    stream: Any = sys.stdin.buffer
    return nullcontext(stream if hasattr(stream, "peek") else io.BufferedReader(stream))


def _size(source: str) -> int | None:
    """Return how many bytes a file has; None for a pipe, which does not tell how much of it was read either."""
    status = Path(source).stat()
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _written(out: str | None) -> AbstractContextManager[IO[bytes]]:
    """Open standard output, or a file that appears completely or not at all."""
    if out is None or out == STANDARD:
        return nullcontext(GuardedBytes() if sys.stdout.isatty() else sys.stdout.buffer)  # type: ignore[arg-type]
    return written_whole(out)


@contextmanager
def _progress(length: int | None) -> Iterator[Tick]:
    """Return a function that is told how much more is done, and shows it on a terminal."""
    if length is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label="rows", file=unguarded(sys.stderr)) as bar:
        yield bar.update
