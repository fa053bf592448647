"""Tables: columns in, columns out, each row's answer the same as one call's."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy
import pyarrow as pa
import pytest

import tracking
from tests.tables import ADDED, carrier, contexts, one_call, samples
from tracking import batch
from tracking.batch import columns as batch_columns
from tracking.batch import number_classes as batch_numbers
from tracking.batch.tables import shared_answers_of
from tracking.spelling.absent import absence
from tracking.spelling.numbers import is_labeled, key, may_be_scan

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture(autouse=True)
def columnar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tables, but judged as large ones are."""
    monkeypatch.setattr(batch_numbers, "WORTH_ROWS", 0)


def check(rows: list[dict[str, Any]], resolver: Any = None) -> None:
    """Every row's answer out of the table against its answer by one call."""
    table = pa.Table.from_pylist(rows)
    found = batch.resolve_table(table, resolver=resolver)
    assert found.column_names == [*table.column_names, *ADDED]
    for row, answer in zip(rows, found.to_pylist(), strict=True):
        assert {name: answer[name] for name in row} == row
        assert [answer[name] for name in ADDED] == one_call(row, resolver or tracking), row


def test_all_samples_of_all_carriers() -> None:
    check([row for carrier, number in samples() for row in contexts(carrier, number)])


def test_all_samples_with_a_character_changed() -> None:
    pick = random.Random(2)
    rows = []
    for carrier_, number in samples():
        text = key(number)
        for _ in range(2):
            at = pick.randrange(len(text))
            changed = text[:at] + pick.choice(ALPHABET[:10] if text[at].isdecimal() else ALPHABET) + text[at + 1 :]
            rows.append({**pick.choice(list(contexts(carrier_, changed)))})
    check(rows)


def test_random_strings_of_all_lengths() -> None:
    pick = random.Random(3)
    companies = [
        None,
        None,
        "",
        "UPS",
        "fed ex",
        "GLS",
        "DHL",
        "DPD",
        "USPS",
        "Deutsche Post",
        "Nobody's Own Line",
        " ",
    ]
    countries = [None, "", "DE", "US", "uk", " gb ", "AU", "XX"]
    rows = []
    for _ in range(6000):
        letters = pick.choice([ALPHABET[:10], ALPHABET, "0123456789ABCDEF", ALPHABET + "abc-. ☠/_é"])
        number = "".join(
            pick.choices(letters, k=pick.choice([0, 1, 8, 10, 12, 13, 16, 18, 20, 22, 28, 34, 45, 63, 70, 130]))
        )
        rows.append({"number": number, "company": pick.choice(companies), "country": pick.choice(countries)})
    check(rows)


def test_bare_digits_among_others() -> None:
    pick = random.Random(11)
    for strays in (0, 1, 40):
        rows = []
        for length in (8, 10, 12, 20, 22):
            numbers = ["".join(pick.choices(ALPHABET[:10], k=length)) for _ in range(100)]
            for at in pick.sample(range(100), strays):
                place = pick.randrange(length)
                numbers[at] = numbers[at][:place] + pick.choice("AXZ:é") + numbers[at][place + 1 :]
            rows += [{"number": number, "company": pick.choice([None, "UPS", "FedEx"])} for number in numbers]
        check(rows)


def test_urls() -> None:
    pick = random.Random(4)
    urls = [
        None,
        "",
        "https://www.my-shipping-company.com?tracking_number=MS1562678",
        "http://shop.example/track#n=1",
        "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790",
        "https://www.ups.com/track?tracknum=1Z5R89390357567127",
        "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=9400111206213859496247",
        "www.dhl.com/track",
        "https://example.com/ä b",
        "ftp://example.com/x",
        "https://user:secret@example.com/",
        "https://example.com/" + "x" * 2100,
        "https://localhost/x",
        "https://example.com:8080/x?y=[1]",
    ]
    numbers = [
        None,
        "",
        "1111",
        "1Z001985YW99744790",
        "1z 5R8 9390357567127",
        "9400111206213859496247",
        "CJ274101086US",
    ]
    companies = [None, "UPS", "USPS", "Nobody's Own Line", "GLS"]
    rows = [
        {"number": number, "company": company, "url": url, "country": pick.choice([None, "US", "DE"])}
        for number in numbers
        for company in companies
        for url in urls
    ]
    check(rows)


