"""Every exception of the package, in one tree.

TrackingError
├── InvalidURL             an explicit URL that may not be sent
├── DefinitionError        a carrier definition that is not right (``.errors``, ``.carriers``)
├── TableError             a file of rows that cannot be read (``.file``, ``.line``, ``.field``, ``.cure``)
├── JournalError           a journal that is broken, or a newer program's (``.where``, ``.reason``, ``.cure``)
├── UnknownPlatform        a platform whose codes for carriers are not known (``.platform``, ``.cure``)
├── InvalidWebhook         a webhook that is not the shop's, or cannot be read (``.code``)
└── ShopError              a shop refused, or could not be asked (``.code``, ``.status``, ``.request_id``)
├── Unauthorized       401: the token is not known
├── AccessDenied       402, 403, ACCESS_DENIED: the token may not do this
├── NotFound           404, 406: no such order, fulfillment order, fulfillment, or route
├── Refused            400, 422, userErrors: the call is wrong and changed nothing
├── Throttled          429, THROTTLED: too many calls; ``.retry_after`` seconds
├── Unreachable        the connection was refused: nothing was sent
└── OutcomeUnknown     time-out, reset, 5xx, broken answer: it may have been executed
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AccessDenied",
    "DefinitionError",
    "ExtrasNamed",
    "Fault",
    "InvalidURL",
    "InvalidWebhook",
    "JournalError",
    "NotFound",
    "OutcomeUnknown",
    "Refused",
    "ShopError",
    "TableError",
    "Throttled",
    "TrackingError",
    "Unauthorized",
    "UnknownPlatform",
    "Unreachable",
    "missing_package",
]

EXTRAS = {
    "cryptography": "server",
    "graphql": "server",
    "httpx2": "http",
    "jinja2": "server",
    "mcp": "mcp",
    "numpy": "arrow",
    "psycopg": "postgres",
    "pyarrow": "arrow",
    "pyspark": "spark",
    "python_calamine": "excel",
    "sqlalchemy": "http",
    "starlette": "server",
    "uvicorn": "server",
    "xlsxwriter": "excel",
}
"""The packages that may be missing, and the extra of this one that each comes with."""


_ENCODING = "{encoding}"


class TrackingError(Exception):
    """The base of every exception that this package raises on purpose."""


class InvalidURL(TrackingError):
    """An explicit URL must not be sent to a shop.

    ``url`` is the URL as given, without credentials. ``reason`` says what is wrong with it, and ``cure`` what to do.

    >>> import tracking
    >>> tracking.resolve(url="ftp://example.com/1")
    Traceback (most recent call last):
        ...
    tracking.errors.InvalidURL: url 'ftp://example.com/1': the scheme is ftp; write http:// or https://
    """

    def __init__(self, url: str, reason: str, cure: str) -> None:
        if "@" in url:  # errors may be logged
            url = re.sub(
                r"^((?:[A-Za-z][A-Za-z0-9+.\-]*:)?//)?(?:[^/?#@]*:.*|[^/?#@]*)@", r"\1...@", url, flags=re.DOTALL
            )
        shown = url if len(url) <= 80 else url[:77] + "..."
        super().__init__(f"url {shown!r}: {reason}; {cure}")
        self.url, self.reason, self.cure = url, reason, cure

    def __reduce__(self) -> tuple[type[InvalidURL], tuple[str, str, str]]:
        return type(self), (self.url, self.reason, self.cure)


class UnknownPlatform(TrackingError):
    """A platform's codes are not known. ``platform`` is its name as given, and ``cure`` says what to do."""

    def __init__(self, platform: str, cure: str) -> None:
        super().__init__(f"platform {platform!r} is not known; {cure}")
        self.platform, self.cure = platform, cure

    def __reduce__(self) -> tuple[type[UnknownPlatform], tuple[str, str]]:
        return type(self), (self.platform, self.cure)


