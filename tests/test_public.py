"""The public names: what the contract says is what is there."""

from __future__ import annotations

import inspect

import pytest

import tracking

CONTRACT = {
    "resolve": "number company url country postal_code language",
    "identify": "number country",
    "validate": "number company country url",
    "find": "text country min_evidence company",
    "find_mail": "message country min_evidence",
}


def test_all_names_are_there_and_no_other() -> None:
    assert sorted(tracking.__all__) == tracking.__all__
    for name in tracking.__all__:
        if name != "spark":  # needs its extra
            assert getattr(tracking, name) is not None
    assert set(tracking.__all__) <= set(dir(tracking))
    with pytest.raises(AttributeError, match="nothing"):
        tracking.nothing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", CONTRACT)
def test_signatures(name: str) -> None:
    assert list(inspect.signature(getattr(tracking, name)).parameters) == CONTRACT[name].split()
    assert inspect.signature(getattr(tracking.Resolver, name)).parameters.keys() == {"self", *CONTRACT[name].split()}


def test_the_fields_of_the_results() -> None:
    found = tracking.resolve("1Z001985YW99744790")
    assert list(found.as_dict()) == ["number", "company", "carrier", "url", "via", "candidates", "problems"]
    assert list(found.candidates[0].as_dict()) == ["carrier", "company", "format", "parts", "check", "evidence", "url"]
    assert list(tracking.validate("x").as_dict()) == ["ok", "problems", "suggestions"]
    (number,) = tracking.find("1Z001985YW99744790")
    assert list(number.as_dict()) == ["number", "start", "end", "candidates", "carrier", "part"]


def test_errors_are_one_tree() -> None:
    from tracking import errors

    assert issubclass(tracking.TrackingError, Exception)
    for name in errors.__all__:
        kind = getattr(errors, name)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            assert issubclass(kind, tracking.TrackingError)


def test_the_definitions_at_hand() -> None:
    carriers = tracking.carriers()
    assert {"ups", "usps", "fedex", "dhl-express", "gls"} <= {carrier.id for carrier in carriers}
    assert [carrier.id for carrier in carriers] == sorted(carrier.id for carrier in carriers)
