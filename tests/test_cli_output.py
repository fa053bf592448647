"""Output that cannot be written, a program that is interrupted, and the table of the demo."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.test_fulfillment_journal import an_intent
from tracking.cli.aligned import width
from tracking.cli.demo import demo_table
from tracking.cli.whole_file import is_same, written_whole
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.values import TrackingInfo

PROGRAM = [sys.executable, "-c", "from tracking.cli import main; main()"]
NUMBER = "1Z001985YW99744790"
FULL = Path("/dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text("number,note\n" + f"{NUMBER},{'x' * 90}\n" * 1000)
    journal = Journal(tmp_path / "tracking-journal.db")
    journal.plan([an_intent("k")])
    journal.close()
    return tmp_path


@pytest.mark.skipif(not FULL.exists(), reason="the machine has no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["resolve", NUMBER], ["resolve", "--csv", "t.csv"], ["schema"], ["carriers"], ["carriers", "--json"],
        ["journal", "export"], ["--help"], ["resolve", "--help"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_full_disk_is_one_line(folder: Path, arguments: list[str]) -> None:
    with FULL.open("wb") as full:
        found = subprocess.run(
            [*PROGRAM, *arguments], cwd=folder, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    said = found.stderr.removeprefix(b"columns: number=number; not used: note\n")  # what a table begins with
    assert (found.returncode, said) == (2, b"Error: standard output: No space left on device\n")


def closed(redirections: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    shell = ["sh", "-c", f'exec "$@" {redirections}', "sh", *PROGRAM, *arguments]
    return subprocess.run(shell, capture_output=True, text=True, timeout=60, check=False)


def test_closed_streams() -> None:
    found = closed(">&-", "resolve", NUMBER)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == "Error: standard output: it is closed; send it to a file, or to /dev/null\n"
    found = closed("<&-", "resolve")
    assert (found.returncode, found.stderr) == (2, "Error: standard input holds no number; give one per line\n")
    assert closed("2>&-", "resolve", NUMBER).returncode == 0
    assert closed("<&- >&- 2>&-", "resolve", NUMBER).returncode == 2


def test_an_interrupted_command_ends_as_shells_have_it() -> None:
    with subprocess.Popen(
        [*PROGRAM, "resolve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{NUMBER}\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(NUMBER)  # it is under way
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "Aborted!\n")


def test_an_error_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "none" / "o.csv"
    with pytest.raises(FileNotFoundError) as raised, written_whole(path):
        pass
    assert raised.value.filename == str(path)
    with pytest.raises(OSError, match="No space") as full, written_whole(tmp_path / "o.csv"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # as a write fails, without a name
    assert full.value.filename == str(tmp_path / "o.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with written_whole(pipe) as file:
        file.write(b"rows")
    reader.join(60)
    assert read == [b"rows"]
    assert pipe.is_fifo()


def test_the_tables_of_the_demo_are_in_line() -> None:
    page = "https://x.example/1"
    numbers = ("1Z001985YW99744790", "１Ｚ００１９８５ＹＷ９９７４４７９０")
    lines = list(demo_table([(f"#{n}", TrackingInfo(numbers=(one,), urls=(page,))) for n, one in enumerate(numbers)]))
    assert {width(line.removesuffix(page)) for line in lines} == {4 + 36 + 2 + 1 + 2}


def test_one_file_by_several_names(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    (tmp_path / "symbolic").symlink_to(file)
    (tmp_path / "hard").hardlink_to(file)
    shutil.copy(file, tmp_path / "copy")
    same = [is_same(tmp_path / name, file) for name in ("file", "../" + tmp_path.name + "/file", "symbolic", "hard")]
    assert same == [True] * 4
    assert not is_same(tmp_path / "copy", file)
    assert not is_same(tmp_path / "none", file)
