"""The arguments of callers: text, or nothing. Anything else raises the same TypeError everywhere."""

from __future__ import annotations

from typing import Any

__all__ = ["check_several", "check_texts", "each_text", "number_or_none", "several_texts", "text_of", "text_or_none"]

_CURE = "pass it as a string, so that no digit is lost"


def text_of(given: Any, name: str = "number") -> str:
    """Return an argument that must be text. Raises TypeError for anything else.

    >>> text_of("1Z")
    '1Z'
    >>> text_of(12, "postal_code")
    Traceback (most recent call last):
        ...
    TypeError: postal_code: expected text, found int; pass it as a string, so that no digit is lost
    """
    if isinstance(given, str):
        return given
    raise TypeError(f"{name}: expected text, found {type(given).__name__}; {_CURE}")


def text_or_none(given: Any, name: str) -> str | None:
    """Return an argument that is text or None. Raises TypeError for anything else, including false values."""
    return None if given is None else text_of(given, name)


def check_texts(**given: Any) -> None:
    """Raise TypeError for the first argument, by name, that is neither text nor None."""
    for name, value in given.items():
        text_or_none(value, name)


def each_text(given: Any, name: str) -> tuple[str, ...]:
    """Return an argument that is one text, several, or None. Raises TypeError for anything else.

    >>> each_text(["UPS", None], "company"), each_text("UPS", "company"), each_text(None, "company")
    (('UPS',), ('UPS',), ())
    """
    if given is None or isinstance(given, str):
        return () if given is None else (given,)
    if isinstance(given, (bytes, bytearray, memoryview)) or not hasattr(given, "__iter__"):
        text_of(given, name)
    return tuple([text_of(one, name) for one in given if one is not None])


def several_texts(given: Any, name: str) -> tuple[str, ...]:
    """Return one text, or several. Raises TypeError for anything else.

    >>> several_texts("12", "numbers"), several_texts(["12", "13"], "numbers")
    (('12',), ('12', '13'))
    """
    if isinstance(given, str):
        return (given,)
    check_several(given, name)
    return tuple(given)


def check_several(given: Any, name: str) -> None:
    """Raise TypeError unless a value is several texts.

    One text is not, since its characters would be taken for them.
    """
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        found = "one text" if isinstance(given, str) else type(given).__name__
        raise TypeError(f"{name}: expected several texts, found {found}; put it into a tuple, as a string")
    for one in given:
        text_of(one, name)


def number_or_none(given: Any, name: str) -> float | None:
    """Return an argument that is a number or None. Raises TypeError for anything else.

    >>> number_or_none(8, "min_evidence")
    8
    """
    if given is None or (isinstance(given, (int, float)) and not isinstance(given, bool)):
        return given
    from numbers import Real  # including NumPy's numbers

    if isinstance(given, Real) and not isinstance(given, bool):
        return float(given)
    raise TypeError(f"{name}: expected a number, found {type(given).__name__}; pass bits as a number, or leave it out")
