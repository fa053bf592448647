"""The meanings of a postal identifier's service indicator."""

from __future__ import annotations

__all__ = ["S10_SERVICES"]

S10_SERVICES = {
    "A": "letter post, recorded delivery",
    "C": "parcel post",
    "E": "express mail (EMS)",
    "H": "parcel post, e-commerce",
    "L": "letter post, tracked packet",
    "M": "letter post, M bag",
    "R": "letter post, registered",
    "U": "letter post, untracked",
    "V": "letter post, insured",
    **dict.fromkeys(("AV", "AW", "AX", "AY", "AZ", "B", "D", "GA", "GD", "N", "P", "Z"), "domestic or by agreement"),
    **dict.fromkeys(map("Q{}".format, "ABCDEFGHIJKLM"), "international business reply"),
}
"""The meanings of the first two letters of an S10 number, or of the first. Source: UPU technical standard S10."""
