from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tracking.cli import COMMANDS, command
from tracking.cli.aligned import AlignedColumns, shown, width
from tracking.cli.misuse import missing_extra
from tracking.errors import EXTRAS

PROGRAM = [sys.executable, "-c", "from tracking.cli import main; main()"]
NUMBER = "1Z001985YW99744790"


def run(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], input=given, capture_output=True, timeout=60, env=os.environ | environment, check=False
    )


def ask(*arguments: str, given: str | None = None) -> tuple[int, str, str]:
    found = CliRunner().invoke(command, arguments, input=given)
    return found.exit_code, found.stdout, found.stderr


def test_the_overview_names_every_command_and_imports_none() -> None:
    code = (
        "import sys\nfrom tracking.cli import command\n"
        "try:\n    command.main(['--help'], prog_name='tracking')\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print('loaded:', *sorted(name for name in sys.modules if name.startswith('tracking')))\n"
        "print('heavy:', *({'yaml', 'msgspec', 'regex', 'sqlalchemy', 'httpx2', 'starlette', 'graphql', 'pyarrow', 'numpy'}"
        " & set(sys.modules)))\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    for name in COMMANDS:
        assert f"\n  {name} " in said
    assert "heavy:\n" in said
    loaded = said.partition("loaded: ")[2].partition("\n")[0].split()
    streams = ["tracking.cli.guarded", "tracking.cli.misuse", "tracking.errors"]
    spelling = ["tracking.spelling", "tracking.spelling.harmless", "tracking.spelling.late"]
    assert loaded == ["tracking", "tracking.cli", *streams, *spelling]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_says_what_the_command_says(name: str) -> None:
    context = click.Context(command)
    found = command.get_command(context, name)
    assert found is not None
    assert found.name == name
    assert found.get_short_help_str(1000) == COMMANDS[name].help
    said = found.get_help(click.Context(found, info_name=name, parent=context))
    assert "\\b" not in said


def test_every_command_of_a_file_is_registered() -> None:
    files = {place.module for place in COMMANDS.values()}
    for file in files:
        module = import_module(f"tracking.cli.{file}")
        commands = {
            name
            for name, value in vars(module).items()
            if isinstance(value, click.Command) and name in getattr(module, "__all__", ())
        }
        assert commands == {place.name for place in COMMANDS.values() if place.module == file}


def test_the_version() -> None:
    assert ask("--version") == (0, f"tracking {version('carrier-tracking')}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["resolv", "1"], "there is no command resolv; did you mean resolve?"),
        (["frobnicate"], "there is no command frobnicate; see tracking --help"),
        ([NUMBER], f"there is no command {NUMBER}; to look up a number: tracking resolve {NUMBER}"),
        (["--bogus"], f"{click.NoSuchOption('--bogus').format_message().rstrip('.')}; see tracking --help"),
        (["resolve", NUMBER, "--xyzzyx"], click.NoSuchOption("--xyzzyx").format_message().rstrip(".")),
        (
            ["resolve", NUMBER, "--country", "Germany"],
            "Invalid value for '--country': 'Germany' is not a country code; give the two",
        ),
        (["resolve", NUMBER, "--url", "ftp://x"], "url 'ftp://x': the scheme is ftp; write http:// or https://"),
        (["resolve"], "standard input holds no number; give one per line"),
        (["resolve", NUMBER, "--out", "x.csv"], "--out is for tables; name one with --csv FILE"),
        (["resolve", NUMBER, "--url-column", "x"], "--column is for tables; name one with --csv FILE"),
        (["resolve", NUMBER, "--csv", "x.csv"], "NUMBERS and --csv cannot be given together; leave one out"),
        (["resolve", "--csv", "x.csv", "--json"], "--json and --csv cannot be given together; the table goes to --out"),
        (["resolve", "--csv", "x.csv", "--url", "x.com"], "--url and --csv cannot be given together; a table has"),
        (["resolve", "--csv", "/nowhere/x.csv"], "/nowhere/x.csv: No such file or directory; name a file that can be"),
        (["find"], "standard input holds nothing; pipe a text or a mail in, or name FILE..."),
        (["find", "/nowhere/mail.txt"], "/nowhere/mail.txt: No such file or directory; name a file that can be used"),
        (["carriers", "--list", "XX"], "--list XX: no such list; there are global, AT, AU,"),
        (["carriers", "UPS", "--list", "AU"], "NAME, --list, and --coverage cannot be given together; leave out all"),
        (
            ["find", "--min-evidence", "x"],
            "Invalid value for '--min-evidence': 'x' is not a number; see tracking find --help",
        ),
        (["serve", "--port", "x"], "Invalid value for '--port': 'x' is not a whole number; see tracking serve --help"),
        (["completion", "ksh"], "Invalid value for '{bash|zsh|fish}': 'ksh' is not one of 'bash', 'zsh', 'fish'; see"),
        (
            ["lint", "/nowhere.yaml"],
            "Invalid value for '[FILES]...': Path '/nowhere.yaml' does not exist; see tracking",
        ),
    ],
)
def test_misuse_is_one_line(arguments: list[str], said: str) -> None:
    code, out, error = ask(*arguments)
    assert (code, out) == (2, "")
    assert error.startswith(f"Error: {said}")
    assert error.count("\n") == 1


