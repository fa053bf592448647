"""The resolver's tools for assistants, called by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import tracking
from tracking.desk.assistant import LONGEST_TEXT, assistant
from tracking.resolver import default

UPS = "1Z001985YW99744790"


def ask(talk: Callable[[Client], Awaitable[Any]], server: Any = None) -> Any:
    async def asking() -> Any:
        async with Client(assistant(default()) if server is None else server) as client:
            return await talk(client)

    return asyncio.run(asking())


def call(tool: str, **given: Any) -> Any:
    async def talk(client: Client) -> Any:
        return await client.call_tool(tool, given)

    answer = ask(talk)
    assert not answer.is_error, answer
    found = answer.structured_content
    return found["result"] if set(found) == {"result"} else found


def test_the_tools_say_that_they_only_read() -> None:
    async def talk(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in ask(talk)}
    assert set(tools) == {"resolve", "validate", "find", "explain", "code_for"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools.values())


def test_tools_answer_as_the_library_does() -> None:
    assert call("resolve", number=UPS) == tracking.resolve(UPS).as_dict()
    assert call("validate", number=UPS, company="USPS") == tracking.validate(UPS, "USPS").as_dict()
    assert call("explain", number=UPS) == json.loads(json.dumps(tracking.explain(UPS).as_dict()))
    code = tracking.code_for("ups", "eBay")
    assert code is not None
    assert call("code_for", carrier=UPS, platform="eBay") == json.loads(json.dumps(code.as_dict()))
    assert call("code_for", carrier="nobody at all", platform="eBay") is None
    (found,) = call("find", text=f"Your UPS parcel {UPS} has left")
    assert found == {
        "number": UPS,
        "carrier": "ups",
        "company": "UPS",
        "url": tracking.resolve(UPS).url,
        "candidates": ["UPS"],
    }


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("find", {"text": "x" * (LONGEST_TEXT + 1)}, "give at most 200000"),
        ("resolve", {"url": "javascript:x"}, "url 'javascript:x'"),
        ("validate", {"number": 5}, "number"),
        ("validate", {}, "number"),
        ("code_for", {"carrier": "ups", "platform": "ebuy"}, "ebay"),
    ],
)
def test_what_is_wrong_is_said(tool: str, given: dict[str, Any], said: str) -> None:
    async def talk(client: Client) -> Any:
        return await client.call_tool(tool, given)

    answer = ask(talk)
    assert answer.is_error
    assert said in str(answer.content)


def test_the_command_speaks_over_standard_input() -> None:
    started = stdio_client(
        StdioServerParameters(command=sys.executable, args=["-c", "from tracking.cli import main; main()", "mcp"])
    )

    async def talk(client: Client) -> Any:
        return await client.call_tool("resolve", {"number": UPS})

    assert ask(talk, started).structured_content["carrier"] == "ups"
