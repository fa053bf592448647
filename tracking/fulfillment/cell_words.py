"""Words in cells: yes and no in many languages, and what people call a piece."""

# ruff: noqa: SIM905 - a list would have a line for each word

from __future__ import annotations

__all__ = ["NO", "PIECES", "YES"]

PIECES = frozenset(
    (
        "x × pc pcs pce pces piece pieces pièce pièces ea each unit units st stk stck stück stueck stuks szt "
        "ks kom db kpl tk adet шт 個 ud uds un und unid unité unités pz pzs pza pezzi pezzo 件 点"
    ).split()
) | {""}
"""Units of a quantity that are pieces, as programs write them behind it; often none."""
YES = frozenset(
    (
        "1 true t yes y x ja j oui o si sí s sim tak da evet はい 是 예 네 ano áno igen kyllä joo jah jā taip ναι "
        "да так ya có نعم כן on ✓ ✔ ☑ ✅"
    ).split()
)
NO = frozenset(
    (
        "0 false f no n nein non não nie ne nej hayır いいえ 否 아니요 아니오 nee nei ei nem nē nu όχι нет ні tidak "
        "không لا לא off ✗ ✘ ☐ ❌"
    ).split()
)
