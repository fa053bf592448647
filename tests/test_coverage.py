from __future__ import annotations

import tracking
from tracking.definitions.carrier import Carrier
from tracking.definitions.loading import read_carrier
from tracking.quality.coverage import Coverage, coverage, table

HOME = read_carrier(
    """
name: One
country: GB
pages:
  - {name: One, lists: [global], url: "https://one.example/{number}", sources: [https://a.example, https://b.example]}
  - {url: "https://one.example/"}
numbers:
  - {name: A, pattern: "A [0-9]{8}", sources: [a/a:one.py, {text: "b/b:two.py", states: [check]}]}
  - {name: B, pattern: "(?P<serial> B [0-9]{8} )", check: {algorithm: iso6346}, sources: [a/a:one.py, b/b:two.py]}
codes: {ebay: ONE, paypal: {global: [A, B], GB: A}}
""",
    id="one",
)


def test_what_is_known_is_counted_by_country() -> None:
    other = Carrier(name="Two", country="GB", id="two")
    nowhere = Carrier(name="Three", general=True, id="three")
    assert coverage([HOME, other, nowhere]) == {
        "GB": Coverage(2, 1, 1, 1, 2, 1, codes=3, confirmed=2),
        "none": Coverage(1, 0, 0, 0, 0, 0, 0, 0),
    }


def test_a_page_where_the_shopper_types_is_a_page_without_a_link() -> None:
    landing = read_carrier('name: Four\ncountry: GB\npages: [{url: "https://four.example/"}]', id="four")
    assert coverage([landing])["GB"] == Coverage(1, 0, 1, 0, 0, 0, 0, 0)


def test_the_table_begins_with_the_sum_of_its_rows() -> None:
    lines = table(tracking.carriers()).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head, rule, total, *countries = rows
    assert head[0] == "country"
    assert set("".join(rule)) == {"-", ":"}
    assert total[0] == "all"
    assert total[1] == str(len(tracking.carriers()))
    for column in range(1, len(head)):
        assert int(total[column]) == sum(int(row[column]) for row in countries)
    assert len({len(line) for line in lines}) == 1


def test_a_short_table_sums_up_the_rest() -> None:
    lines = table(tracking.carriers(), rows=3).splitlines()
    assert len(lines) == 2 + 1 + 3 + 1
    assert lines[-1].startswith("| ")
    assert "others" in lines[-1]
    assert table([HOME], rows=3) == table([HOME])


def test_no_carriers_make_a_table_too() -> None:
    assert "| all " in table([])
