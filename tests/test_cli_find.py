from __future__ import annotations

import base64
import json
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracking.cli import command
from tracking.cli.mail import is_mail, is_mailbox
from tracking.text.encoded_words import decoded_bytes

NUMBER, LINK = (
    "1Z001985YW99744790",
    "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790",
)
TEXT = f"""Hello,

your parcel {NUMBER} left on 2026-11-21 (order 448812, call 555-123-4567).
Sendungsnummer: 00340434161094027318
"""


def find(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    found = CliRunner().invoke(command, ["find", *map(str, arguments)], input=given)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def numbers(found: Result) -> list[str]:
    return [json.loads(line)["number"] for line in found.stdout.splitlines()]


def letter(*, subject: str = "Your parcel", html: bool = True) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Müller <shop@my.example>", "you@my.example", subject
    message["Date"] = "Mon, 02 Nov 2026 10:00:00 +0100"
    message.set_content(f"Sendungsnummer für Sie: {NUMBER}\n", charset="iso-8859-1", cte="quoted-printable")
    if html:
        message.add_alternative(
            f"<p>Ihr Paket <b>1Z 001 985 YW 9974 4790</b> <a href='{LINK}'>verfolgen</a>, und RR123456785CN</p>",
            subtype="html",
            charset="utf-8",
            cte="base64",
        )
    return message


@pytest.fixture
def eml(tmp_path: Path) -> Path:
    path = tmp_path / "mail.eml"
    path.write_bytes(letter().as_bytes())
    return path


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    box = mailbox.mbox(tmp_path / "all.mbox")
    for message in (letter(), letter(html=False, subject="From FedEx: 986578788855"), EmailMessage()):
        box.add(message)
    box.close()
    return tmp_path / "all.mbox"


def test_a_text_is_told_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT)
    for found in (find(tmp_path / "note.txt"), find("-", given=TEXT)):
        assert found.exit_code == 0
        rows = [line.split() for line in found.stdout.splitlines()]
        assert rows[0] == ["3", NUMBER, "UPS", LINK]
        assert rows[1][:3] == ["4", "00340434161094027318", "DHL"]
        assert len(rows) == 2


def test_json_has_places_and_candidates() -> None:
    (first, second) = map(json.loads, find("-", "--json", given=TEXT).stdout.splitlines())
    assert (first["line"], first["column"], first["number"]) == (3, 13, NUMBER)
    assert TEXT[first["start"] : first["end"]] == NUMBER
    assert first["candidates"][0]["carrier"] == "ups"
    assert (second["line"], second["column"]) == (4, 17)
    assert "file" not in first


def test_exit_codes() -> None:
    assert find("-", given="nothing here, order 4711").exit_code == 1
    assert find("-", given="").exit_code == 1


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"PAR1", b"%PDF-1.7", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_text_is_told(start: bytes, tmp_path: Path) -> None:
    (tmp_path / "mails.zip").write_bytes(start + NUMBER.encode())
    for found in (find(tmp_path / "mails.zip"), find("-", given=start + NUMBER.encode())):
        assert (found.exit_code, "this is not text; save it as" in found.stderr) == (2, True)
    assert find(tmp_path / "mails.zip", "--kind", "text").exit_code in (0, 1)


def test_what_is_no_mailbox_is_told(tmp_path: Path) -> None:
    (tmp_path / "mails.mbox").write_text(f"Tracking {NUMBER}\n")
    found = find(tmp_path / "mails.mbox")
    assert (found.exit_code, "this is not a mailbox" in found.stderr) == (2, True)
    assert find(tmp_path / "mails.mbox", "--kind", "text").exit_code == 0
    (tmp_path / "empty.mbox").touch()
    assert find(tmp_path / "empty.mbox").exit_code == 1


def test_options_reach_the_resolver() -> None:
    given = "1234 5 and 3318810025 and 317440458506"
    assert find("-", "--json", given=given).exit_code == 1
    weak = numbers(find("-", "--json", "--min-evidence", "0", given=given))
    assert "3318810025" in weak
    home = find("-", "--json", "--min-evidence", "0", "--country", "JP", given=given)
    assert "317440458506" in numbers(home)
    assert find("-", "--min-evidence", "-1", given="x").exit_code == 2


def test_a_mail_is_decoded_and_a_number_reported_once(eml: Path) -> None:
    found = find(eml, "--json")
    assert numbers(found) == [NUMBER, "RR123456785CN"]
    first = json.loads(found.stdout.splitlines()[0])
    assert (first["message"], first["subject"], first["date"]) == (1, "Your parcel", "Mon, 02 Nov 2026 10:00:00 +0100")
    piped = find("-", "--json", given=eml.read_bytes())
    assert piped.stdout == found.stdout
    assert find(eml).stdout.splitlines()[0].split() == ["mail", "1", NUMBER, "UPS", LINK]


def test_a_mailbox_is_read_message_by_message(mbox: Path, tmp_path: Path) -> None:
    before = mbox.read_bytes()
    found = find(mbox, "--json")
    assert [(json.loads(line)["message"], json.loads(line)["number"]) for line in found.stdout.splitlines()] == [
        (1, NUMBER),
        (1, "RR123456785CN"),
        (2, "986578788855"),
        (2, NUMBER),
    ]
    assert mbox.read_bytes() == before
    mbox.rename(tmp_path / "Inbox")
    assert find(tmp_path / "Inbox", "--json").stdout == found.stdout
    assert find(tmp_path / "Inbox", "--kind", "mbox", "--json").stdout == found.stdout
    piped = find("-", given=before)
    assert (piped.exit_code, piped.stderr) == (
        2,
        "Error: a mailbox cannot be read from standard input; name the file\n",
    )


