"""Makes a class with slots a record for Python and other libraries.

A result computes its expensive fields when they are read, so it cannot be a tuple: libraries in C that take a tuple's
content directly would find what the fields are computed from. So it is a frozen dataclass for everything that asks for
one (`dataclasses`, msgspec, polars, orjson), a sequence of its fields for pandas and ``match``, and it has a schema for
pydantic. Nothing of this is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

__all__ = ["LazyRecord", "Shown"]


def _fit_for_json(value: Any) -> Any:
    if isinstance(value, Shown):
        return value.as_dict()
    if isinstance(value, tuple):
        return [_fit_for_json(item) for item in value]
    return value


def _names(of: Any) -> tuple[str, ...]:
    """Return the field names of a result or of its class, in order."""
    names: tuple[str, ...] = of._fields
    return names


class Shown:
    """The methods of every result, both records and named tuples: it becomes a dictionary, a table, or a schema."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, fit for `json.dumps`."""
        return {name: _fit_for_json(getattr(self, name)) for name in _names(self)}

    def __json__(self) -> str:
        # ujson looks for this method.
        import json

        return json.dumps(self.as_dict())

    def _repr_html_(self) -> str:
        """Return a small table, for notebooks."""
        return _table(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Callable[[Any], Any]) -> Any:
        """Return a schema of the fields by name: instances pass, dictionaries become instances, dumps are `as_dict`."""
        from pydantic_core import core_schema

        hints = get_type_hints(cls)
        fields = {name: core_schema.typed_dict_field(handler(hints[name])) for name in _names(cls)}
        of_fields = core_schema.no_info_after_validator_function(
            lambda given: cls(**given), core_schema.typed_dict_schema(fields)
        )
        either = core_schema.union_schema([core_schema.is_instance_schema(cls), of_fields], mode="left_to_right")
        dumped = core_schema.plain_serializer_function_ser_schema(lambda one: one.as_dict())
        return core_schema.json_or_python_schema(of_fields, either, serialization=dumped)


def _table(of: Shown) -> str:
    from html import escape  # its table of entities takes long to import

    def cell(value: Any) -> str:
        if isinstance(value, Shown):
            return _table(value)
        if isinstance(value, tuple):
            return "".join(map(cell, value))
        if isinstance(value, dict):
            return escape(", ".join(f"{name}: {text}" for name, text in value.items()))
        return "" if value is None else escape(str(value))

    rows = (f"<tr><th>{escape(name)}</th><td>{cell(getattr(of, name))}</td></tr>" for name in _names(of))
    return f"<table>{''.join(rows)}</table>"


class _DataclassFields:
    """Creates a class's ``__dataclass_fields__`` when they are first read.

    Importing `dataclasses` takes longer than an answer.
    """

    def __get__(self, record: object, of: type[LazyRecord]) -> dict[str, Any]:
        from dataclasses import fields, make_dataclass

        hints = get_type_hints(of)
        made = make_dataclass(of.__name__, [(name, hints[name]) for name in of._fields], frozen=True)
        found = {field.name: field for field in fields(made)}
        setattr(of, "__dataclass_fields__", found)  # noqa: B010 - mypy knows of no such attribute
        return found


class LazyRecord(Shown, Sequence[Any]):
    """An immutable record of named fields, each of which is a property of the class.

    A subclass lists its fields in ``_fields``, and takes them in this order. Like a named tuple, a record can be
    unpacked, indexed, compared with a tuple of its fields, copied with changes, and pickled.
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = cls._fields  # type: ignore[attr-defined,misc]
        cls.__annotations__ = {name: getattr(cls, name).fget.__annotations__["return"] for name in cls._fields}
        # They are in each class's own dictionary, because orjson looks nowhere else.
        setattr(cls, "__dataclass_fields__", _DataclassFields())  # noqa: B010 - mypy knows of no such attribute

    if TYPE_CHECKING:

        def __init__(self, *fields: Any, **named: Any) -> None:
            """Take the fields, in order or by name."""

    def __iter__(self) -> Iterator[Any]:
        return iter([getattr(self, name) for name in self._fields])

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, place: Any) -> Any:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, (type(self), tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields)})"

    def __reduce__(self) -> Any:
        return type(self), tuple(self)

    def __replace__(self, **changes: Any) -> Self:
        return type(self)(**{**self._asdict(), **changes})

    def _replace(self, **changes: Any) -> Self:
        """Return a copy with other values for some fields. `copy.replace` does the same."""
        return self.__replace__(**changes)

    def _asdict(self) -> dict[str, Any]:
        """Return the fields by name, without converting them."""
        return dict(zip(self._fields, self, strict=True))

    @classmethod
    def _make(cls, fields: Iterable[Any]) -> Self:
        """Return a record of the fields in order."""
        return cls(*fields)