def test_a_plain_url_is_one_that_is_sent_as_it_is() -> None:
    from tracking.batch.shared_answers import _PLAIN_URL
    from tracking.spelling.urls import address, checked

    pick = random.Random(5)
    pieces = [
        "http://",
        "https://",
        "//",
        "a.b",
        "www.example.com",
        "/",
        "?",
        "#",
        "%20",
        "%2",
        "@",
        ":80",
        ":",
        "é",
        " ",
        "[",
        "x=1&y",
        "~",
        "-",
        ".",
    ]
    plain = 0
    urls = [
        pick.choice(["https://example.com", "http://a.b-c.example", ""])
        + "".join(pick.choices(pieces, k=pick.randrange(6)))
        for _ in range(20000)
    ]
    for url, found in zip(urls, pa.compute.extract_regex(pa.array(urls), _PLAIN_URL).to_pylist(), strict=True):
        if found is not None:
            plain += 1
            assert checked(url) == url
            assert address(url).host == found["host"].removeprefix("www.")
    assert plain > 1000


def test_pages_that_need_more_than_the_number() -> None:
    numbers = ["00000000000", "12345678901", "ZABC1234", "☠", None, "1Z001985YW99744790", "3SABCD123456789"]
    companies = ["GLS", "PostNL", "DHL Parcel", "DPD", "Relais Colis", "Mondial Relay", "UPS", None]
    rows = [
        {"number": number, "company": company, "country": country, "postal_code": postal_code, "language": language}
        for number in numbers
        for company in companies
        for country in ("DE", "NL", "FR", None)
        for postal_code in (None, "", "10115", "1234 AB")
        for language in (None, "de", "fr")
    ]
    check(rows)
    own = tracking.Resolver([carrier("own", "{number}/{country}/{postal_code}?l={language}&again={number}")])
    check([{**row, "company": "own"} for row in rows], own)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?P<serial>[0-9A-F]{10})",
        "(?:AB|A[0-9])(?=[0-9A-Z]*X)[0-9A-Z]{4,8}",
        "(?![0-9]*7)[0-9A-Z]{6}(?=[0-9]{2})[0-9A-Z]{2}",
        "(?=(?=[0-9])[0-9A-Z])[0-9A-Z]{8}",
        "AB(?![0-9]{6}$)[0-9A-Z]{4,8}",
        "AB(?!X$|[0-9]{6}$)[0-9A-Z]{4,8}",
        "(?P<a>[A-Z]{1,3})(?P<b>[A-Z0-9]{5,7})",
        "(?:[A-F][0-9A-F]{9}|[0-9]{10}|Q[0-9A-Z]{9})",
        "[A-Z]{2}_[0-9]{5}",
    ],
)
@pytest.mark.parametrize("guess", ["anywhere", "never"])
def test_own_carriers_of_any_pattern(pattern: str, guess: str) -> None:
    from tracking.definitions.loading import read_carrier

    own = read_carrier(
        f"name: Own\npages: [{{url: 'https://own.example/{{number}}'}}]\n"
        f"numbers: [{{name: n, pattern: '{pattern}', guess: {guess}}}]",
        id="own",
    )
    resolver = tracking.Resolver([own, carrier("other", "{number}", "(?:A|1)[0-9A-Z]{5}")], builtin=False)
    pick = random.Random(6)
    alphabets = ["0123456789", "0123456789ABCDEF", "ABQX01234567", "AB_12345", ALPHABET]
    rows = [
        {
            "number": "".join(pick.choices(pick.choice(alphabets), k=pick.choice([6, 8, 8, 10, 10]))),
            "company": pick.choice([None, "Own", "x"]),
        }
        for _ in range(3000)
    ]
    rows += [{"number": f"AB_1234{last}", "company": None} for last in range(10)]
    rows += [{**row, "number": f" {row['number'].lower()}. "} for row in rows[:500]]
    pick.shuffle(rows)
    check(rows, resolver)
    numbers = [row["number"] for row in rows]
    assert plain(batch.identify_array(numbers, resolver=resolver)) == [
        as_dicts(resolver.identify(one)) for one in numbers
    ]


