"""The resolver: carrier definitions, ready to answer."""

from __future__ import annotations

from _thread import allocate_lock  # what `threading` would give, without its import
from typing import TYPE_CHECKING, Any

from tracking.definitions.templates import checked
from tracking.resolving.engine import Engine
from tracking.resolving.query import text_of
from tracking.spelling.countries import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier
    from tracking.resolving.results import Found, Validation

__all__ = ["Resolver", "default"]


class Resolver(Engine):
    """Carrier definitions, ready to answer.

    ``carriers`` are definitions of your own (`tracking.load_carriers`); they are merged over the built-in ones, and replace
    those of the same id. With ``builtin=False`` they stand alone. A resolver is immutable and may be shared by threads.
    """

    def __init__(self, carriers: Iterable[Carrier] = (), builtin: bool = True) -> None:
        compiled_carriers: list[tuple[Any, ...]] = []
        if builtin:
            from tracking.definitions.builtin import forms

            compiled_carriers += forms()
        own = tuple(carriers)
        self._given = (own, builtin)
        if own:
            from tracking.definitions.compiling import compiled

            compiled_carriers += map(compiled, own)
        super().__init__(compiled_carriers)

    def __reduce__(self) -> Any:
        return Resolver, self._given

    def __repr__(self) -> str:
        return f"<Resolver of {len(self.catalog.entries)} carriers>"

    def find(self, text: str, country: str | None = None, min_evidence: float | None = None) -> list[Found]:
        """The tracking numbers in a text, in order; see `tracking.text.search`.

        By default what carries strong evidence by itself, and weaker shapes beside a word that speaks for them;
        with ``min_evidence`` the words do not count, and 0 reports everything that a format which may guess there accepts.
        """
        from tracking.text.search import find

        return find(self, text_of(text, "text"), country_code(country), min_evidence)

    def validate(
        self, number: str, company: str | None = None, country: str | None = None, url: str | None = None
    ) -> Validation:
        """Whether a number may be submitted, what is wrong with it, and what would be right.

        Raises `InvalidURL` for a bad ``url``.
        """
        page = checked(url) if url else None
        from tracking.resolving.validation import validate

        return validate(self, text_of(number), company, country_code(country), page)


_default: Resolver | None = None
_making = allocate_lock()


def default() -> Resolver:
    """The resolver of the package's own functions, made at first use."""
    global _default
    with _making:
        if _default is None:
            _default = Resolver()
        return _default
