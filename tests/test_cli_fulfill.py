from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from tests.served import Served
from tracking.cli.fulfill import fulfill
from tracking.cli.fulfillments import cancel, fulfillments, update_tracking
from tracking.cli.listing import fulfillment_table
from tracking.cli.report import Told, complaints
from tracking.fulfillment import effects
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.values import Fulfillment, TrackingInfo
from tracking.resolving.results import Problem
from tracking.shopify import Client
from tracking.tabular.formats import open_table
from tracking.tabular.reader import record_of, rows_of

TOKEN = "shpat_not_to_be_seen"
SECRET = "shpss_0123456789fedcba"
UPS = "1Z001985YW99744790"
UPS_PAGE = f"https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={UPS}"
FIRST = 3001

pytestmark = pytest.mark.usefixtures("all_closed")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served shop with orders #3001, #3002, ...: two of A and one of B each."""
    folder = tmp_path_factory.mktemp("shop")
    orders = [
        {
            "id": 900000 + n,
            "name": f"#{n}",
            "lines": [{"id": n * 10, "sku": "A", "quantity": 2}, {"id": n * 10 + 1, "sku": "B", "quantity": 1}],
        }
        for n in range(FIRST, FIRST + 60)
    ]
    (folder / "orders.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders))
    served = Served(
        "--port", "0", "--database", f"sqlite:///{folder}/shop.db", "--orders", folder / "orders.jsonl",
        "--token", TOKEN, "--no-rate-limit", "--app", f"app={SECRET}", "--app", f"reader={SECRET}=read_orders",
        "--token-life", "0.5",
    )  # fmt: skip
    yield served.url
    served.stop()


@pytest.fixture(scope="module")
def orders() -> Iterator[str]:
    """Names of orders that no other test has used."""
    return iter([f"#{n}" for n in range(FIRST, FIRST + 60)])


@pytest.fixture
def run(shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command against the shop, in a folder of its own; nothing it says or writes shows the token."""
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)

    def invoke(command: click.Command, *arguments: str | Path, url: str = shop) -> Result:
        result = CliRunner().invoke(command, [*map(str, arguments), "--shop", url])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert TOKEN not in result.output
        assert SECRET not in result.output
        for file in tmp_path.iterdir():
            assert file.is_dir() or TOKEN.encode() not in file.read_bytes()
        return result

    return invoke


def written(tmp_path: Path, text: str, name: str = "parcels.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def report(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.with_name(f"{path.stem}.report.jsonl").read_text().splitlines()]


def listed(run: Any, order: str, *options: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(fulfillments, order, "--json", *options).stdout.splitlines()]


@pytest.mark.parametrize("api", ["--graphql", "--rest"])
def test_a_file_of_shipments(run: Any, orders: Iterator[str], tmp_path: Path, api: str) -> None:
    one, two = next(orders), next(orders)
    file = written(tmp_path, f"order,number,company,notify\n{one},{UPS},ups,no\n{two},RR123456785CN,,\n")
    result = run(fulfill, file, api)
    assert (result.exit_code, result.stderr.splitlines()[1:]) == (0, [])
    assert "2 shipments: 2 done" in result.stdout
    first, second = report(file)
    assert list(first)[:8] == ["line", "order", "number", "state", "fulfillment_id", "company", "url", "problems"]
    assert (first["line"], first["order"], first["number"], first["state"]) == (2, one, UPS, "done")
    assert (first["company"], first["url"], first["problems"]) == ("UPS", UPS_PAGE, [])
    assert second["company"] == "China Post"
    (made,) = listed(run, one)
    assert (made["id"], made["urls"]) == (first["fulfillment_id"], [UPS_PAGE])

    again = run(fulfill, file, api)
    assert (again.exit_code, report(file)) == (0, [first, second])
    assert len(listed(run, one, api)) == 1


def test_bad_rows_are_named_and_good_ones_go_through(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    good, other, third, fourth = (next(orders) for _ in range(4))
    rows = [
        b"order,number,company,sku,quantity,notify,weight",
        f"{good},{UPS},,,,,3".encode(),
        b",1Z879E930346834440,,,,,",
        f"{other},1.23e+21,,,,,".encode(),
        f"{good},{UPS},,,,,3".encode(),
        f"{good},OTHER,,,,,".encode(),
        f"{third},N1,,A,some,,".encode(),
        f"{third},N2,,A,1,perhaps,".encode(),
        f"{fourth},N3,\xd6sterreich Post,,,,".encode("cp1252"),
        b"#1,N4,\x81\x8d,,,,",
        b'#2,"N5"x,,,,,',
        b"#3,N6,a,b,1,no,3,too,long",
        b"#99999,N7,,,,,",
    ]
    (tmp_path / "parcels.csv").write_bytes(b"\r\n".join(rows))
    file = tmp_path / "parcels.csv"
    result = run(fulfill, file)
    assert result.exit_code == 1
    lines = {line["line"]: line for line in report(file)}
    problems = {n: [problem["code"] for problem in line["problems"]] for n, line in lines.items()}
    assert {n: line["state"] for n, line in lines.items()} == {
        2: "done", 3: "refused", 4: "refused", 5: "skipped", 7: "refused", 8: "refused", 9: "done",
        10: "refused", 11: "refused", 12: "refused", 13: "refused",
    }  # fmt: skip
    assert problems[3] == ["order_missing"]
    assert problems[4] == ["number_rounded"]
    assert problems[5] == ["duplicate_row"]
    assert (lines[2]["number"], lines[2]["lines"]) == (f"{UPS};OTHER", [2, 6])
    assert problems[7] == ["quantity_invalid"]
    assert problems[8] == ["notify_invalid"]
    assert problems[9][0] == "encoding_guessed"
    assert lines[9]["company"] == "Österreichische Post"  # as listed
    assert problems[10] == ["encoding_wrong"]
    assert problems[11] == ["row_broken"]
    assert problems[12] == ["row_too_long"]
    assert problems[13][-1] == "order_unknown"
    for said in (
        "columns: order=order, number=number, company=company, sku=sku, quantity=quantity, notify=notify; not used: weight",
        "line 9: not UTF-8 and read as Windows-1252",
        "line 3: order (none): refused: order: empty; give the order's id or name",
        "line 4: order " + other + ": refused: number: 1.23e+21 is what a spreadsheet made of it",
        "the same shipment as line 2; delete one of them",
        "save the file as UTF-8",
        "put quotes around text that holds a ','",
    ):
        assert said in result.stderr
    assert len(listed(run, good)) == 1


def test_several_numbers_and_several_lines_of_a_parcel(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    one, two = next(orders), next(orders)
    text = f"order,number,sku,quantity\n{one},{UPS};1Z879E930346834440,,\n{two},P1,A,2\n{two},P1,B,1\n"
    file = written(tmp_path, text)
    assert run(fulfill, file).exit_code == 0
    first, second = report(file)
    assert (first["number"], len(first["urls"])) == (f"{UPS};1Z879E930346834440", 2)
    assert (second["line"], second["lines"]) == (3, [3, 4])
    (made,) = listed(run, two)
    assert sorted(line["quantity"] for line in made["lines"]) == [1, 2]


def test_several_numbers_over_rest(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    file = written(tmp_path, f"order,number\n{order},{UPS};1Z879E930346834440\n")
    result = run(fulfill, file, "--rest")
    assert result.exit_code == 1
    assert "use GraphQL" in result.stderr
    assert run(fulfill, file, "--graphql").exit_code == 0


def test_a_part_of_an_order_by_sku(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    for api in ("--rest", "--graphql"):
        order = next(orders)
        file = written(tmp_path, f"order,number,sku,quantity\n{order},P1,A,1\n{order},P2,A,1\n{order},P3,B,\n")
        assert run(fulfill, file, api).exit_code == 0
        assert [line["lines"][0]["quantity"] for line in listed(run, order)] == [1, 1, 1]


def test_jsonl(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    one, two = next(orders), next(orders)
    rows = [
        json.dumps({"order": one, "number": 123456789012345678901, "notify": True}),
        json.dumps({"order": two, "numbers": [UPS, "1Z879E930346834440"]}),
        '{"order": "#1", "number": 1.23e+21}',
        "[1]",
        "{broken",
    ]
    file = written(tmp_path, "\n".join(rows), "parcels.jsonl")
    result = run(fulfill, file, "--column", "number=number")
    assert result.exit_code == 1
    lines = report(file)
    assert [line["line"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[0]["number"] == "123456789012345678901"
    assert [line["problems"][0]["code"] for line in lines[2:]] == ["number_rounded", "row_broken", "row_broken"]


def test_a_dry_run_sends_nothing(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    file = written(tmp_path, f"order,number,company\n{order},{UPS},\n,X1,\n#99998,1Z001985YW99744791,UPS\n#99999,Y,\n")
    result = run(fulfill, file, "--dry-run")
    assert result.exit_code == 1
    assert f"line 2: order {order}: planned: {UPS}, UPS, {UPS_PAGE}" in result.stdout
    assert "create: 2 of line item" in result.stdout
    assert "order_missing: order: empty" in result.stdout
    assert "order_unknown" in result.stdout
    assert "4 shipments: 1 planned, 3 refused" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parcels.csv"]
    assert listed(run, order) == []
    run(fulfill, file)
    assert "line 2: order " + order + ": done" in run(fulfill, file, "--dry-run").stdout


def test_a_dry_run_asks_a_shop_that_is_out_of_reach_once(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, find = [], Client.find_order
    monkeypatch.setattr(Client, "find_order", lambda self, name: asked.append(name) or find(self, name))
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "wrong")
    file = written(tmp_path, f"order,number\n{next(orders)},N\n{next(orders)},M\n")
    result = run(fulfill, file, "--dry-run")
    assert (result.exit_code, len(asked)) == (1, 1)
    assert "2 shipments: 2 failed" in result.stdout


def test_warnings_are_in_the_plan(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    file = written(tmp_path, f"order,number,company\n{next(orders)},1Z001985YW99744791,UPS\n")
    result = run(fulfill, file, "--dry-run")
    assert (result.exit_code, "check_digit:" in result.stdout) == (0, True)
    assert run(fulfill, file, "--dry-run", "--wrong-check-digit", "refuse").exit_code == 1


def test_policies_and_options(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    run(fulfill, written(tmp_path, f"order,number\n{order},OLD\n"))
    file = written(tmp_path, f"order;number;company\n{order};11000000000;GLS\n")
    assert run(fulfill, file).exit_code == 1
    result = run(
        fulfill, file, "--already-fulfilled", "update-tracking", "--country", "de", "--workers", "2", "--settle", "1",
        "--report", tmp_path / "said.jsonl", "--journal", tmp_path / "other.db",
    )  # fmt: skip
    assert result.exit_code == 0
    said = json.loads((tmp_path / "said.jsonl").read_text())
    assert (said["company"], said["problems"][-1]["code"]) == ("GLS", "tracking_replaced")
    assert said["url"].startswith("https://gls")
    assert (tmp_path / "other.db").exists()


def test_the_token_may_be_in_another_variable(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, f"order,number\n{next(orders)},N\n")
    monkeypatch.delenv("SHOPIFY_ACCESS_TOKEN")
    result = run(fulfill, file)
    assert (result.exit_code, "SHOPIFY_ACCESS_TOKEN is empty" in result.stderr) == (2, True)
    monkeypatch.setenv("MINE", TOKEN)
    assert run(fulfill, file, "--token-env", "MINE").exit_code == 0


@pytest.mark.parametrize("api", ["--graphql", "--rest"])
def test_client_credentials_and_tokens_that_run_out(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str
) -> None:
    file = written(tmp_path, "order,number\n" + "".join(f"{next(orders)},N{place}\n" for place in range(3)))
    monkeypatch.delenv("SHOPIFY_ACCESS_TOKEN")
    monkeypatch.setenv("SHOPIFY_CLIENT_ID", "app")
    result = run(fulfill, file)
    assert (result.exit_code, "SHOPIFY_CLIENT_SECRET is empty" in result.stderr) == (2, True)
    monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", SECRET)
    result = run(fulfill, file, api, "-v")
    assert result.exit_code == 0
    assert "/admin/oauth/access_token" in result.stderr
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "wrong")
    monkeypatch.setenv("MY_SECRET", SECRET)
    assert run(fulfill, file, api, "--client-secret-env", "MY_SECRET").exit_code == 0


def test_client_credentials_that_are_refused(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, f"order,number\n{next(orders)},N\n")
    for client_id, secret, said in (
        ("nobody", SECRET, "the credentials are those of the environment variables MINE and SHOPIFY_CLIENT_SECRET"),
        ("app", "wrong", "the shop gives no token for these credentials: invalid_client"),
        ("reader", SECRET, "scope"),
    ):
        monkeypatch.setenv("MINE", client_id)
        monkeypatch.setenv("SHOPIFY_CLIENT_SECRET", secret)
        result = run(fulfill, file, "--client-id-env", "MINE")
        assert (result.exit_code, said in result.stderr) == (1, True), result.stderr


def test_a_token_that_the_shop_does_not_know(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "wrong")
    file = written(tmp_path, f"order,number\n{next(orders)},N\n{next(orders)},M\n")
    result = run(fulfill, file)
    assert (result.exit_code, [line["state"] for line in report(file)]) == (1, ["failed", "failed"])
    assert result.stderr.count("Invalid API key") == 1
    assert "the environment variable SHOPIFY_ACCESS_TOKEN (--token-env names another)" in result.stderr


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (None, [], "name a file that can be read"),
        ("a,b\n1,2\n", [], "use --column order=HEADER"),
        ("order\n#1\n", ["--column", "order=Order"], "no such column; the file has order"),
        ("order\n#1\n", ["--column", "colour=order"], "no such field; the fields are order,"),
        ("order\n#1\n", ["--column", "order"], "write FIELD=HEADER"),
        ("order\n#1\n", ["--encoding", "klingon"], "no such encoding"),
        ("PK\x03\x04", [], "this is not a spreadsheet"),
        ("o\0r\0d\0e\0r\0", [], "this is UTF-16 without a mark at its beginning; use --encoding utf-16-le"),
        (
            "order\n#1\n",
            ["--encoding", "utf-16"],
            "this is not UTF-16 with a mark at its beginning; leave --encoding out",
        ),
        ("order\n#1\n", ["--encoding", "utf-16-le"], "it was read as utf-16-le, as --encoding says"),
        ("a\n", [], "no column for the order among a; use --column order=HEADER"),
        (
            "order,Foo\n#1,1Z1\n",
            [],
            "no column for the number among order, Foo; use --column number=HEADER, or --column number= if",
        ),
        ("", [], "there are no headers; the first line has to name the columns"),
        ("\n\n", [], "there are no headers; the first line has to name the columns"),
        ("order\n#1\n", ["--country", "USA"], "give the two letters"),
        ("order\n#1\n", ["--workers", "0"], "--workers"),
        ("order\n#1\n", ["--journal", "nonsense://x"], "--journal"),
        ("order\n#1\n", ["--api-version", "soon"], "version"),
        ("order\n#1\n", ["--report", "no/such/folder/report.jsonl"], "--report"),
        ("order\n#1\n", ["--report", "."], "this is a folder"),
    ],
)
def test_misuse(run: Any, tmp_path: Path, text: str | None, options: list[str], said: str) -> None:
    file = written(tmp_path, text) if text is not None else tmp_path / "missing.csv"
    result = run(fulfill, file, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "parcels.report.jsonl").exists()


def test_a_report_does_not_overwrite_what_it_reports_on(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    file = written(tmp_path, f"order,number\n{order},N\n")
    journal = tmp_path / "j.db"
    Journal(journal).close()
    for name in (file.name, journal.name):
        (tmp_path / f"link-to-{name}").symlink_to(tmp_path / name)
    for target, where, what in [
        (file, journal, "the file of shipments"),
        (tmp_path / "link-to-parcels.csv", journal, "the file of shipments"),
        (journal, journal, "the journal"),
        (tmp_path / "link-to-j.db", journal, "the journal"),
        (journal, f"sqlite:///{journal}", "the journal"),
        (f"{journal}-wal", journal, "the journal"),
        (tmp_path / "tracking-journal.db", None, "the journal"),
    ]:
        options = ["--report", target, *(["--journal", where] if where else [])]
        result = run(fulfill, file, *options)
        assert (result.exit_code, result.stderr) == (
            2,
            f"Error: --report {target}: this is {what} itself; name another file\n",
        )
    assert listed(run, order) == []
    assert file.read_text() == f"order,number\n{order},N\n"
    assert journal.read_bytes().startswith(b"SQLite")


def test_a_bad_shop_url(run: Any, tmp_path: Path) -> None:
    result = run(fulfill, written(tmp_path, "order\n#1\n"), url="ftp://x")
    assert (result.exit_code, "--shop" in result.stderr) == (2, True)


def outcomes(*states: str, then: type[BaseException] | None = None) -> Any:
    """A pipeline that has these outcomes."""

    def run(self: Pipeline, shipments: list[Any], *, workers: int) -> Iterator[Outcome]:
        for place, state in enumerate(states):
            problems = () if state == "done" else (Problem("some_code", f"It is {state}."),)
            yield Outcome(shipment=shipments[place], state=state, problems=problems)  # type: ignore[arg-type]
        if then:
            raise then

    return run


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["done", "done"], 0),
        (["done", "skipped"], 0),
        (["done", "refused"], 1),
        (["failed", "done"], 1),
        (["unknown", "refused"], 3),
    ],
)
def test_exit_codes(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, states: list[str], code: int) -> None:
    monkeypatch.setattr(Pipeline, "run", outcomes(*states))
    file = written(tmp_path, "order,number\n#1,A\n#2,B\n")
    result = run(fulfill, file)
    assert result.exit_code == code
    assert [line["state"] for line in report(file)] == states
    for place, state in enumerate(states):
        assert (f"line {place + 2}: order #{place + 1}: {state}: It is {state}." in result.stderr) == (state != "done")


def test_warnings_are_told_apart_from_reasons(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    good, bad = next(orders), next(orders)
    file = written(tmp_path, f"order,number,company\n{good},1Z001985YW99744791,UPS\n#99999,Q,\n{bad},{UPS},\n")
    result = run(fulfill, file)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [
        "line 3: order #99999: refused: order: the shop has no order #99999; give its id or name (#1001)",
        f"line 2: order {good}: warning: the check digit of this UPS number (1Z number) is 1 and should be 0",
        "line 3: order #99999: warning: the number does not match any known format",
    ]
    assert result.stdout.splitlines()[0] == "3 shipments: 2 done, 1 refused; 2 warnings"
    plan = run(fulfill, file, "--dry-run").stdout.splitlines()
    assert plan[-1] == "3 shipments: 2 done, 1 refused; 2 warnings"
    assert "    warning: number_unknown: the number does not match any known format" in plan


def test_many_warnings_are_counted(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def warned(self: Pipeline, shipments: list[Any], *, workers: int) -> Iterator[Outcome]:
        for one in shipments:
            problems = (Problem("already_there", "It was there."), Problem("some_code", "It is odd."))
            yield Outcome(shipment=one, state="done", problems=problems)

    monkeypatch.setattr(Pipeline, "run", warned)
    result = run(fulfill, written(tmp_path, "order,number\n" + "".join(f"#{n},A\n" for n in range(1, 31))))
    assert result.exit_code == 0
    assert result.stderr.splitlines()[1:3] == [
        "line 2: order #1: note: It was there.",
        "line 2: order #1: warning: It is odd.",
    ]
    assert result.stderr.splitlines()[21:] == ["and 40 more warnings; the report has them all"]
    assert "30 shipments: 30 done; 30 warnings\n" in result.stdout


@pytest.mark.parametrize("row", ["not a url,", "ftp://x,", ",1Z001985YW99744791"])
def test_a_refused_row_does_not_take_its_order(run: Any, orders: Iterator[str], tmp_path: Path, row: str) -> None:
    order = next(orders)
    file = written(tmp_path, f"order,url,number\n{order},{row}\n{order},,{UPS}\n{order},{row}\n")
    result = run(fulfill, file, "--wrong-check-digit", "refuse")
    assert (result.exit_code, [line["state"] for line in report(file)]) == (1, ["refused", "done", "refused"])
    assert "all that remains of it" not in result.stderr
    assert "the same shipment" not in result.stderr


def test_a_shop_out_of_reach_is_named_once(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "FIRST_PAUSE", 0.001)
    file, nowhere = written(tmp_path, "order,number\n#1,A\n#2,B\n#3,C\n"), "http://127.0.0.1:9"
    said = f"nothing answers at {nowhere}: is it running, and is the address right?"
    result = run(fulfill, file, url=nowhere)
    assert (result.exit_code, result.stderr.count(said)) == (1, 1)
    assert "and 2 more for the same reason (not_connected)" in result.stderr
    plan = run(fulfill, file, "--dry-run", url=nowhere)
    assert (plan.exit_code, plan.output.count(said)) == (1, 1)
    assert said in run(fulfillments, "#1", url=nowhere).stderr
    result = run(cancel, "1", "2", url=nowhere)
    assert (result.exit_code, result.stderr.count(said), "not tried: 2" in result.stderr) == (1, 1, True)
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "wrong")
    assert "that of the environment variable SHOPIFY_ACCESS_TOKEN (--token-env" in run(fulfillments, "#1").stderr


def test_an_interrupted_run_reports_what_it_has(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pipeline, "run", outcomes("done", then=KeyboardInterrupt))
    file = written(tmp_path, "order,number\n#1,A\n#2,B\n")
    result = run(fulfill, file)
    assert (result.exit_code, [line["state"] for line in report(file)]) == (1, ["done", "failed"])
    assert "interrupted; run it again" in result.stderr


def test_a_journal_of_another_shop_at_the_same_address(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = next(orders), next(orders)
    file = written(tmp_path, f"order,number\n{first},N1\n")
    assert run(fulfill, file).exit_code == 0
    journal = Journal(tmp_path / "tracking-journal.db")
    with journal._engine.begin() as db:
        db.exec_driver_sql("UPDATE intents SET fulfillment_id = 1")
    journal.close()
    result = run(fulfill, written(tmp_path, f"order,number\n{second},N2\n"))
    assert (result.exit_code, "name a new one with --journal" in result.stderr) == (2, True)
    assert listed(run, second) == []


def test_what_was_under_way_when_it_was_interrupted_is_unknown(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = next(orders), next(orders)
    file = written(tmp_path, f"order,number\n{first},N1\n{second},N2\n")
    create = Client.create

    def interrupt(self: Client, *_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "create", interrupt)
    result = run(fulfill, file, "--workers", "1")
    assert (result.exit_code, [line["state"] for line in report(file)]) == (3, ["unknown", "failed"])
    monkeypatch.setattr(Client, "create", create)
    assert run(fulfill, file, "--settle", "0.1").exit_code == 0
    assert len(listed(run, first)) == 1


def test_an_empty_file(run: Any, tmp_path: Path) -> None:
    for text in ("order,number\n", "order,number\n\n,\n"):
        result = run(fulfill, written(tmp_path, text))
        assert (result.exit_code, "no shipments" in result.stdout) == (0, True)
    result = run(fulfill, written(tmp_path, "", "parcels.jsonl"))
    assert (result.exit_code, "there is no JSON object; write one per line" in result.stderr) == (2, True)


def test_update_cancel_and_list(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    run(fulfill, written(tmp_path, f"order,number\n{order},OLD\n"))
    (made,) = listed(run, order)
    updated = run(update_tracking, str(made["id"]), "--number", UPS, "--company", "ups", "--no-notify")
    assert (updated.exit_code, updated.stdout) == (0, f"fulfillment {made['id']}: done, {UPS}, UPS, {UPS_PAGE}\n")
    lines = run(fulfillments, order).stdout.splitlines()
    assert lines[0].split() == ["id", "name", "status", "company", "number", "url"]
    assert lines[1].split() == [str(made["id"]), f"{order}-F1", "success", "UPS", UPS, UPS_PAGE]
    assert run(fulfillments, str(made["order_id"])).stdout == "\n".join(lines) + "\n"
    cancelled = run(cancel, str(made["id"]), str(made["id"]))
    assert (cancelled.exit_code, cancelled.stdout.count(": done")) == (0, 2)
    assert [one["status"] for one in listed(run, order)] == ["cancelled"]
    (line,) = report_after(run, tmp_path)
    assert (line["state"], line["problems"][-1]["code"]) == ("skipped", "cancelled_before")


def report_after(run: Any, tmp_path: Path) -> list[dict[str, Any]]:
    run(fulfill, tmp_path / "parcels.csv")
    return report(tmp_path / "parcels.csv")


def test_a_number_and_its_link_are_not_lost_by_mistake(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order = next(orders)
    run(fulfill, written(tmp_path, f"order,number\n{order},{UPS}\n"))
    (made,) = listed(run, order)
    for options in (["--company", "FedEx"], ["--url", "https://x.example/1"], ["--no-number", "--number", "N"]):
        result = run(update_tracking, str(made["id"]), *options)
        assert (result.exit_code, "--no-number" in result.stderr) == (2, True)
    assert listed(run, order)[0]["numbers"] == [UPS]
    other = "1Z879E930346834440"
    assert run(update_tracking, str(made["id"]), "--url", UPS_PAGE.replace(UPS, other)).exit_code == 0
    assert listed(run, order)[0]["numbers"] == [other]
    assert run(update_tracking, str(made["id"]), "--company", "FedEx", "--no-number").exit_code == 0
    assert [(one["company"], one["numbers"]) for one in listed(run, order)] == [("FedEx", [])]
    assert run(update_tracking, str(made["id"]), "--no-number").exit_code == 0


def test_changes_that_cannot_be(run: Any) -> None:
    for command, options in ((cancel, []), (update_tracking, ["--number", "N"])):
        for text in ("#1002", "0", "-1", "9" * 5000):
            result = run(command, *options, "--", text)
            assert (
                result.exit_code,
                "is not a fulfillment id; tracking fulfillments ORDER lists" in result.stderr,
            ) == (
                2,
                True,
            )
    assert run(cancel, "4711").exit_code == 1
    assert run(cancel).exit_code == 2
    assert run(update_tracking, "4711").exit_code == 2
    assert run(update_tracking, "4711", "--number", "N").exit_code == 1
    missing = run(fulfillments, "#99999")
    assert (missing.exit_code, "the shop has no order #99999" in missing.stderr) == (1, True)


def test_a_row_stays_a_row_whatever_the_shop_holds() -> None:
    odd = TrackingInfo(company="佐川急便", numbers=("#☠1☢\n---\x1b[2J",), urls=("https://example.com/\x1b",))
    made = Fulfillment(id=1, order_id=2, status="success", name="#1.1", tracking=odd)
    rows = list(
        fulfillment_table([made, Fulfillment(id=3, order_id=2, status="success", name="#1.2", tracking=TrackingInfo())])
    )
    assert [row.isprintable() for row in rows] == [True] * 3
    assert "#☠1☢\\n---\\x1b[2J  https://example.com/\\x1b" in rows[1]


def test_a_report_for_people(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    done, file = next(orders), tmp_path / "parcels.csv"
    file.write_text(f"order,number\n{done},{UPS}\n#99999,1Z879E930346834440\n")
    for name in ("r.csv", "r.xlsx"):
        assert run(fulfill, file, "--report", tmp_path / name).exit_code == 1
        with open_table(tmp_path / name) as reader:
            assert reader.header[:4] == ("line", "order", "number", "state")
            first, second = (record_of(row).cells for row in rows_of(reader))
        assert (first["order"], first["state"], first["company"], first["url"]) == (done, "done", "UPS", UPS_PAGE)
        assert (second["problems"], second["fulfillment_id"]) == ("order_unknown", "")
        assert second["messages"].startswith("order: the shop has no order #99999")
    result = run(fulfill, file, "--report", tmp_path / "r.ods")
    assert (result.exit_code, "name a .csv, .xlsx, or .jsonl file" in result.stderr) == (2, True)


def test_kits_prefixes_and_one_carrier(run: Any, orders: Iterator[str], tmp_path: Path) -> None:
    order, file = next(orders), tmp_path / "parcels.csv"
    text = f"order,number,sku,quantity,status\n{order[1:]},{UPS},KIT-1,5,ok\n{order[1:]},{UPS},KIT-2,7,ok\n{order[1:]},X1,,,void\n"
    file.write_text(text)
    options = ["--column", "sku=", "--where", "status!=void", "--order-prefix", "#", "--company", "UPS"]
    result = run(fulfill, file, *options)
    assert result.exit_code == 0, result.output
    (made,) = listed(run, order)
    assert (made["company"], sum(line["quantity"] for line in made["lines"])) == ("UPS", 3)


def test_zeros_that_were_lost_are_named(run: Any, tmp_path: Path, serve: Any) -> None:
    shop_orders = [{"id": 5, "name": "0042", "lines": [{"id": 51, "sku": "00123", "quantity": 1}]}]
    shop_orders += [{"id": 77, "name": "#5", "lines": [{"id": 771, "quantity": 1}]}]
    (tmp_path / "orders.jsonl").write_text("".join(json.dumps(order) + "\n" for order in shop_orders))
    shop = serve("--database", f"sqlite:///{tmp_path}/s.db", "--orders", tmp_path / "orders.jsonl", "--token", TOKEN)
    file = tmp_path / "parcels.csv"
    file.write_text(f"order,number,sku,quantity\n42,{UPS},00123,1\n0042,{UPS},123,1\n5,{UPS},,1\n")
    result = run(fulfill, file, url=shop.url)
    assert result.exit_code == 1
    assert "the shop has no order 42; give its id or name (#1001); did you mean 0042?" in result.stderr
    assert "no open line is 123; the order has 1 of 00123; did you mean 00123?" in result.stderr
    assert "order: 5 is the id of one order and the name of another one, whose id is 77; write" in result.stderr


def test_how_far_a_run_is_is_said_where_there_is_no_terminal(
    run: Any, orders: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, f"order,number\n{next(orders)},{UPS}\n{next(orders)},{UPS}\n")
    assert "shipments\n" not in run(fulfill, file).stderr
    monkeypatch.setattr("tracking.cli.shop_pipeline.EVERY", 0.0)
    assert "1 of 2 shipments\n2 of 2 shipments\n" in run(fulfill, file).stderr


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_calls_are_logged_when_asked(
    run: Any, orders: Iterator[str], tmp_path: Path, options: list[str], shop: str
) -> None:
    file = written(tmp_path, f"order,number\n{next(orders)},{UPS}\n")
    assert "HTTP Request" not in run(fulfill, file, "--dry-run").stderr
    said = run(fulfill, file, "-v", *options).stderr  # run looks for the token
    assert f"HTTP Request: POST {shop}/admin/api/" in said
    assert "HTTP Request" not in run(fulfill, file, "--dry-run").stderr


def test_a_missing_scope_is_told_once_for_each_scope() -> None:
    said = [
        f"Required access: `{scope}`. [request {place}]"
        for place, scope in enumerate(("read", "write", "read", "read"))
    ]
    told = [
        Told({"line": 2, "order": "#1", "state": "failed"}, (Problem("scope_missing", one),), (), None) for one in said
    ]
    head = "line 2: order #1: failed: "
    assert list(complaints(told, lambda code: "")) == [
        f"{head}{said[0]}",
        f"{head}{said[1]}",
        "and 2 more for the same reason (scope_missing)",
    ]