def as_dicts(candidates: Any) -> list[dict[str, Any]]:
    return [one.as_dict() for one in candidates]


def plain(array: Any) -> Any:
    """An array as lists and dictionaries; a map becomes a dictionary."""
    return array.to_pylist(maps_as_pydicts="strict")


def test_identify_array() -> None:
    pick = random.Random(7)
    numbers = [number for _, number in samples()]
    numbers += ["".join(pick.choices(ALPHABET[: pick.choice([10, 36])], k=pick.randrange(30))) for _ in range(2000)]
    for country in (None, "DE", "uk"):
        found = batch.identify_array(pa.array(numbers), country=country)
        assert plain(found) == [as_dicts(tracking.identify(number, country)) for number in numbers]
    countries = [pick.choice(["US", None, "FR", ""]) for _ in numbers]
    found = batch.identify_array(pa.chunked_array([numbers[:10], numbers[10:]]), country=countries)
    assert plain(found) == [
        as_dicts(tracking.identify(number, country)) for number, country in zip(numbers, countries, strict=True)
    ]
    assert batch.identify_array(["1111", None]).to_pylist() == [as_dicts(tracking.identify("1111")), None]


def test_validate_array() -> None:
    pick = random.Random(8)
    rows = [row for carrier_, number in samples()[::3] for row in contexts(carrier_, number)]
    rows += [
        {
            "number": "".join(pick.choices(ALPHABET, k=12)),
            "company": pick.choice(["UPS", None, "upps", "GLS", ""]),
            "country": None,
        }
        for _ in range(300)
    ]
    columns = {name: [row[name] for row in rows] for name in ("number", "company", "country")}
    found = batch.validate_array(columns["number"], company=columns["company"], country=columns["country"])
    expected = [tracking.validate(row["number"], row["company"], row["country"]).as_dict() for row in rows]
    assert found.to_pylist() == expected
    one = batch.validate_array(pa.array(["1Z001985YW99744791", None]), company="UPS", country="US").to_pylist()
    assert one == [tracking.validate("1Z001985YW99744791", "UPS", "US").as_dict(), None]


def test_find_array() -> None:
    texts = [
        "Your parcel 1Z001985YW99744790 is on its way",
        None,
        "",
        "nothing",
        "FedEx: 986578788855 or 9400111206213859496247",
    ]
    found = plain(batch.find_array(pa.array(texts, pa.string_view()), country="US"))
    assert found == [None if one is None else [hit.as_dict() for hit in tracking.find(one, "US")] for one in texts]
    assert found[0][0]["candidates"]
    assert plain(batch.find_array(["call 986578788855"], min_evidence=0.0)) == [
        [hit.as_dict() for hit in tracking.find("call 986578788855", min_evidence=0.0)]
    ]


# What goes in and comes out.

ROWS = [
    {"number": "1Z001985YW99744790", "company": None, "country": "US"},
    {"number": None, "company": "UPS", "country": None},
    {"number": "", "company": "fed ex", "country": "DE"},
    {"number": "9400111206213859496247", "company": "USPS", "country": "US"},
    {"number": "RR123456785CN", "company": "Nobody's Own Line", "country": None},
]
ANSWERS = [one_call(row) for row in ROWS]
TABLE = pa.Table.from_pylist(ROWS)


