"""The first answer of a process: by many threads at once, in forked and spawned processes, always the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import tracking
from tracking.definitions import folding
from tracking.spelling.companies import fold

NUMBERS = [
    "1Z001985YW99744790",
    "9400111206213859496247",
    "986578788855",
    "RR123456785CN",
    "1111",
    "AB12998877665544",
]


def run(code: str) -> Any:
    """What a fresh process prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"NUMBERS = {NUMBERS!r}\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def expected() -> list[Any]:
    return json.loads(json.dumps([tracking.resolve(number, country="US").as_dict() for number in NUMBERS]))


def test_many_threads_ask_first_at_once() -> None:
    found = run(
        "import json, sys, threading\n"
        "sys.setswitchinterval(1e-6)\n"
        "import tracking\n"
        "start, found = threading.Barrier(12), []\n"
        "def ask():\n"
        "    start.wait()\n"
        "    found.append([tracking.resolve(number, country='US').as_dict() for number in NUMBERS])\n"
        "threads = [threading.Thread(target=ask) for _ in range(12)]\n"
        "[one.start() for one in threads]\n"
        "[one.join() for one in threads]\n"
        "json.dump(found, sys.stdout)\n"
    )
    assert found == [expected()] * 12


def test_forked_before_and_after_the_first_answer() -> None:
    found = run(
        "import json, os, sys\n"
        "import tracking\n"
        "def child():\n"
        "    reader, writer = os.pipe()\n"
        "    if not os.fork():\n"
        "        with open(writer, 'w') as out:\n"
        "            json.dump([tracking.resolve(number, country='US').as_dict() for number in NUMBERS], out)\n"
        "        os._exit(0)\n"
        "    os.close(writer)\n"
        "    with open(reader) as answer:\n"
        "        found = json.load(answer)\n"
        "    os.wait()\n"
        "    return found\n"
        "before = child()\n"
        "own = [tracking.resolve(number, country='US').as_dict() for number in NUMBERS]\n"
        "json.dump([before, own, child()], sys.stdout)\n"
    )
    assert found == [expected()] * 3


def test_results_cross_to_other_processes_and_back() -> None:
    found = run(
        "import json, sys\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "import tracking\n"
        "if __name__ == '__main__':\n"
        "    with ProcessPoolExecutor(1, mp_context=get_context('spawn')) as pool:\n"
        "        answers = [pool.submit(tracking.resolve, number, country='US').result() for number in NUMBERS]\n"
        "    assert answers == [tracking.resolve(number, country='US') for number in NUMBERS]\n"
        "    json.dump([one.as_dict() for one in answers], sys.stdout)\n"
    )
    assert found == expected()


def test_a_known_company_is_found_before_names_are_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    monkeypatch.setattr(folding, "fold", lambda name: folded.append(name) or fold(name))
    resolver = tracking.Resolver(tracking.carriers(), builtin=False)
    assert resolver.resolve("1Z001985YW99744790", "UPS").carrier == "ups"
    assert folded == []
    assert resolver.resolve("1Z001985YW99744790", "u.p.s.").carrier == "ups"
    assert "United Parcel Service" in folded
