"""The description of the JSON endpoints, as OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

__all__ = ["openapi"]

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_ABOUT = {
    "number": "The number, written in any way.",
    "company": "The company's name; it counts more than the number's format.",
    "url": "An explicit tracking URL; it counts more than anything else.",
    "country": "The shop's country, two letters.",
    "postal_code": "The recipient's postal code, for pages that ask for it.",
    "language": "The recipient's language, two letters, for pages in several languages.",
}


def openapi() -> dict[str, Any]:
    """Return the description, fit for `json.dumps`."""
    resolution, everything = _ref("Resolution"), tuple(_ABOUT)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tracking",
            "version": "1",
            "description": "From a tracking number to its carrier and tracking page.",
        },
        "paths": {
            "/v1/resolve": {
                "get": _get("Return the carrier, company, and tracking link of a parcel.", everything, resolution),
                "post": {
                    "summary": "The same for a list of up to 10,000, as one JSON object per line, in the list's order.",
                    "requestBody": _body({"type": "array", "items": {"anyOf": [_TEXT, _ref("Question")]}}),
                    "responses": {
                        "200": {
                            "description": "One answer per line.",
                            "content": {"application/x-ndjson": {"schema": resolution}},
                        },
                        "4XX": _REFUSED,
                    },
                },
            },
            "/v1/explain": {
                "get": _get("Explain how the answer for a number came about.", everything, {"type": "object"})
            },
            "/v1/identify": {
                "get": _get(
                    "List the carriers that a number may belong to, best first.",
                    ("number", "country"),
                    {"type": "array", "items": _ref("Candidate")},
                )
            },
            "/v1/validate": {
                "get": _get(
                    "Check a number, and suggest corrections.",
                    ("number", "company", "country", "url"),
                    _ref("Validation"),
                )
            },
            "/v1/find": {
                "post": {
                    "summary": "Find the tracking numbers in a text.",
                    "requestBody": _body(_FIND),
                    "responses": _answers({"type": "array", "items": _ref("Found")}),
                }
            },
        },
        "components": {"schemas": _SCHEMAS},
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(summary: str, names: tuple[str, ...], schema: dict[str, Any]) -> dict[str, Any]:
    parameters = [{"name": name, "in": "query", "schema": _TEXT, "description": _ABOUT[name]} for name in names]
    return {"summary": summary, "parameters": parameters, "responses": _answers(schema)}


def _answers(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "The answer.", "content": _content(schema)}, "4XX": _REFUSED}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": _content(schema)}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_LIST_OF_PROBLEMS = {"type": "array", "items": _ref("Problem")}
_CANDIDATES = {"type": "array", "items": _ref("Candidate")}
_REFUSED = {"description": "What is wrong with the request.", "content": _content(_ref("Error"))}
_FIND = {
    "type": "object",
    "properties": {
        "text": _TEXT,
        "country": _TEXT,
        "company": _TEXT,
        "min_evidence": {"type": "number", "description": "Bits of evidence from which a number counts, words aside."},
    },
    "required": ["text"],
}
_SCHEMAS = {
    "Question": {"type": "object", "properties": dict.fromkeys(_ABOUT, _TEXT)},
    "Resolution": _object(
        number=_MAYBE,
        company=_MAYBE,
        carrier=_MAYBE,
        url=_MAYBE,
        via={"enum": ["url", "company", "pattern", "none"]},
        candidates=_CANDIDATES,
        problems=_LIST_OF_PROBLEMS,
    ),
    "Candidate": _object(
        carrier=_TEXT,
        company=_MAYBE,
        format=_TEXT,
        parts={"type": "object", "additionalProperties": _TEXT},
        check={"enum": ["valid", "none"]},
        evidence={"type": "number", "description": "In bits."},
        url=_MAYBE,
    ),
    "Problem": _object(code=_TEXT, message=_TEXT),
    "Suggestion": _object(kind={"enum": ["number", "carrier", "company"]}, value=_TEXT, message=_TEXT),
    "Validation": _object(
        ok={"type": "boolean"},
        problems=_LIST_OF_PROBLEMS,
        suggestions={"type": "array", "items": _ref("Suggestion")},
    ),
    "Found": _object(
        number=_TEXT,
        start={"type": "integer", "description": "In characters, from 0."},
        end={"type": "integer"},
        candidates=_CANDIDATES,
        carrier=_MAYBE,
        part=_MAYBE,
    ),
    "Error": _object(error=_object(field=_TEXT, message=_TEXT)),
}