def answers(table: Any) -> list[list[Any]]:
    return [[row[name] for name in ADDED] for row in table.to_pylist()]


@pytest.mark.parametrize(
    "type_",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int8(), pa.string()),
        pa.dictionary(pa.uint32(), pa.large_string()),
    ],
    ids=str,
)
def test_text_of_every_type(type_: pa.DataType) -> None:
    table = pa.table(
        {
            name: pa.array([row[name] for row in ROWS], pa.string()).cast(type_)
            if not pa.types.is_dictionary(type_)
            else pa.array([row[name] for row in ROWS], pa.string()).dictionary_encode().cast(type_)
            for name in ROWS[0]
        }
    )
    found = batch.resolve_table(table)
    assert answers(found) == ANSWERS
    assert found.schema.field("number").type == type_
    assert found.schema.field("tracking_url").type == pa.string()


def test_columns_of_nothing_and_columns_that_are_not_there() -> None:
    nothing = pa.table({"number": pa.array(["1111", None]), "company": pa.nulls(2), "url": pa.nulls(2, pa.string())})
    assert answers(batch.resolve_table(nothing)) == [one_call({"number": "1111"}), one_call({})]
    assert answers(batch.resolve_table(pa.table({"company": ["UPS"]}))) == [one_call({"company": "UPS"})]
    assert answers(batch.resolve_table(TABLE.slice(0, 0))) == []
    assert batch.resolve_table(TABLE.slice(0, 0)).schema == batch.resolve_table(TABLE).schema


def test_other_names_and_other_columns() -> None:
    table = TABLE.rename_columns(["Tracking #", "Carrier", "Ship to"]).append_column("order", pa.array(range(5)))
    table = table.replace_schema_metadata({"made": "here"})
    found = batch.resolve_table(table, number="Tracking #", company="Carrier", country="Ship to")
    assert answers(found) == ANSWERS
    assert found.select(table.column_names).equals(table)
    assert found.schema.metadata == {b"made": b"here"}


def test_a_second_run_replaces_the_columns_of_the_first() -> None:
    first = batch.resolve_table(TABLE)
    assert batch.resolve_table(first).equals(first)


def test_misuse_is_told() -> None:
    with pytest.raises(TypeError, match=r"column 'number': expected text, found int64; convert it to text"):
        batch.resolve_table(pa.table({"number": [986578788855]}))
    with pytest.raises(ValueError, match=r"there is no column 'number', 'company' or 'url'; name"):
        batch.resolve_table(pa.table({"tracking": ["1111"]}))
    with pytest.raises(ValueError, match=r"postal_code='zip': the table has no such column; it has 'number'"):
        batch.resolve_table(pa.table({"number": ["1111"]}), postal_code="zip")
    with pytest.raises(ValueError, match=r"column 'number': there are 2 of that name"):
        batch.resolve_table(pa.Table.from_arrays([pa.array(["1"])] * 2, names=["number", "number"]))
    with pytest.raises(TypeError, match=r"found list"):
        batch.resolve_table([1])
    with pytest.raises(TypeError, match=r"number: expected text, found int64"):
        batch.identify_array([1, 2])
    with pytest.raises(TypeError, match=r"expected an array or a list, found str"):
        batch.identify_array("1111")
    with pytest.raises(ValueError, match=r"company: there are 1 of them beside 2 of number"):
        batch.validate_array(["1", "2"], company=["UPS"])


def test_a_bad_url_is_a_problem_of_its_row_alone() -> None:
    found = batch.resolve_table(pa.table({"number": ["1Z001985YW99744790"] * 2, "url": ["ftp://x.example", None]}))
    (_, _, url, via, _, problems), good = answers(found)
    assert (url, via, problems) == (None, "none", ["url_invalid"])
    assert good == one_call({"number": "1Z001985YW99744790"})


