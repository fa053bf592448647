"""Other libraries that tell carriers from numbers, each asked in its own way for the carrier of one number."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

CODES = {
    "canada_post": "canada-post",
    "deutsche_post": "deutsche-post",
    "china_post": "china-post",
    "royal_mail": "royal-mail",
}
"""Their names for carriers in ours."""
PROGRAMS = {
    "tracking": "import tracking; tracking.resolve('1Z001985YW99744790').url",
    "tracking-numbers": "import tracking_numbers; tracking_numbers.get_tracking_number('1Z001985YW99744790').tracking_url",
    "trackj": "import trackj; trackj.url('1Z001985YW99744790')",
    "tracking-url": "import tracking_url; tracking_url.guess_carrier('1Z001985YW99744790').url",
    "drogher": "import drogher; drogher.barcode('1Z001985YW99744790').shipper",
}
"""The shortest program that answers once."""
MODULES = {
    "tracking": "tracking",
    "tracking-numbers": "tracking_numbers",
    "trackj": "trackj",
    "tracking-url": "tracking_url",
    "drogher": "drogher",
}


class Peer(NamedTuple):
    """A library."""

    name: str
    ask: Callable[[str], Any]
    """What it answers to a number."""
    carrier: Callable[[Any], str | None]
    """The carrier in its answer, by our id."""


def ours() -> Peer:
    """This package, with the resolver's own method, as a program would keep it."""
    import tracking

    return Peer("tracking", tracking.Resolver().identify, lambda found: found[0].carrier if found else None)


def peers() -> tuple[list[Peer], list[str]]:
    """The libraries of PyPI that are installed, and what is to be said of the others."""
    makers: dict[str, Callable[[Any], tuple[Callable[[str], Any], Callable[[Any], Any]]]] = {
        "tracking-numbers": lambda module: (module.get_tracking_number, lambda found: found.courier.code),
        "trackj": lambda module: (module.match, lambda found: found["carrier"]),
        "tracking-url": lambda module: (module.guess_carrier, lambda found: found.carrier),
        "drogher": lambda module: (module.barcode, lambda found: found.shipper),
    }
    found, missing = [], []
    for name, make in makers.items():
        try:
            ask, carrier = make(import_module(MODULES[name]))
        except ImportError as error:
            missing.append(f"{name}: left out, it cannot be imported here ({error})")
        else:
            found.append(Peer(name, ask, _named(carrier)))
    return found, missing


def _named(carrier: Callable[[Any], Any]) -> Callable[[Any], str | None]:
    def named(found: Any) -> str | None:
        code = None if found is None else carrier(found)
        if code is None or code == "Unknown":
            return None
        code = str(code).lower()
        return CODES.get(code, code)

    return named


_PROGRAM = """
const { getTracking, findTracking } = require("ts-tracking-number");
const { numbers, text } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = {};
for (const [kind, list] of Object.entries(numbers)) {
  for (const number of list.slice(0, 100)) getTracking(number);
  const start = process.hrtime.bigint();
  const codes = list.map(number => { const one = getTracking(number); return one ? one.courier.code : null; });
  found[kind] = { micros: Number(process.hrtime.bigint() - start) / 1000 / list.length, codes };
}
const start = process.hrtime.bigint();
const hits = findTracking(text).map(one => one.trackingNumber);
console.log(JSON.stringify({ found, find: { millis: Number(process.hrtime.bigint() - start) / 1e6, hits } }));
"""


def node(numbers: dict[str, list[str]], text: str) -> dict[str, Any] | str:
    """What npm's ts-tracking-number takes and answers, installed into a temporary folder; a sentence when it cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "ts-tracking-number: left out, node and npm are not installed here"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package.json").write_text("{}", encoding="utf-8")
        try:
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "ts-tracking-number@1.0.17"],
                cwd=folder,
                capture_output=True,
                check=True,
                timeout=120,
            )
            done = subprocess.run(
                ["node", "-e", _PROGRAM],
                input=json.dumps({"numbers": numbers, "text": text}),
                cwd=folder,
                capture_output=True,
                text=True,
                check=True,
                timeout=300,
            )
        except (subprocess.SubprocessError, OSError) as error:
            return f"ts-tracking-number: left out, {type(error).__name__} while installing or running it"
    answer: dict[str, Any] = json.loads(done.stdout)
    for kind in answer["found"].values():
        kind["carriers"] = [None if code is None else CODES.get(code, code) for code in kind["codes"]]
    return answer
