"""Results are what they say: each ordinary use that a record of the same fields survives, in Python and in other libraries."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
import pandas as pd
import polars as pl
import pydantic
import pytest
import ujson

import tracking
from tracking.resolving.candidates import CheckResult
from tracking.resolving.results import SuggestionKind, Via

USPS = "9400111206206406260787"
RESOLUTION = ("number", "company", "carrier", "url", "via", "candidates", "problems")
CANDIDATE = ("carrier", "company", "format", "parts", "check", "evidence", "url")

EACH = {
    "a guess": lambda: tracking.resolve(USPS),
    "a known company": lambda: tracking.resolve("1Z001985YW99744791", company="ups"),
    "a miss": lambda: tracking.resolve("x"),
    "an explicit URL": lambda: tracking.resolve(url="https://www.ups.com/track?loc=en_US&tracknum=1Z001985YW99744790"),
    "a candidate": lambda: tracking.identify(USPS)[0],
    "a candidate of a postal number": lambda: tracking.identify("RR123456785CN")[0],
}


@pytest.fixture(params=EACH)
def record(request: pytest.FixtureRequest) -> Any:
    return EACH[request.param]()


def replaced(record: Any, **changes: Any) -> Any:
    """`copy.replace`, which Python has since 3.13."""
    return getattr(copy, "replace", lambda of, **fields: of.__replace__(**fields))(record, **changes)


def fields(record: Any) -> tuple[str, ...]:
    return RESOLUTION if isinstance(record, tracking.Resolution) else CANDIDATE


def plain(value: Any) -> Any:
    """Without types: what JSON keeps of it."""
    return json.loads(json.dumps(value))


USES: dict[str, Callable[[Any], object]] = {
    "it has the fields by name": lambda r: all(hasattr(r, name) for name in fields(r)),
    "it has as many as it says": lambda r: len(r) == 7 and r._fields == fields(r),
    "it can be unpacked": lambda r: [*r] == [getattr(r, name) for name in fields(r)],
    "it can be indexed": lambda r: r[0] == getattr(r, fields(r)[0]) and r[-1] == getattr(r, fields(r)[-1]),
    "it can be sliced": lambda r: r[1:3] == tuple(r)[1:3],
    "it contains its values": lambda r: r[0] in r and r.index(r[0]) == 0 and r.count(r[0]) >= 1,
    "it is a sequence": lambda r: isinstance(r, Sequence) and [*reversed(r)] == [*r][::-1],
    "it is no tuple": lambda r: not isinstance(r, tuple),
    "it equals a tuple of its fields": lambda r: r == tuple(r) and tuple(r) == r,
    "it equals another of the same fields": lambda r: r == type(r)(*r) and hash(r) == hash(type(r)(*r)),
    "it differs where a field differs": lambda r: r != r._replace(company="Nordwind") and r != "text",
    "it is made by keywords": lambda r: type(r)(**r._asdict()) == r,
    "it is made of an iterable": lambda r: type(r)._make(iter(r)) == r,
    "it becomes a dictionary": lambda r: list(r._asdict()) == list(fields(r)),
    "it becomes JSON": lambda r: list(json.loads(json.dumps(r.as_dict()))) == list(fields(r)),
    "_replace": lambda r: r._replace(company="Nordwind").company == "Nordwind",
    "copy.replace": lambda r: replaced(r, company="Nordwind") == r._replace(company="Nordwind"),
    "copy.replace keeps the rest": lambda r: replaced(r) == r,
    "copy.copy": lambda r: copy.copy(r) == r and type(copy.copy(r)) is type(r),
    "copy.deepcopy": lambda r: copy.deepcopy(r) == r,
    "pickle": lambda r: pickle.loads(pickle.dumps(r)) == r and type(pickle.loads(pickle.dumps(r))) is type(r),
    "repr": lambda r: repr(r).startswith(f"{type(r).__name__}({fields(r)[0]}={r[0]!r}, {fields(r)[1]}="),
    "%s": lambda r: "%s" % r == str(r) == f"{r}",  # noqa: UP031 - a tuple would be taken apart
    "dataclasses.asdict": lambda r: plain(dataclasses.asdict(r)).keys() == r.as_dict().keys(),
    "dataclasses.astuple": lambda r: dataclasses.astuple(r)[0] == r[0],
    "dataclasses.replace": lambda r: dataclasses.replace(r, company="Nordwind") == r._replace(company="Nordwind"),
    "dataclasses.fields": lambda r: tuple(one.name for one in dataclasses.fields(r)) == fields(r),
    "msgspec.json": lambda r: msgspec.json.decode(msgspec.json.encode(r)) == plain(msgspec.to_builtins(r)),
    "msgspec by name": lambda r: list(msgspec.to_builtins(r)) == list(fields(r)),
    "ujson": lambda r: ujson.loads(ujson.dumps(r)) == plain(r.as_dict()),
    "pydantic passes it": lambda r: pydantic.TypeAdapter(type(r)).validate_python(r) is r,
    "pydantic dumps it": lambda r: pydantic.TypeAdapter(type(r)).dump_python(r, mode="json") == plain(r.as_dict()),
    "pydantic reads it": lambda r: pydantic.TypeAdapter(type(r)).validate_json(json.dumps(r.as_dict())) == r,
    "pydantic has a schema": lambda r: (
        list(pydantic.TypeAdapter(type(r)).json_schema()["properties"]) == list(fields(r))
    ),
    "polars rows": lambda r: pl.DataFrame([r, r]).columns == list(fields(r)) and len(pl.DataFrame([r, r])) == 2,
    "polars structs": lambda r: pl.Series([r, r]).struct.field("company").to_list() == [r.company] * 2,
    "pandas rows": lambda r: list(pd.DataFrame([r, r]).columns) == list(fields(r)),
    "pandas objects": lambda r: pd.Series([r, r]).iloc[1] == r,
    "nothing else is in it": lambda r: not hasattr(r, "__dict__") and not {"Engine", "Resolver"} & seen(r),
}


def seen(value: Any) -> set[str]:
    """The types of all that other libraries see in a value."""
    inner = dataclasses.astuple(value) if dataclasses.is_dataclass(value) else value
    if isinstance(inner, dict):
        inner = tuple(inner.values())
    found = {type(inner).__name__}
    return found.union(*map(seen, inner)) if isinstance(inner, tuple) else found


@pytest.mark.parametrize("use", USES)
def test_an_ordinary_use(record: Any, use: str) -> None:
    assert USES[use](record)


def test_patterns() -> None:
    match tracking.resolve(USPS):
        case tracking.Resolution(number, company, via="pattern", candidates=[tracking.Candidate("usps"), *_]):
            assert (number, company) == (USPS, "USPS")
        case other:
            pytest.fail(repr(other))
    match tracking.identify(USPS)[0]:
        case [carrier, _, _, {"check": digit}, "valid", *_]:
            assert (carrier, digit) == ("usps", "7")
        case other:
            pytest.fail(repr(other))


@pytest.mark.parametrize("name", RESOLUTION)
def test_fields_cannot_be_set(name: str) -> None:
    found = tracking.resolve(USPS)
    with pytest.raises(AttributeError):
        setattr(found, name, "x")
    with pytest.raises(AttributeError):
        delattr(found, name)


def test_no_field_is_made_up() -> None:
    found = tracking.resolve(USPS)
    for call in (found._replace, found.__replace__, tracking.Resolution):
        with pytest.raises(TypeError):
            call(nonsense=1)
    with pytest.raises(AttributeError):
        found.nonsense = 1


def test_late_fields_are_worked_out_once() -> None:
    found = tracking.resolve("1Z001985YW99744791", company="UPS")
    assert found.problems is found.problems
    assert found.candidates is found.candidates


def test_what_a_candidates_parts_mean_goes_with_it() -> None:
    candidate = tracking.identify("RR123456785CN")[0]
    assert candidate.meanings == {"service": "letter post, registered"}
    for again in (pickle.loads(pickle.dumps(candidate)), copy.deepcopy(candidate), candidate._replace(url=None)):
        assert again.meanings == candidate.meanings


def test_candidates_are_a_tuple() -> None:
    for found in (tracking.identify(USPS), tracking.resolve(USPS).candidates, tracking.identify("hello")):
        assert type(found) is tuple
        assert msgspec.json.decode(msgspec.json.encode(found)) == [one.as_dict() for one in found]
        assert [type(one) for one in found] == [tracking.Candidate] * len(found)
    assert pl.DataFrame(tracking.identify(USPS))["carrier"].to_list() == [
        one.carrier for one in tracking.identify(USPS)
    ]


class Model(pydantic.BaseModel):
    resolution: tracking.Resolution
    candidates: tuple[tracking.Candidate, ...]
    validation: tracking.Validation
    found: list[tracking.Found]


def test_results_are_fields_of_a_model() -> None:
    model = Model(
        resolution=tracking.resolve("1Z001985YW99744791", company="UPS"),
        candidates=tracking.identify(USPS),
        validation=tracking.validate("1Z001985YW99744791", "UPS"),
        found=tracking.find("Your parcel 1Z001985YW99744790"),
    )
    assert Model.model_validate_json(model.model_dump_json()) == model
    assert model.model_dump(mode="json")["validation"] == plain(model.validation.as_dict())
    assert Model.model_json_schema()["properties"].keys() == Model.model_fields.keys()
    with pytest.raises(pydantic.ValidationError):
        Model.model_validate({**model.model_dump(), "resolution": {"number": "1"}})


@pytest.mark.parametrize(
    "result",
    [
        tracking.resolve("<b>&</b>", company="<script>"),
        tracking.identify(USPS)[0],
        tracking.validate("<i>", "<script>"),
        tracking.find("Your parcel 1Z001985YW99744790")[0],
        tracking.Problem("weak", "a < b"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_a_notebook_shows_a_table(result: Any) -> None:
    shown = result._repr_html_()
    assert shown.startswith("<table>")
    assert shown.endswith("</table>")
    assert all(f"<th>{name}</th>" in shown for name in result._fields)
    assert not any(text in shown for text in ("<script", "<b>", "<i>", "a < b"))


def test_values_are_those_that_type_checkers_are_told() -> None:
    for make in EACH.values():
        record = make()
        if isinstance(record, tracking.Resolution):
            assert record.via in get_args(Via)
        else:
            assert record.check in get_args(CheckResult)
    suggestions = tracking.validate("1Z001985YW99744790", "Fedx").suggestions
    assert {one.kind for one in suggestions} <= set(get_args(SuggestionKind))