def test_evidence_is_that_of_the_carrier_named() -> None:
    rows = [
        {"number": "1Z001985YW99744790", "company": None},
        {"number": "1Z001985YW99744790", "company": "UPS"},
        {"number": "1Z001985YW99744790", "company": "USPS"},
        {"number": "no number", "company": None},
    ]
    bits = tracking.identify("1Z001985YW99744790")[0].evidence
    found = batch.resolve_table(pa.Table.from_pylist(rows))
    assert found["tracking_evidence"].to_pylist() == [bits, bits, None, None]


def test_polars() -> None:
    polars = pytest.importorskip("polars")
    found = polars.from_arrow(batch.resolve_table(polars.DataFrame(ROWS)))
    assert answers(found.to_arrow()) == ANSWERS
    frame = polars.DataFrame(ROWS, schema_overrides={"company": polars.Categorical})
    assert answers(batch.resolve_table(frame)) == ANSWERS
    assert plain(batch.identify_array(frame["number"].drop_nulls())) == [
        as_dicts(tracking.identify(row["number"])) for row in ROWS if row["number"] is not None
    ]


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.register("given", TABLE)
        connection.execute("create table shipments as from given")
        found = batch.resolve_table(connection.sql("select * from shipments"))
        assert answers(found) == ANSWERS
        # A stream that is read while it is answered needs a connection of its own.
        found = batch.resolve_batches(connection.cursor().sql("select * from shipments"))
        counted = connection.sql("select tracking_carrier, count(*) from found group by all order by all").fetchall()
    carriers = [answer[0] for answer in ANSWERS]
    assert counted == sorted({(one, carriers.count(one)) for one in carriers})


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    found = batch.resolve_table(pandas.DataFrame(ROWS)).to_pandas()
    assert found["tracking_carrier"].tolist()[:2] == ["ups", "ups"]
    assert answers(batch.resolve_table(pandas.DataFrame(ROWS).astype({"company": "category"}))) == ANSWERS


def test_a_record_batch() -> None:
    assert answers(batch.resolve_table(TABLE.to_batches()[0])) == ANSWERS


@pytest.mark.parametrize("rows", [1, 3, 7, 100])
@pytest.mark.parametrize("size", [1, 4, 50])
def test_pieces_of_any_size(rows: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_columns, "PIECE_ROWS", rows)
    table = pa.Table.from_batches(pa.concat_tables([TABLE] * 20).to_batches(max_chunksize=size))
    found = batch.resolve_table(table)
    assert answers(found) == ANSWERS * 20
    assert max(len(one) for one in found.to_batches()) <= rows
    numbers, companies = table["number"], table["company"].combine_chunks()
    identified, validated = in_one_piece(tuple(numbers.to_pylist()), tuple(companies.to_pylist()))
    assert whole(batch.identify_array(numbers)).equals(identified)
    assert whole(batch.identify_array(numbers.combine_chunks())).equals(identified)
    assert whole(batch.validate_array(numbers, company=companies)).equals(validated)
    assert whole(batch.validate_array(numbers.to_pylist(), company=companies.to_pylist())).equals(validated)


def whole(array: Any) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


