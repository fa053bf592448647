from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.far_side import Rig
from tests.test_fulfillment_journal import an_intent, made
from tracking.cli import command
from tracking.cli import journal as module
from tracking.cli.journal import journal
from tracking.fulfillment.intent import STATES, Intent
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.shipment import Shipment, ShipmentLine

UPS = "1Z001985YW99744790"
ORDER, OTHER = 450789471, 450789470

pytestmark = pytest.mark.usefixtures("all_closed")


@pytest.fixture
def filled(rig: Rig) -> Path:
    """A journal with a shipment done, one refused and one unknown."""
    rig.pipeline().create(Shipment(order="#1003", numbers=(UPS,)))
    rig.pipeline().create(Shipment(order=ORDER, numbers=("LATE",)))
    rig.far.fail("create", "before")
    rig.far.fail("fulfillments", "ok", *["before"] * 12)
    rig.pipeline().create(Shipment(order=OTHER, numbers=("N 1", "N2"), lines=(ShipmentLine(quantity=2),)))
    return rig.where


def kept(where: Path, **which: str) -> list[Intent]:
    with Journal(where) as opened:
        return list(opened.intents(**which))


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(journal, list(map(str, arguments)))


def test_the_states_of_the_command_are_the_journals() -> None:
    assert module.INTENT_STATES == STATES


def test_list(filled: Path) -> None:
    result = call("list", "--journal", filled)
    (done,) = kept(filled, state="done")
    made = done.fulfillment_id
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"done        #1003  {UPS}  fulfillment {made}  [{ORDER}:{UPS}]",
        f"refused     {ORDER}  LATE  [{ORDER}:LATE]",
        f"unknown     {OTHER}  N 1;N2  [{OTHER}:N1,N2]",
        "1 done, 1 refused, 1 unknown",
    ]
    assert call("--journal", filled, "list").stdout == result.stdout
    assert call("list", "--journal", filled, "--state", "planned").stdout == "nothing\n"
    lines = call("list", "--journal", filled, "--order", "1003", "--json").stdout.splitlines()
    (about,) = map(json.loads, lines)
    assert (about["state"], about["found"]["company"], about["created_at"]) == (
        "done",
        "UPS",
        "1970-01-12T13:46:40.000Z",
    )


def test_explain(filled: Path) -> None:
    said = call("explain", f"{OTHER}:N1,N2", "--journal", filled).stdout
    for words in (
        f"{OTHER}:N1,N2: unknown",
        "shop         shop.example",
        f"order        {OTHER}",
        "units        2 of line item 1071823300, location 24826418",
        "asked for    N 1;N2",
        "outcome_unknown: no answer came, and the order could not be read",
        "sending",
    ):
        assert words in said
    done = call("explain", f"{ORDER}:{UPS}", "--journal", filled).stdout
    assert f"the shop has {UPS}, UPS, https://www.ups.com" in done
    missing = call("explain", "nothing", "--journal", filled)
    assert (missing.exit_code, "tracking journal list shows the keys" in missing.stderr) == (1, True)


def test_retry(filled: Path) -> None:
    assert call("retry", "--journal", filled).exit_code == 2
    assert call("retry", "a", "--state", "unknown", "--journal", filled).exit_code == 2
    done = call("retry", f"{ORDER}:{UPS}", "--journal", filled)
    assert (done.exit_code, "only what was not done" in done.stderr) == (1, True)
    assert call("retry", "--state", "failed", "--journal", filled).stdout == "nothing\n"
    result = call("retry", "--state", "unknown", "--journal", filled)
    assert result.stdout == f"{OTHER}:N1,N2: was unknown, will be tried again\n"
    assert call("retry", f"{ORDER}:LATE", "--journal", filled).exit_code == 0
    assert [intent.state for intent in kept(filled)] == ["done", "planned", "planned"]


def test_retry_leaves_the_parts_that_are_done(tmp_path: Path) -> None:
    opened = Journal(tmp_path / "parts.db")
    parts = [an_intent("k"), an_intent("k/2", shipment_key="k", state="unknown"), an_intent("other")]
    one, _, other = opened.plan(parts)
    opened.move(one, "done", "", made())
    assert call("retry", "k", "--journal", tmp_path / "parts.db").stdout == "k/2: was unknown, will be tried again\n"
    assert [intent.state for intent in opened.intents(key="k")] == ["done", "planned"]
    opened.move(other, "done")
    with pytest.raises(ValueError, match="other is done"):
        opened.retry(other)  # as it was read before a run went on
    opened.close()


def test_no_help_is_cut_short() -> None:
    assert "..." not in CliRunner().invoke(journal, ["--help"], terminal_width=80).stdout.partition("Commands:")[2]


def test_export(filled: Path, tmp_path: Path) -> None:
    output = tmp_path / "export.jsonl"
    assert call("export", "--journal", filled, "--output", output).exit_code == 0
    lines: list[dict[str, Any]] = [json.loads(line) for line in output.read_text().splitlines()]
    assert [line["state"] for line in lines] == ["done", "refused", "unknown"]
    assert [event["state"] for event in lines[0]["history"]] == ["planned", "sending", "done"]
    assert lines[2]["problems"][-1]["code"] == "outcome_unknown"
    only = call("export", "--journal", filled, "--state", "refused").stdout
    assert json.loads(only) == lines[1]


@pytest.mark.parametrize("url", ["{}", "sqlite:///{}", "sqlite:///file:{}?uri=true"])
def test_an_export_does_not_overwrite_its_journal(filled: Path, tmp_path: Path, url: str) -> None:
    (tmp_path / "link").symlink_to(filled)
    for output in (filled, tmp_path / "link", f"{filled}-wal"):
        result = call("export", "--journal", url.format(filled), "--output", output)
        assert (result.exit_code, result.stderr) == (
            2,
            f"Error: --output {output}: this is the journal itself; name another file\n",
        )
    assert len(kept(filled)) == 3


@pytest.mark.parametrize("command", [["list"], ["explain", "k"], ["retry", "k"], ["export"]])
def test_a_journal_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*command)
    assert (result.exit_code, "there is no journal tracking-journal.db" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == [], "looking makes none"


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text("This is no database, however often one looks at it.")
    result = call("list", "--journal", file)
    assert (result.exit_code, "cannot be used" in result.stderr) == (2, True)


def test_a_password_is_not_shown() -> None:
    result = call("list", "--journal", "postgresql+psycopg://me:secret@127.0.0.1:1/none")
    assert result.exit_code == 2
    assert "secret" not in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE journal_schema SET version = 99", "upgrade this program"),
        ("ALTER TABLE intents DROP COLUMN attempts", "no column attempts"),
    ],
)
@pytest.mark.parametrize("command", ["list", "export"])
def test_a_journal_that_cannot_be_trusted_is_one_line(filled: Path, change: str, said: str, command: str) -> None:
    with sqlite3.connect(filled) as db:
        db.execute(change)
    db.close()
    result = call(command, "--journal", filled)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert said in result.stderr
    assert str(filled) in result.stderr


def test_a_broken_intent_is_one_line(filled: Path) -> None:
    """Through the whole program: the group turns an error of the package into a line."""
    with sqlite3.connect(filled) as db:
        db.execute("UPDATE intents SET body = '{'")
    db.close()
    result = CliRunner().invoke(command, ["journal", "list", "--journal", str(filled)])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "it is broken" in result.stderr
    assert "restore it" in result.stderr