def test_without_a_command_the_overview_is_shown() -> None:
    code, _, said = ask()
    assert (code, said.count("\n") > 10) == (2, True)


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "table.parquet").write_bytes(b"PAR1")
    monkeypatch.delitem(sys.modules, "tracking.tabular.parquet_file", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, out, error = ask("resolve", "--csv", str(tmp_path / "table.parquet"), "--out", str(tmp_path / "out.parquet"))
    assert (code, out) == (2, "")
    assert error == "Error: pyarrow is not installed; run: pip install 'carrier-tracking[arrow]'\n"
    assert list(tmp_path.iterdir()) == [tmp_path / "table.parquet"]


@pytest.mark.parametrize(
    ("code", "package", "extra"),
    [
        ("import tracking.batch", "pyarrow", "arrow"),
        ("import tracking.batch.polars", "pyarrow", "arrow"),
        ("from tracking.shopify import Client", "httpx2", "http"),
        ("import tracking.spark", "pyarrow", "arrow"),
    ],
)
def test_the_library_names_a_missing_extra_too(code: str, package: str, extra: str) -> None:
    program = f"import sys; sys.modules[{package!r}] = None\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    said = f"ModuleNotFoundError: {package} is not installed; run: pip install 'carrier-tracking[{extra}]'"
    assert done.stderr.splitlines()[-1] == said


def test_every_extra_of_the_project_is_one_that_errors_name() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS.values()) == set(project["optional-dependencies"]) - {"all"}


def test_another_import_error_is_not_taken_for_a_missing_extra() -> None:
    assert missing_extra(ImportError("cannot import name", name="tracking.quality.lint")) is None
    assert missing_extra(ImportError("no name")) is None


@pytest.mark.parametrize("arguments", [["carriers"], ["carriers", "--json"], ["resolve", "-"]])
def test_a_closed_pipe_ends_it_quietly(arguments: list[str]) -> None:
    given = b"1Z001985YW99744790\n" * 20_000 if "-" in arguments else b""
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(given)
            process.stdin.close()
        except BrokenPipeError:
            pass
        error = process.stderr.read()
        assert process.wait(60) == 1
    assert error == b""


def test_what_is_no_text_stops_nothing() -> None:
    found = run("resolve", given=b"\xff\xfe1234\n1Z001985YW99744790\n")
    assert found.returncode == 1
    assert b"UPS" in found.stdout
    assert found.stderr == b""
    found = run("carriers", "--list", "JP", PYTHONIOENCODING="ascii")
    assert (found.returncode, found.stderr) == (0, b"")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    code, out, _ = ask("completion", shell)
    assert code == 0
    assert "_TRACKING_COMPLETE=" in out
    assert f"{shell}_complete" in out


def test_completion_completes() -> None:
    def completed(words: str, at: int) -> list[str]:
        found = run(_TRACKING_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(at))
        assert found.stderr == b""
        return [line.partition(",")[2] for line in found.stdout.decode().splitlines()]

    assert completed("tracking res", 1) == ["resolve"]
    assert completed("tracking resolve --postal", 2) == ["--postal-code"]
    assert completed("tracking completion ", 2) == ["bash", "zsh", "fish"]


def test_schema_is_what_editors_read() -> None:
    code, out, _ = ask("schema")
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_wide_characters_take_two_places() -> None:
    assert [width(text) for text in ("UPS", "順豐", "ｱﾏｿﾞﾝ", "é", "e\u0301", "a\u200bb")] == [3, 4, 5, 1, 1, 2]
    columns = AlignedColumns([("順豐", ""), ("abcdef", "")])
    assert columns.line(("順豐", "x")) == "順豐    x"
    assert columns.line(("abcdef", "x")) == "abcdef  x"
    assert columns.line(("abcdef", "")) == "abcdef"


def test_a_column_grows_with_a_stream_and_not_for_ever() -> None:
    columns = AlignedColumns(least=(4,))
    assert columns.line(("ab", "x")) == "ab    x"
    assert columns.line(("abcdef", "x")) == "abcdef  x"
    assert columns.line(("ab", "x")) == "ab      x"
    assert columns.line(("a" * 60, "x")) == "a" * 60 + "  x"
    assert columns.line(("ab", "x")) == "ab" + " " * 44 + "x"


def test_what_a_terminal_would_act_on_is_made_visible() -> None:
    assert shown("a\x1b[31m\r\n\t\u202eb\x85") == "a\\x1b[31m\\r\\n\\t\\u202eb\\x85"
    assert shown("x" * 500) == "x" * 79 + "…"