@cache
def in_one_piece(numbers: tuple[str | None, ...], companies: tuple[str | None, ...]) -> tuple[pa.Array, pa.Array]:
    """What numbers and their companies are answered when nothing is divided."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_columns, "PIECE_ROWS", 1_000_000)
        return (
            whole(batch.identify_array(list(numbers))),
            whole(batch.validate_array(list(numbers), company=list(companies))),
        )


def test_a_slice_of_a_table() -> None:
    whole = pa.concat_tables([TABLE] * 3).combine_chunks()
    for start in range(5):
        assert answers(batch.resolve_table(whole.slice(start, 6))) == (ANSWERS * 3)[start : start + 6]


def test_a_stream_is_read_as_its_answer_is() -> None:
    read = 0

    def endless() -> Iterator[pa.RecordBatch]:
        nonlocal read
        while True:
            read += 1
            yield from TABLE.to_batches()

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, endless())
    found = batch.resolve_batches(reader)
    first = found.read_next_batch()
    assert first.num_rows == batch_columns.PIECE_ROWS // 5 * 5
    assert read * 5 <= first.num_rows + 10
    assert found.schema.names == [*TABLE.column_names, *ADDED]


def test_own_resolver() -> None:
    own = tracking.Resolver([carrier("own", "{number}", "XY[0-9]{6}")])
    rows = [{"number": "XY123456"}, {"number": "1Z001985YW99744790"}]
    check(rows, own)
    assert answers(batch.resolve_table(pa.Table.from_pylist(rows), resolver=own))[0][0] == "own"
    assert batch.resolve_table(pa.Table.from_pylist(rows))["tracking_carrier"].to_pylist() == [None, "ups"]


def test_threads_share_a_resolver() -> None:
    from concurrent.futures import ThreadPoolExecutor

    pick = random.Random(9)
    rows = [row for carrier_, number in pick.sample(samples(), 400) for row in contexts(carrier_, number)]
    table = pa.Table.from_pylist(rows)
    resolver = tracking.Resolver()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: batch.resolve_table(table, resolver=resolver), range(8)))
    assert all(one.equals(found[0]) for one in found)
    assert answers(found[0]) == [one_call(row) for row in rows]


def test_a_full_memory_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracking.batch import shared_answers

    monkeypatch.setattr(shared_answers, "_MEMORY", 3)
    resolver = tracking.Resolver()
    for _ in range(3):
        assert answers(batch.resolve_table(TABLE, resolver=resolver)) == ANSWERS
    assert shared_answers_of(resolver).remembered() <= 3 + 2 * len(ROWS) + 1


def test_rare_lengths_are_not_worth_an_automaton(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_numbers, "WORTH_ROWS", 10)
    resolver = tracking.Resolver()
    table = pa.table({"number": ["1Z001985YW99744790"] * 8})
    expected = [one_call({"number": "1Z001985YW99744790"})] * 8
    assert answers(batch.resolve_table(table, resolver=resolver)) == expected
    assert not shared_answers_of(resolver).numbers.automata
    assert answers(batch.resolve_table(table, resolver=resolver)) == expected
    assert list(shared_answers_of(resolver).numbers.automata) == [18]


def test_a_column_of_digits_has_automata_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_numbers, "WORTH_ROWS", 10)
    rng = random.Random(4)
    texts = [("".join(rng.choices("0123456789", k=length))) for length in (12, 15, 22) for _ in range(60)]
    bare = [text if rng.random() < 0.8 else f"{text[:4]} {text[4:]}" for text in texts]
    lettered = [*bare, "1Z0019", "JVGL09999999", "ABC123456789", "JD0146000044556", "UUS56A1234567890123456"] * 2
    resolver = tracking.Resolver()
    classes = shared_answers_of(resolver).numbers
    for column, made, made_bare in (
        (bare, set(), {12, 13, 15, 16, 22, 23}),
        (lettered, {12, 15, 22}, None),
        (bare, None, None),
    ):
        table = pa.table({"number": column})
        expected = [one_call({"number": number}) for number in column]
        assert answers(batch.resolve_table(table, resolver=resolver)) == expected
        assert made is None or made <= set(classes.automata)
        assert made_bare is None or (set(classes.bare_automata), set(classes.automata)) == (made_bare, set())


def test_a_length_with_too_many_states_is_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracking.batch import automaton as batch_automaton

    monkeypatch.setattr(batch_automaton, "_MOST", 1)
    resolver = tracking.Resolver()
    assert answers(batch.resolve_table(TABLE, resolver=resolver)) == ANSWERS


def test_texts_that_are_copied_several_together() -> None:
    from tracking.batch.texts import NO_TEXTS

    pick = random.Random(10)
    for few in (1, 2, 3, 9, 40):
        values = pick.sample([None, "", "a", "UPS", "é☠", "x" * 300, *(f"carrier-{n}" for n in range(40))], few)
        texts = NO_TEXTS.more(values[: few // 2]).more(values[few // 2 :])
        for many in (0, 1, 2, 7, 1000, 20_001):
            of = pick.choices(range(few), k=many)
            assert texts.take(numpy.array(of, numpy.intp)).equals(pa.array([values[at] for at in of], pa.string()))


def test_columns_of_numbers_are_rewritten_and_quoted_as_one_is() -> None:
    from tracking.batch.number_classes import _keys
    from tracking.batch.texts import _quoted
    from tracking.definitions.templates import Template
    from tracking.spelling.numbers import plain as trimmed

    pick = random.Random(12)
    parts = [
        "no",
        "ID",
        "pro",
        "Tracking",
        "rr",
        "1z",
        "123",
        "CN",
        " ",
        " ",
        "-",
        ".",
        ":",
        "\n",
        "\t",
        "é",
        "%",
        "_~",
        "１",
    ]
    numbers = ["".join(pick.choices(parts, k=pick.randrange(1, 7))) for _ in range(20_000)]
    numbers += ["y" * 130, "1 " * 60, "1-" * 61]
    plain = [(number, key(number)) for number in numbers]
    expected = [
        one
        if one.isascii()
        and one.isalnum()
        and not may_be_scan(number)
        and not is_labeled(number, one)
        and (number.isalpha() or absence(number) is None)
        else None
        for number, one in plain
    ]
    assert _keys(pa.array(numbers)).to_pylist() == expected
    some = [number for number in numbers if trimmed(number)]
    page = Template(("", "number", ""))
    assert _quoted(pa.array(some), "given").to_pylist() == [page.expand({"number": trimmed(one)}) for one in some]


def test_countries_are_read_as_two_letters_where_they_are() -> None:
    def read(column: Any) -> Any:
        found = batch_columns.two_letter_codes(column)
        return found and [found[0][place] for place in found[1].tolist()]

    column = pa.array(["XX", None, "US", "", "DE", "\0\0", "é", "US"])
    for at in range(7):
        assert read(column[at:]) == [one or None for one in column[at:].to_pylist()]
    assert read(pa.array(["US", "USA"])) is None
    assert read(pa.array(["", None])) is None
    hidden = pa.StringArray.from_buffers(2, *pa.array(["US", "DE"]).buffers()[1:], pa.py_buffer(b"\2"))
    assert read(hidden) == [None, "DE"]


def test_classes_that_share_a_bucket_are_found() -> None:
    from tracking.batch.answer_memory import AnswerMemory

    memory = AnswerMemory()
    for row_class in range(3000):
        memory.add(row_class << 20, None if row_class % 7 == 0 else row_class)
    classes = numpy.arange(3300, dtype=numpy.int64) << 20
    of, missed = memory.look_up(classes)
    assert set(range(3000, 3300)) <= set(missed.tolist())
    assert len(missed) < 1000
    for row_class in set(range(3300)) - set(missed.tolist()):
        assert of[row_class] == memory.places[row_class << 20]


def test_what_was_learned_of_tables_goes_with_its_resolver() -> None:
    resolver = tracking.Resolver()
    batch.resolve_table(TABLE, resolver=resolver)
    batch.identify_array(TABLE["number"], resolver=resolver)
    learned = weakref.ref(shared_answers_of(resolver))
    assert learned() is shared_answers_of(resolver)
    del resolver
    gc.collect()
    assert learned() is None


@pytest.mark.parametrize("url", ["https://" + "b" * 64 + ".com/", "https://" + "a." * 130 + "com/"])
@pytest.mark.parametrize("at", [0, 599])
def test_a_host_that_is_too_long_ends_no_table(url: str, at: int) -> None:
    urls = ["https://example.com/a"] * 600
    urls[at] = url
    found = batch.resolve_table(pa.table({"number": ["1Z001985YW99744790"] * 600, "url": urls}))
    assert [row for row, codes in enumerate(found["tracking_problems"].to_pylist()) if codes == ["url_invalid"]] == [at]


def test_numbers_in_doubt_are_told_their_own_check_digits() -> None:
    numbers = ["GM123456784TV", "GM123456786TV"] * 300
    told = batch.validate_array(numbers).to_pylist()
    for number, found in zip(numbers, told, strict=True):
        assert [problem["message"] for problem in found["problems"]] == [
            problem.message for problem in tracking.validate(number).problems
        ]


def test_a_blank_country_is_none() -> None:
    for numbers, countries in ((["CV030834543UA"], [" "]), (["CV030834543UA"] * 601, [" ", *[None] * 600])):
        found = batch.identify_array(numbers, country=pa.array(countries)).to_pylist()
        assert all([one["carrier"] for one in row] == ["meest"] for row in found)
    assert tracking.identify("CV030834543UA", " ") == tracking.identify("CV030834543UA")
    assert tracking.validate("CV030834543UA", country=" ") == tracking.validate("CV030834543UA")


def test_batches_that_cannot_be_joined_are_answered_one_by_one() -> None:
    number = "1Z001985YW99744790"
    nulls = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([None, "UPS"]))
    others = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array(["FedEx", None]))
    table = pa.table({"number": [number] * 4, "company": pa.chunked_array([nulls, others])})
    assert batch.resolve_table(table)["tracking_company"].to_pylist() == ["UPS", "UPS", "FedEx", "UPS"]


def test_a_dictionary_with_large_places() -> None:
    company = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.uint64()), pa.array(["UPS", "FedEx"]))
    found = batch.resolve_table(pa.table({"number": ["1"] * 2, "company": company, "country": company}))
    assert found["tracking_company"].to_pylist() == ["UPS", "FedEx"]


def first_places(format_: Any, rows: Any) -> dict[str, tuple[int, int]]:
    """The places of a format's groups, as if they lay there in all numbers."""
    ways = sorted(matched.groups for matched in rows.matched if matched.format.name == format_.name)
    return {name: (start, end) for name, start, end in ways[0]}


