"""Metafields: values that apps keep with an order, the shop, or another owner, and the rules for them.

The kinds of values and the lengths of names are those of the API's reference. The words of most refusals are not recorded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.server.access import APP_ID
from tracking.server.metafield_values import METAFIELD_TYPES, value_fault

__all__ = ["MOST_METAFIELDS", "Metafield", "MetafieldPlace", "NewMetafield", "checked_metafield", "full_namespace"]

MOST_METAFIELDS = 25
"""The metafields that one ``metafieldsSet`` may set."""
_NAME = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SHORTEST = 2
_LONGEST = {"namespace": 255, "key": 64}
_APP = f"app--{APP_ID}"
_STALE = (
    "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
    "STALE_OBJECT",
)


class MetafieldPlace(NamedTuple):
    """Where a metafield is: no two are at the same place."""

    owner: str
    """Kind and number of the owner: ``Order/7001``."""
    namespace: str
    key: str


class Metafield(msgspec.Struct, frozen=True):
    """A value that an app keeps."""

    id: int
    owner: str
    namespace: str
    key: str
    type: str
    value: str
    created_at: datetime
    updated_at: datetime

    @property
    def place(self) -> MetafieldPlace:
        """Where it is."""
        return MetafieldPlace(self.owner, self.namespace, self.key)

    @property
    def digest(self) -> str:
        """Changes with the value."""
        return hashlib.sha256(f"{self.type}\n{self.value}".encode()).hexdigest()


class NewMetafield(msgspec.Struct, frozen=True):
    """A metafield that is to be set. Without a type, it keeps the one that it has."""

    place: MetafieldPlace
    value: str | None
    type: str | None = None
    digest: str | msgspec.UnsetType | None = msgspec.UNSET
    """The digest of what is replaced; None if it must not exist yet."""


def full_namespace(namespace: str | None) -> str:
    """Return a namespace in full; without one, it is the app's own.

    >>> full_namespace(None), full_namespace("$app:packing"), full_namespace("custom")
    ('app--580111', 'app--580111--packing', 'custom')
    """
    if namespace in (None, "$app"):
        return _APP
    return f"{_APP}--{namespace[5:]}" if namespace.startswith("$app:") else namespace


def checked_metafield(new: NewMetafield, before: Metafield | None, field: Iterable[str] = ()) -> tuple[str, str]:
    """Return the type and the value that a metafield is to have. Raises `Refusal`; ``field`` is GraphQL's path to it."""
    path = tuple(field)
    for name in ("namespace", "key"):
        text = getattr(new.place, name)
        if len(text) < _SHORTEST:
            raise _invalid(path, name, f"is too short (minimum is {_SHORTEST} characters)", "TOO_SHORT")
        if len(text) > _LONGEST[name]:
            raise _invalid(path, name, f"is too long (maximum is {_LONGEST[name]} characters)", "TOO_LONG")
        if not _NAME.fullmatch(text):
            raise _invalid(path, name, "must only contain letters, digits, hyphens, and underscores", "INVALID_VALUE")
    type_ = new.type or (before.type if before else None)
    if not type_:
        raise _invalid(path, "type", "can't be blank", "BLANK")
    if type_ not in METAFIELD_TYPES:
        raise _invalid(
            path, "type", f"must be one of the following: {', '.join(sorted(METAFIELD_TYPES))}.", "INCLUSION"
        )
    if new.value is None or not new.value.strip():
        raise _invalid(path, "value", "can't be blank.", "BLANK")
    if fault := value_fault(type_, new.value):
        raise _invalid(path, "value", fault, "INVALID_VALUE")
    if new.digest is not msgspec.UNSET and new.digest != (before.digest if before else None):
        message, code = _STALE
        raise Refusal("stale", message, field=path, code=code)
    return type_, new.value


def _invalid(path: tuple[str, ...], name: str, reason: str, code: str) -> Refusal:
    message = f"{name.capitalize()} {reason}"
    return Refusal("invalid", message, field=(*path, name), errors={name: [reason]}, code=code)
