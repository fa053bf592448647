from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tracking
from tracking.cli import command

NUMBER, LINK = (
    "1Z001985YW99744790",
    "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790",
)
WRONG = "1Z001985YW99744791"


def resolve(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command, ["resolve", *arguments], input=given)


def on_terminal(columns: int, *arguments: str) -> str:
    """What the program writes on a terminal of that width."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    program = [sys.executable, "-c", "from tracking.cli import main; main()"]
    with subprocess.Popen(
        [*program, *arguments], stdin=child, stdout=child, stderr=child, env=environment | {"TERM": "xterm"}
    ) as process:
        os.close(child)
        said = b""
        try:
            while piece := os.read(parent, 65536):
                said += piece
        except OSError:  # the other side was closed
            pass
        os.close(parent)
        assert process.wait(60) in (0, 1)
    return said.decode().replace("\r\n", "\n")


def test_one_number_is_shown_in_full() -> None:
    found = resolve(NUMBER)
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[:5] == [
        f"number      {NUMBER}",
        "company     UPS",
        "carrier     ups",
        f"url         {LINK}",
        "via         pattern",
    ]
    assert lines[5] == "format      1Z number; check digit right, 11.3 bits"
    assert "            service YW (SurePost, delivered by the USPS)" in lines
    assert "serial" not in found.stdout
    assert "\nor " not in found.stdout  # nothing else accepts it
    assert found.stderr == ""


def test_one_number_is_shown_with_what_else_it_may_be_and_what_is_wrong() -> None:
    found = resolve("00340434161094027318", "--country", "DE")
    others = tracking.resolve("00340434161094027318", country="DE").candidates[1:]
    assert "\nor          " in found.stdout
    for other in others:
        assert other.format in found.stdout
    found = resolve("317440458506", "--country", "JP")
    assert found.exit_code == 1
    assert "\ncandidates  " in found.stdout
    assert "\nproblems    ambiguous: several carriers use numbers of this format" in found.stdout
    assert "and 1 more" not in found.stdout


def test_several_numbers_are_rows_with_what_is_wrong_below() -> None:
    found = resolve(NUMBER, "RR123456785CN", WRONG)
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"{NUMBER}  UPS         {LINK}",
        "RR123456785CN       China Post  https://www.ems.com.cn/queryList?mailNum=RR123456785CN",
        f"{WRONG}  -           -",
        "    check_digit: the check digit of this UPS number (1Z number) is 1 and should be 0",
    ]


def test_exit_codes_say_whether_all_were_found() -> None:
    assert resolve(NUMBER, "RR123456785CN").exit_code == 0
    assert resolve("1234567", "--company", "Custom Tracking Company").exit_code == 1
    assert resolve("1234567", "--company", "UPS").exit_code == 0
    assert resolve("1111", "--url", "http://www.my-url.com").exit_code == 0
    assert resolve("hello").exit_code == 1


def test_json_is_one_object_a_line_and_all_of_the_result() -> None:
    found = resolve(NUMBER, "ＲＲ123456785ＣＮ", "--json")
    assert [json.loads(line) for line in found.stdout.splitlines()] == [
        json.loads(json.dumps(tracking.resolve(number).as_dict())) for number in (NUMBER, "ＲＲ123456785ＣＮ")
    ]
    assert "ＲＲ123456785ＣＮ" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["00000000000", "--company", "GLS", "--country", "DE"], {"company": "GLS", "country": "DE"}),
        (
            ["3STERY010751747", "--postal-code", "1012 AB", "--country", "NL"],
            {"postal_code": "1012 AB", "country": "NL"},
        ),
        (["UJ338439355SE", "--language", "sv"], {"language": "sv"}),
        (["MS1562678", "--url", "https://my.example?n=1"], {"url": "https://my.example?n=1"}),
    ],
)
def test_every_option_reaches_the_resolver(arguments: list[str], given: dict[str, str]) -> None:
    expected = tracking.resolve(arguments[0], **given).as_dict()
    assert json.loads(resolve(*arguments, "--json").stdout) == json.loads(json.dumps(expected))


def test_a_link_alone_is_enough() -> None:
    found = resolve("--url", LINK)
    assert (found.exit_code, found.stdout.splitlines()[:2]) == (0, [f"number      {NUMBER}", "company     UPS"])


def test_numbers_come_from_standard_input_one_a_line() -> None:
    given = f"\ufeff{NUMBER}\r\n\n  RR123456785CN  \n{NUMBER}"
    for arguments in ([], ["-"]):
        found = resolve(*arguments, given=given)
        assert found.exit_code == 0
        assert [line.split()[0] for line in found.stdout.splitlines()] == [NUMBER, "RR123456785CN", NUMBER]
    both = resolve("-", "986578788855", given=given)
    assert [line.split()[0] for line in both.stdout.splitlines()] == [NUMBER, "RR123456785CN", NUMBER, "986578788855"]


def test_a_stream_is_answered_while_it_goes_on() -> None:
    program = [sys.executable, "-c", "from tracking.cli import main; main()", "resolve"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (NUMBER, "RR123456785CN"):
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(number)
        process.stdin.close()
        assert process.wait(60) == 0


def test_nothing_given_says_how() -> None:
    found = resolve(given=" \n\n")
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "Error: standard input holds no number; give one per line\n"


def test_hostile_numbers_do_no_harm_to_a_terminal() -> None:
    found = resolve("#☠1☢\n---\n4321\n", "\x1b[31m1234", "9" * 5000, "--company", "UPS")
    assert found.exit_code == 0
    assert "#☠1☢\\n---\\n4321\\n" in found.stdout
    assert "\\x1b[31m1234" in found.stdout
    assert "\x1b" not in found.stdout
    assert all(len(line) < 6000 for line in found.stdout.splitlines())


def test_a_narrow_terminal_has_the_link_below_and_a_wide_one_beside() -> None:
    narrow = on_terminal(60, "resolve", NUMBER, "RR123456785CN")
    assert narrow.splitlines() == [
        f"{NUMBER}  UPS",
        f"    {LINK}",
        "RR123456785CN       China Post",
        "    https://www.ems.com.cn/queryList?mailNum=RR123456785CN",
    ]
    wide = on_terminal(200, "resolve", NUMBER, "RR123456785CN")
    assert wide.splitlines()[0] == f"{NUMBER}  UPS         {LINK}"


def test_a_table_is_rows_on_a_terminal_and_a_progress_bar_where_it_goes_to_a_file(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"number,carrier\n{NUMBER},UPS\n{WRONG},\n")
    said = on_terminal(200, "resolve", "--csv", str(table))
    assert said.splitlines()[1].split() == [NUMBER, "UPS", LINK]
    assert "    check_digit\n" in said
    assert "%" not in said.replace("%2", "")
    said = on_terminal(200, "resolve", "--csv", str(table), "--out", str(tmp_path / "out.csv"))
    assert "100%" in said
    assert NUMBER not in said
    assert "2 rows: 1 with a carrier" in said