def test_several_files_are_named(eml: Path, mbox: Path) -> None:
    found = find(eml, mbox)
    assert [line.split("  ")[0] for line in found.stdout.splitlines()] == [
        f"{eml}:mail 1",
        f"{eml}:mail 1",
        f"{mbox}:mail 1",
        f"{mbox}:mail 1",
        f"{mbox}:mail 2",
        f"{mbox}:mail 2",
    ]
    assert {json.loads(line)["file"] for line in find(eml, mbox, "--json").stdout.splitlines()} == {str(eml), str(mbox)}


def test_subjects_are_decoded(tmp_path: Path) -> None:
    subject = base64.b64encode(f"Paket {NUMBER} für Sie".encode()).decode()
    path = tmp_path / "m.eml"
    path.write_text(f"From: a@b.example\nSubject: =?utf-8?B?{subject}?=\n\nSee above.\n")
    (only,) = map(json.loads, find(path, "--json").stdout.splitlines())
    assert (only["number"], only["subject"]) == (NUMBER, f"Paket {NUMBER} für Sie")


@pytest.mark.parametrize(
    "broken",
    [
        b"From: a@b\nSubject: =?klingon?B?AAAA?= {n}\n\nx",
        b"From: a@b\nSubject: =?utf-8?B?A?=\nContent-Type: text/plain; charset=klingon\n\n{n}",
        b"From: a@b\nTo: c\nContent-Type: multipart/mixed\n\n{n}",
        b"From: a@b\nTo: c\nContent-Type: text/plain; charset=utf-8\n\n\xff\xfe {n}",
        b"From: a@b\nTo: c\nContent-Type: ;;;=\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"From: a@b\nTo: c\nContent-Type: message/rfc822\n\nFrom: d\nContent-Type: text/html\n\n<p>{n}</p>",
    ],
)
def test_broken_mails_stop_nothing(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "m.eml"
    path.write_bytes(broken.replace(b"{n}", NUMBER.encode()))
    found = find(path, "--json")
    assert found.stderr == ""
    assert numbers(found) == ([] if b"{n}" not in broken or b"multipart" in broken else [NUMBER])


def test_kinds_are_told_by_how_a_file_begins() -> None:
    assert is_mailbox(b"From a@b Mon Nov  2 10:00:00 2026\nSubject: x\n\n")
    assert not is_mailbox(b"From Monday on we ship with UPS.\n")
    assert is_mail(b"Received: by x\r\nSubject: y\r\n\r\nText")
    assert not is_mail(b"From: somebody\n\nDate: never\n")
    assert not is_mail(TEXT.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_are_decoded(encoding: str) -> None:
    assert decoded_bytes("Müller".encode(encoding)) == "Müller"
    assert find("-", given=f"für {NUMBER}".encode(encoding)).exit_code == 0


def test_bytes_of_no_encoding_are_kept() -> None:
    assert decoded_bytes(b"\x81\xff") == "\x81ÿ"
    assert decoded_bytes(b"abc", "klingon") == "abc"


def test_standard_input_is_read_without_a_file(eml: Path) -> None:
    assert find("--json", given=eml.read_bytes()).stdout == find(eml, "--json").stdout
    assert find(given=f"Parcel {NUMBER}").exit_code == 0


def test_a_company_is_a_witness() -> None:
    assert find(given="parcel 73814996922").exit_code == 1
    found = find("--company", "GLS", "--company", "DPD", given="parcel 73814996922\nparcel 15501234567890")
    assert [line.split()[:3] for line in found.stdout.splitlines()] == [
        ["1", "73814996922", "GLS"],
        ["2", "15501234567890", "DPD"],
    ]
    mail = b"From: a@b.example\nSubject: x\n\nparcel 73814996922\n"
    assert numbers(find("--company", "GLS", "--json", given=mail)) == ["73814996922"]


def test_the_sender_of_a_mail_speaks_and_a_part_is_told() -> None:
    mail = b"From: GLS <a@b.example>\nSubject: x\n\nparcel 73814996922\n"
    (only,) = map(json.loads, find("--json", given=mail).stdout.splitlines())
    assert (only["carrier"], only["part"]) == ("gls", "1")


def test_a_tie_is_shown_as_a_tie() -> None:
    given = "Paket 7035114477138472"
    (only,) = map(json.loads, find("--json", given=given).stdout.splitlines())
    first, second, *_ = [one["company"] or one["format"] for one in only["candidates"]]
    assert (only["carrier"], first == second) == (None, False)
    (row,) = find(given=given).stdout.splitlines()
    assert f"{first} / {second}" in row
    assert row.split()[-2:] == ["?", "-"]


def test_a_company_that_nobody_knows_is_told() -> None:
    unknown = find("--company", "Glss", given="Where is 73814996922?")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert (
        unknown.stderr
        == "--company: 'Glss' is not a known company and says nothing about the texts; did you mean GLS?\n"
    )
    for known in ("GLS", "GLS Depot 47 Neuenstein"):
        found = find("--company", known, given="Where is 73814996922?")
        assert (found.exit_code, found.stderr) == (0, "")
