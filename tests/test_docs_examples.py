"""The examples of docs/ and the Dockerfile: what they call exists, and does what it is there for."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.served import Served
from tracking.cli.serve import serve

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def instruction(name: str) -> str:
    return re.findall(rf"^{name}\s+(.*)$", DOCKERFILE, re.MULTILINE)[-1].strip()


def options(arguments: list[str]) -> dict[str, Any]:
    """What ``tracking serve`` makes of them; raises for an option that it has not got."""
    with click.Context(serve) as context:
        serve.parse_args(context, arguments)
        return context.params


def test_the_containers_shop_starts_as_another_user_with_its_volume() -> None:
    entry, more = json.loads(instruction("ENTRYPOINT")), json.loads(instruction("CMD"))
    assert entry[:2] == ["tracking", "serve"]
    given = options([*entry[2:], *more])
    assert (given["host"], given["demo"]) == ("0.0.0.0", True)
    assert given["database"] == f"sqlite:////{instruction('VOLUME').strip('/')}/shop.db"
    assert str(given["port"]) == instruction("EXPOSE")
    assert instruction("USER") == "shop"
    assert "useradd" in DOCKERFILE
    extras = re.search(r"\[(.*?)\]", instruction("RUN"))
    assert extras is not None


def test_the_health_check_tells(serve: Callable[..., Served], tmp_path: Path) -> None:
    command = json.loads(instruction("HEALTHCHECK").partition("CMD")[2])
    shop = serve("--database", "sqlite://", "--demo")
    program = [sys.executable, *(each.replace("127.0.0.1:8000", f"127.0.0.1:{shop.port}") for each in command[1:])]
    assert subprocess.run(program, capture_output=True, check=False).returncode == 0
    shop.stop()
    assert subprocess.run(program, capture_output=True, check=False).returncode != 0


def test_the_compose_files_shop() -> None:
    services = yaml.safe_load((EXAMPLES / "compose.yaml").read_text(encoding="utf-8"))["services"]
    given = options(services["shop"]["command"])
    assert given["reset"]
    assert given["webhooks"] == ("http://app:3000/webhooks",)
    assert given["webhook_secret"] == services["app"]["environment"]["SHOP_SECRET"]


def test_the_workflows_shop(tmp_path: Path) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github-workflow.yml").read_text(encoding="utf-8"))
    script = next(step["run"] for step in workflow["jobs"]["test"]["steps"] if step.get("name") == "start the shop")
    line = next(line for line in script.splitlines() if line.strip().startswith("tracking serve"))
    (tmp_path / "cert.pem").touch()
    (tmp_path / "key.pem").touch()
    arguments = shlex.split(line.partition(">")[0].replace("cert.pem", f"{tmp_path}/cert.pem"))[2:]
    given = options([each.replace("key.pem", f"{tmp_path}/key.pem") for each in arguments])
    assert given["reset"]
    assert given["database"] == "sqlite://"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
