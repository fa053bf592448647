"""What must hold: ratios, never times, so that every machine can tell."""

from __future__ import annotations

from typing import NamedTuple


class Bound(NamedTuple):
    """A ratio that is checked in every run."""

    name: str
    bound: float
    """Beyond it a run fails: what was measured on an idle machine, with room for the noise of shared ones."""
    target: float
    """What it is meant to be."""
    least: bool = True
    """Whether the bound is the least that may be; else it is the most."""

    def holds(self, value: float) -> bool:
        """Whether a measured ratio is within the bound."""
        return value >= self.bound if self.least else value <= self.bound


BOUNDS = {
    bound.name: bound
    for bound in [
        Bound("UPS 1Z: times tracking-numbers", 12, 15),
        Bound("USPS 22: times tracking-numbers", 11, 13),
        Bound("FedEx 12: times tracking-numbers", 3, 5),
        Bound("miss: times tracking-numbers", 4, 8),
        Bound("mixed: times tracking-numbers", 5, 6),
        Bound("UPS 1Z: times the floor", 3, 2, least=False),
        Bound("USPS 22: times the floor", 3, 2, least=False),
        Bound("FedEx 12: times the floor", 5, 3, least=False),
        Bound("S10: times the floor", 5, 3, least=False),
        Bound("miss: times the floor", 4, 2, least=False),
        Bound("company: times the floor", 3, 2, least=False),
        Bound("all formats: floors, 99th percentile", 9, 10, least=False),
        Bound("all formats: floors, worst", 14, 20, least=False),
        Bound("all formats: floors, median", 4, 4, least=False),
        Bound("first pass: times tracking-numbers", 0.95, 1),
        Bound("first pass from a wheel: times tracking-numbers", 0.85, 1),
        Bound("first table from a wheel: loops of tracking-numbers", 11, 9, least=False),
        Bound("start: times tracking-numbers", 0.6, 1),
        Bound("table: times a loop of tracking-numbers", 12, 30),
        Bound("table: two processes to one", 0.6, 1.5),
        Bound("table: ten times the carriers", 2, 1.5, least=False),
        Bound("call: ten times the carriers", 2.2, 1.2, least=False),
        Bound("find: a hundred times the text", 120, 100, least=False),
    ]
}
