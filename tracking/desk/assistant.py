"""The resolver as tools of the Model Context Protocol, for assistants that answer mail. Needs the extra ``mcp``.

All tools only read. They call neither a carrier nor a shop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracking.errors import InvalidURL, UnknownPlatform

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from tracking.resolver import Resolver

__all__ = ["LONGEST_TEXT", "assistant"]

LONGEST_TEXT = 200_000
"""The greatest length of a text that is searched, in characters."""
_INSTRUCTIONS = (
    "Tells which carrier a tracking number belongs to, whether it is plausible, and which tracking page a shopper can open. "
    "It knows numbers, names, and pages; it does not know where a parcel is. Where `carrier` is null, no carrier is named: say so "
    "and ask for the carrier instead of guessing from the candidates."
)


def assistant(resolver: Resolver) -> MCPServer[Any]:
    """Return a server that offers a resolver's tools."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    server: MCPServer[Any] = MCPServer("tracking", instructions=_INSTRUCTIONS)
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=reads)
    def resolve(
        number: str | None = None, company: str | None = None, country: str | None = None, url: str | None = None
    ) -> dict[str, Any]:
        """Return the carrier, company, and tracking link of a parcel, and other carriers that may have the number.

        number: as written. company: what the sender calls the carrier. country: the shop's, two letters. url: a tracking
        page that was given.
        """
        try:
            return resolver.resolve(number, company, url, country).as_dict()
        except InvalidURL as error:
            raise ToolError(str(error)) from error

    @server.tool(annotations=reads)
    def validate(number: str, company: str | None = None, country: str | None = None) -> dict[str, Any]:
        """Return what is wrong with a tracking number, such as a wrong check digit, and possible corrections."""
        return resolver.validate(number, company, country).as_dict()

    @server.tool(annotations=reads)
    def find(text: str, country: str | None = None, company: str | None = None) -> list[dict[str, Any]]:
        """Return the tracking numbers in a text, such as a mail, each with its carrier and link."""
        if len(text) > LONGEST_TEXT:
            raise ToolError(f"text: it has {len(text)} characters; give at most {LONGEST_TEXT}")
        found = []
        for one in resolver.find(text, country, None, company):
            named = next((each.company for each in one.candidates if each.carrier == one.carrier), None)
            link = resolver.resolve(one.number, named, None, country).url if named else None
            may_be = [each.company for each in one.candidates if each.company]
            found.append(
                {"number": one.number, "carrier": one.carrier, "company": named, "url": link, "candidates": may_be}
            )
        return found

    @server.tool(annotations=reads)
    def explain(number: str, company: str | None = None, country: str | None = None) -> dict[str, Any]:
        """Explain the answer for a number: its parts, its check digit worked out, and carriers that were ruled out."""
        return resolver.explain(number, company, None, country).as_dict()

    @server.tool(annotations=reads)
    def code_for(carrier: str, platform: str, country: str | None = None) -> dict[str, Any] | None:
        """Return the code that a platform (eBay, Amazon, PayPal, ...) uses for a carrier; null if it is not known.

        carrier: an id, a company's name, or a tracking number. country: that of the platform's site, two letters.
        """
        answer = resolver.resolve(carrier, country=country)
        whose = answer if answer.carrier is not None else carrier
        try:
            found = resolver.code_for(whose, platform, country)
        except UnknownPlatform as error:
            raise ToolError(str(error)) from error
        return None if found is None else found.as_dict()

    return server