HEXADECIMAL = "(?P<serial>[0-9A-F]{9})"
MOVABLE = "(?P<a>[A-D]{1,3})(?P<b>[A-Z0-9]{5,7})"


@pytest.mark.parametrize(
    ("module", "exception", "never", "pattern", "alphabet"),
    [
        ("shared_answers", "evidence_differs", lambda *_: False, HEXADECIMAL, "0123456789ABCDEF"),
        ("candidates", "group_places", first_places, MOVABLE, "ABC1"),
        ("candidates", "validation_differs", lambda *_: False, HEXADECIMAL, "0123456789XYZ"),
    ],
)
def test_each_exception_to_the_law_is_needed(
    module: str, exception: str, never: Any, pattern: str, alphabet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the exception every answer is that of a single call; without it some are not."""
    pick = random.Random(13)
    numbers = ["".join(pick.choices(alphabet, k=9)) for _ in range(300)]

    def differing() -> int:
        resolver = tracking.Resolver([carrier("own", "{number}", pattern)], builtin=False)
        found = plain(batch.identify_array(numbers, resolver=resolver))
        told = batch.validate_array(numbers, company="own", resolver=resolver).to_pylist()
        return sum(
            one != as_dicts(resolver.identify(number)) or other != resolver.validate(number, "own").as_dict()
            for number, one, other in zip(numbers, found, told, strict=True)
        )

    assert differing() == 0
    monkeypatch.setattr(f"tracking.batch.{module}.{exception}", never)
    assert differing() > 0
