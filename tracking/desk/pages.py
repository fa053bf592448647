"""The pages of the desk: a number, a text, the carriers, the check digits, and the problems."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tracking.desk.carrier_pages import AlgorithmPage, algorithm_pages, carrier_page, carrier_rows
from tracking.desk.layout import STATIC, desk_section, page_templates
from tracking.desk.partial import PossibleFormats
from tracking.desk.requests import LONGEST_FIELD, BadRequest, body_bytes
from tracking.resolving.problems import PROBLEMS
from tracking.spelling.harmless import harmless_cell
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from tracking.definitions.carrier import Carrier
    from tracking.desk.layout import PageSection
    from tracking.resolver import Resolver
    from tracking.resolving.results import Found

__all__ = ["Desk"]

_POSSIBLE = 12
"""How many possible formats are shown while a number is typed."""


class _Piece(NamedTuple):
    """A piece of a text: a number that was found in it, or the text between two numbers."""

    text: str
    found: Found | None
    place: int
    """Its position among the numbers, from 1; 0 for other text."""


class Desk:
    """The pages of a resolver and its carriers.

    ``base`` is where they are mounted, and empty for the root. ``beside`` is the navigation of the application around
    them.
    """

    def __init__(
        self, resolver: Resolver, carriers: Sequence[Carrier], base: str = "", beside: PageSection | None = None
    ) -> None:
        self._resolver, self._carriers = resolver, {carrier.id: carrier for carrier in carriers}
        self._possible = PossibleFormats(resolver, carriers)
        countries = sorted({carrier.country for carrier in carriers if carrier.country})
        sections = (desk_section(base),) if beside is None else (beside, desk_section(base))
        self._templates = page_templates(base, sections, countries=countries)

    def routes(self) -> list[Any]:
        """Return the routes, relative to where they are mounted."""
        return [
            Route("/", self._number, methods=["GET"]),
            Route("/answer", self._answer, methods=["GET"]),
            Route("/text", self._text, methods=["GET", "POST"]),
            Route("/text.csv", self._table, methods=["POST"]),
            Route("/carriers", self._list, methods=["GET"]),
            Route("/carriers/{id}", self._carrier, methods=["GET"]),
            Route("/check-digits", self._algorithms, methods=["GET"]),
            Route("/check-digits/{name}", self._algorithm, methods=["GET"]),
            Route("/problems", self._problems, methods=["GET"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the page of a template."""
        return HTMLResponse(self._templates.get_template(template).render(**values), status)

    # One number.

    async def _number(self, request: Request) -> Response:
        given = self._given(request)
        return self.page("number.html", given=given, **self._about(given))

    async def _answer(self, request: Request) -> Response:
        return self.page("answer.html", **self._about(self._given(request)))

    def _given(self, request: Request) -> dict[str, str]:
        return {name: request.query_params.get(name, "").strip() for name in ("number", "company", "country")}

    def _about(self, given: dict[str, str]) -> dict[str, Any]:
        """Return what is shown of a number: its explanation, and the formats that it may still become."""
        number = given["number"]
        nothing: dict[str, Any] = {"explained": None, "valid": None, "possible": (), "more": 0, "wrong": None}
        if not number:
            return nothing
        if len(number) > LONGEST_FIELD:
            return {**nothing, "wrong": f"The number has {len(number)} characters. Give at most {LONGEST_FIELD}."}
        company, country = given["company"] or None, given["country"] or None
        explained = self._resolver.explain(number, company, None, country)
        valid = self._resolver.validate(number, company, country)
        possible = self._possible.of(key(number)) if not explained.candidates and not explained.parts else ()
        return {
            **nothing,
            "explained": explained,
            "valid": valid,
            "possible": possible[:_POSSIBLE],
            "more": len(possible) - _POSSIBLE,
        }

    # A text.

    async def _text(self, request: Request) -> Response:
        try:
            given = await self._form(request)
        except BadRequest as error:
            return self.page(
                "text.html", error.status, text="", company="", country="", pieces=(), found=(), wrong=error.message
            )
        text = given.get("text", "")
        found = self._found(given)
        return self.page(
            "text.html",
            text=text,
            company=given.get("company", ""),
            country=given.get("country", ""),
            pieces=_pieces(text, found) if found else (),
            found=found,
            wrong=None,
            links=self._links(found, given),
        )

    def _found(self, given: dict[str, str]) -> list[Found]:
        text, company = given.get("text", ""), given.get("company", "").strip() or None
        return self._resolver.find(text, given.get("country", "").strip() or None, None, company) if text else []

    def _links(self, found: list[Found], given: dict[str, str]) -> list[str | None]:
        """Return the tracking link of each number."""
        country = given.get("country", "").strip() or None
        links = []
        for one in found:
            company = next((each.company for each in one.candidates if each.carrier == one.carrier), None)
            links.append(self._resolver.resolve(one.number, company, None, country).url if one.carrier else None)
        return links

    async def _table(self, request: Request) -> Response:
        try:
            given = await self._form(request)
        except BadRequest as error:
            return Response(f"{error.message}\n", error.status, media_type="text/plain")
        found = self._found(given)
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["number", "carrier", "company", "link", "start", "end"])
        for one, link in zip(found, self._links(found, given), strict=True):
            company = next((each.company for each in one.candidates if each.carrier == one.carrier), None)
            row = [one.number, one.carrier or "", company or "", link or "", str(one.start), str(one.end)]
            writer.writerow(map(harmless_cell, row))
        headers = {"content-disposition": 'attachment; filename="tracking-numbers.csv"'}
        return Response(table.getvalue(), headers=headers, media_type="text/csv; charset=utf-8")

    async def _form(self, request: Request) -> dict[str, str]:
        """Return the fields of a posted form."""
        if request.method != "POST":
            return {}
        content = (await body_bytes(request)).decode("utf-8", "replace")
        try:
            return dict(parse_qsl(content, keep_blank_values=True, max_num_fields=10))
        except ValueError:
            raise BadRequest("body", "it has more than 10 fields; send those of the page") from None

    # Carriers, check digits, and problems.

    async def _list(self, request: Request) -> Response:
        country, wanted = request.query_params.get("country", "")[:2].upper(), request.query_params.get("q", "")[:100]
        rows = carrier_rows(self._carriers.values(), country, wanted)
        return self.page("carriers.html", rows=rows, country=country, wanted=wanted)

    async def _carrier(self, request: Request) -> Response:
        carrier = self._carriers.get(request.path_params["id"])
        if carrier is None:
            return self.page("missing.html", 404, what="carrier")
        return self.page("carrier.html", carrier=carrier, formats=carrier_page(self._resolver, carrier))

    async def _algorithms(self, request: Request) -> Response:
        return self.page("algorithms.html", algorithms=self._every_algorithm.values())

    async def _algorithm(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self._every_algorithm:
            return self.page("missing.html", 404, what="check digit")
        return self.page("algorithm.html", algorithm=self._every_algorithm[name])

    @cached_property
    def _every_algorithm(self) -> dict[str, AlgorithmPage]:
        return {one.name: one for one in algorithm_pages(self._resolver, self._carriers.values())}

    async def _problems(self, request: Request) -> Response:
        return self.page("problems.html", problems=sorted(PROBLEMS.items()))


def _pieces(text: str, found: list[Found]) -> list[_Piece]:
    """Cut a text at its numbers."""
    pieces, at = [], 0
    for place, one in enumerate(sorted(found, key=lambda each: each.start), 1):
        if one.start < at:
            continue  # two readings of one place
        pieces.append(_Piece(text[at : one.start], None, 0))
        pieces.append(_Piece(text[one.start : one.end], one, place))
        at = one.end
    pieces.append(_Piece(text[at:], None, 0))
    return [piece for piece in pieces if piece.text]