class Fault(NamedTuple):
    """One thing that is wrong in a definition."""

    file: str
    """The file's path, or ``<string>``."""
    line: int
    """The line of the field, counted from 1; 0 if it is not known."""
    field: str
    """The field's path in the document: ``numbers[0].check.weights``."""
    reason: str
    """What is wrong."""
    cure: str
    """What to write instead."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}; {self.cure}"


class DefinitionError(TrackingError):
    """One or more carrier definitions are wrong.

    ``errors`` holds a `Fault` for each thing that is wrong. ``carriers`` holds the good definitions.
    """

    def __init__(self, errors: Sequence[Fault], carriers: Sequence[Any] = ()) -> None:
        self.errors = tuple(errors)
        self.carriers = tuple(carriers)
        super().__init__("\n".join(map(str, self.errors)))

    def __reduce__(self) -> tuple[type[DefinitionError], tuple[tuple[Fault, ...], tuple[Any, ...]]]:
        return type(self), (self.errors, self.carriers)


class TableError(TrackingError):
    """A file of rows cannot be read.

    ``file`` is its name. ``line`` is the line, or 0 if the error concerns the whole file. ``field`` is the column or
    the field, or "" if the error concerns neither. ``reason`` says what is wrong, and ``cure`` what to do. A cure that
    asks for the file's encoding has the placeholder ``{encoding}``, which `told` replaces by the caller's own option
    for it.
    """

    def __init__(self, file: str, reason: str, cure: str, *, line: int = 0, field: str = "") -> None:
        self.file, self.line, self.field, self.reason, self.cure = file, line, field, reason, cure
        super().__init__(self.told("encoding"))

    def told(self, encoding: str) -> str:
        """Return the whole error in one line. ``encoding`` is the name of the option for the encoding."""
        where = (self.file, f"line {self.line}" if self.line else "", self.field.replace(_ENCODING, encoding))
        said = [part for part in where if part] + [f"{self.reason}; {self.cure.replace(_ENCODING, encoding)}"]
        return ": ".join(said)

    def __reduce__(self) -> tuple[Any, ...]:
        given = partial(type(self), line=self.line, field=self.field)
        return given, (self.file, self.reason, self.cure)


class JournalError(TrackingError):
    """A journal cannot be trusted: it is broken, is not a journal, or was written by a newer program.

    ``where`` is its file or database URL, without a password. ``reason`` says what is wrong, and ``cure`` what to do.
    Nothing is sent on the basis of such a journal. (A journal that is intact but cannot be written raises the
    database's own error.)
    """

    def __init__(self, where: str, reason: str, cure: str) -> None:
        where = re.sub(r"(://[^/@]*?):[^/]*@", r"\1:***@", where)
        super().__init__(f"the journal {where}: {reason}; {cure}")
        self.where, self.reason, self.cure = where, reason, cure

    def __reduce__(self) -> tuple[type[JournalError], tuple[str, str, str]]:
        return type(self), (self.where, self.reason, self.cure)


class InvalidWebhook(TrackingError):
    """A webhook was not signed with the secret, or its headers or body cannot be read.

    ``code`` is stable, for programs: signature_missing, signature_wrong, header_missing, topic_unknown, or body_broken.
    Answer the first two with status 401, and the others with 400. ``message`` is a sentence for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message

    def __reduce__(self) -> tuple[type[InvalidWebhook], tuple[str, str]]:
        return type(self), (self.code, self.message)


class ShopError(TrackingError):
    """A shop refused a call, or the outcome of the call is not known.

    ``code`` is stable, for programs; `tracking.shopify.classify` lists the codes. ``messages`` are the API's own words.
    ``fields`` are the places that they concern, one for each message, such as ``line_items`` or
    ``fulfillment.lineItemsByFulfillmentOrder.0``, or "" if the shop names none. ``status`` is the HTTP status (None if
    no answer came), ``request_id`` the shop's ``X-Request-Id``, and ``retry_after`` its ``Retry-After`` in seconds.
    """

    def __init__(
        self,
        code: str,
        messages: Sequence[str] = (),
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        fields: Sequence[str] = (),
    ) -> None:
        self.code = code
        self.messages = tuple(messages)
        self.fields = tuple(fields) or ("",) * len(self.messages)
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        where = "" if status is None else f" (HTTP {status})"
        super().__init__(f"{code}{where}: {self.words()}")

    def words(self) -> str:
        """Return the shop's messages, field by field, with the id of its request: for people who also see the code."""
        said = "; ".join(
            f"{field}: {message}" if field else message
            for field, message in zip(self.fields, self.messages, strict=True)
        )
        return (said or "no message") + ("" if self.request_id is None else f" [request {self.request_id}]")

    def __reduce__(self) -> tuple[Any, ...]:
        # The arguments are given by keyword, so that an error crosses a process boundary complete.
        given = {name: getattr(self, name) for name in ("status", "request_id", "retry_after", "fields")}
        return partial(type(self), **given), (self.code, self.messages)


class Unauthorized(ShopError):
    """The shop does not know the token."""


class AccessDenied(ShopError):
    """The token, the user, or the shop's plan does not allow this."""


class NotFound(ShopError):
    """There is no such order, fulfillment order, fulfillment, event, or route."""


class Refused(ShopError):
    """The shop refused the call as wrong, and changed nothing."""


class Throttled(ShopError):
    """There were too many calls. After ``retry_after`` seconds (None if the shop did not say), the call may succeed."""


class Unreachable(ShopError):
    """No connection was made, so nothing was sent."""


class OutcomeUnknown(ShopError):
    """The call was sent and no complete answer came, so the shop may have executed it."""


def missing_package(error: ImportError) -> str | None:
    """Return what to install if a package of an extra is missing; None if the error has another cause."""
    package = (error.name or "").partition(".")[0]
    if package not in EXTRAS:
        return None
    return f"{package} is not installed; run: pip install 'carrier-tracking[{EXTRAS[package]}]'"


class ExtrasNamed:
    """A block that imports what an extra provides. If it is missing, the ImportError names the extra."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        if isinstance(error, ModuleNotFoundError) and (said := missing_package(error)) not in (None, error.msg):
            raise ModuleNotFoundError(said, name=error.name) from None
