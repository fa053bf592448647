"""``tracking find``: the tracking numbers in texts and mails."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracking.cli.misuse import Misuse
from tracking.cli.shop_options import country_option
from tracking.spelling.harmless import harmless_json

if TYPE_CHECKING:
    from tracking.cli.aligned import AlignedColumns
    from tracking.resolving.results import Found

__all__ = ["find"]

SNIFFED = 4096
"""How many bytes are read to detect a file's kind."""
NO_TEXT = (b"PK\x03\x04", b"PAR1", b"%PDF-", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
"""The first bytes of archives and workbooks, Parquet, PDF, gzip, and the files of Outlook and old Office versions."""


_TAG = re.compile(r"<[^<>]*>")
"""A tag within a number, which a reader of the mail does not see."""
_MOST_SHOWN = 3
"""How many carriers are shown if several are equally likely."""


class _Asked(NamedTuple):
    """The arguments for the resolver."""

    country: str | None
    min_evidence: float | None
    companies: tuple[str, ...]


class Hit(NamedTuple):
    """A number, and where it was found."""

    where: dict[str, Any]
    """The file, and the line and column of a text, or the message and subject of a mail."""
    found: Found


@click.command(short_help="Find the tracking numbers in texts and mails.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@country_option
@click.option(
    "--company",
    "companies",
    metavar="NAME",
    multiple=True,
    help="A company that the texts are about; may be given several times.",
)
@click.option(
    "--min-evidence",
    metavar="BITS",
    type=click.FloatRange(0),
    help="Report every number with at least this much evidence; 0 reports everything that may be a number. "
    "By default strong numbers, and weaker ones beside a word that speaks for them.",
)
@click.option(
    "--kind",
    type=click.Choice(["text", "eml", "mbox"]),
    help="The kind of FILE; by default detected from its name and beginning.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, with every candidate.")
def find(
    *,
    files: tuple[str, ...],
    country: str | None,
    companies: tuple[str, ...],
    min_evidence: float | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Find the tracking numbers in each FILE: text, HTML, a mail (.eml), or a mailbox (.mbox); - is standard input.

    Without a FILE, standard input is read. The subject and every text and HTML part of a mail are decoded and searched
    as one text, and each number is reported once. Sender, subject, logos, and links help to tell the carrier. If
    several carriers are equally likely, all are shown, with a question mark and without a link.

    The exit code is 0 if a number was found, 1 if none was, and 2 if the command could not be run or one of several
    files could not be read; the other files are searched nevertheless.
    """
    from tracking.cli.aligned import AlignedColumns
    from tracking.cli.given import waits_at_a_terminal

    if not files and waits_at_a_terminal():
        raise Misuse("no file was given; name FILE..., or pipe a text or a mail in")
    for remark in _unknown(companies, country):
        click.echo(remark, err=True)
    columns, any_found, named, unread = AlignedColumns(), False, len(files) > 1, False
    for file in files or (None,):
        hits = _hits(file, kind, _Asked(country, min_evidence, companies))
        try:
            any_found |= _say_json(hits, named=named) if as_json else _say_rows(hits, columns, named=named)
        except (Misuse, FileNotFoundError, IsADirectoryError, PermissionError) as error:
            if not named:
                raise
            unread = True
            said = (
                error.message
                if isinstance(error, Misuse)
                else f"{file}: {error.strerror}; name a file that can be used"
            )
            click.echo(f"Error: {said}", err=True)
    sys.exit(2 if unread else 0 if any_found else 1)


def _unknown(companies: Iterable[str], country: str | None) -> Iterator[str]:
    """Yield which companies name no carrier, and so tell nothing about a text, with the names that are close."""
    from tracking.resolver import default

    catalog = default().catalog
    for company in companies:
        if catalog.company(company, country) is None and not catalog.within(company, country):
            near = [one.value for one in default().validate("0", company, country).suggestions if one.kind == "company"]
            meant = f"did you mean {' or '.join(near)}?" if near else "tracking carriers NAME shows names"
            yield f"--company: {company!r} is not a known company and says nothing about the texts; {meant}"


def _say_json(hits: Iterable[Hit], *, named: bool) -> bool:
    found = False
    for hit in hits:
        found = True
        where = hit.where if named else {name: at for name, at in hit.where.items() if name != "file"}
        click.echo(harmless_json({**where, **hit.found.as_dict()}))
    return found


def _say_rows(hits: Iterable[Hit], columns: AlignedColumns, *, named: bool) -> bool:
    rows = [_row(hit, named=named) for hit in hits]
    columns.fit(rows)
    for row in rows:
        click.echo(columns.line(row))
    return bool(rows)


def _row(hit: Hit, *, named: bool) -> tuple[str, ...]:
    from tracking.cli.aligned import shown

    found = hit.found
    likely = [one for one in found.candidates if found.carrier in (None, one.carrier)][:_MOST_SHOWN]
    names = list(dict.fromkeys(shown(one.company or one.format) for one in likely))
    known = found.carrier is not None or len(names) == 1
    place = f"mail {hit.where['message']}" if "message" in hit.where else str(hit.where["line"])
    return (
        f"{hit.where['file']}:{place}" if named else place,
        shown(_TAG.sub("", found.number)),
        (names[0] if known else " / ".join([*names, "?"])) if names else "-",
        (likely[0].url if likely and known else None) or "-",
    )


def _hits(given: str | None, kind: str | None, asked: _Asked) -> Iterator[Hit]:
    from tracking.cli.mail import mailbox_messages
    from tracking.resolver import default
    from tracking.text.encoded_words import decoded_bytes
    from tracking.text.letter import letter

    file = given or "-"
    data, kind = _opened(file, kind)
    if given is None and not data:
        raise Misuse("standard input holds nothing; pipe a text or a mail in, or name FILE...")
    if kind == "text":
        text = decoded_bytes(data)
        line, counted = 1, 0
        for found in default().find(text, asked.country, asked.min_evidence, asked.companies):
            line += text.count("\n", counted, found.start)
            counted = found.start
            yield Hit({"file": file, "line": line, "column": found.start - text.rfind("\n", 0, found.start)}, found)
        return
    messages = [data] if kind == "eml" else mailbox_messages(Path(file))
    for count, message in enumerate(messages, 1):
        mail = letter(message)
        for remark in mail.broken:
            click.echo(f"{file}: mail {count}: {remark}", err=True)
        where = {"file": file, "message": count, "subject": mail.subject, "date": mail.date}
        for found in default().find_in_letter(mail, asked.country, asked.min_evidence, asked.companies):
            yield Hit(where, found)


def _opened(file: str, kind: str | None) -> tuple[bytes, str]:
    """Return a file's bytes and its kind. A mailbox may be large, so none of its bytes are read here."""
    from tracking.cli.mail import is_mail, is_mailbox

    if file == "-":
        data = sys.stdin.buffer.read()
        _checked("standard input", data, kind)
        if kind == "mbox" or (kind is None and is_mailbox(data[:SNIFFED])):
            raise Misuse("a mailbox cannot be read from standard input; name the file")
        return data, kind or ("eml" if is_mail(data[:SNIFFED]) else "text")
    with Path(file).open("rb") as opened:
        start = opened.read(SNIFFED)
        _checked(file, start, kind)
        if kind is None:
            told = {".eml": "eml", ".mbox": "mbox"}.get(Path(file).suffix.lower())
            kind = told or ("mbox" if is_mailbox(start) else "eml" if is_mail(start) else "text")
        if kind == "mbox" and start.strip() and not start.lstrip().startswith(b"From "):
            raise Misuse(
                f"{file}: this is not a mailbox (it does not begin with 'From '); use --kind text or --kind eml"
            )
        return (b"" if kind == "mbox" else start + opened.read()), kind


def _checked(file: str, start: bytes, kind: str | None) -> None:
    if kind is None and start.startswith(NO_TEXT):
        raise Misuse(f"{file}: this is not text; save it as text, HTML or .eml")
