"""One spelling for country codes, and the territories of states that have codes of their own."""

from __future__ import annotations

__all__ = ["TERRITORIES", "country_code", "is_country_code", "with_territories"]

# Those that ISO 3166-2 lists as subdivisions of the state and ISO 3166-1 with a code of their own, and those that another
# source says are the state's: among them two states within a neighbor's customs territory, to which its domestic parcels go.
# San Marino, the Vatican, and Andorra have posts of their own, and no source puts them there. China's Hong Kong, Macao and
# Taiwan are customs territories with carriers of their own and are left out; so are the British overseas territories, to
# which no domestic parcel goes.
TERRITORIES: dict[str, tuple[str, ...]] = {
    "AU": ("CC", "CX", "NF"),  # ISO 3166-1, remarks: external territories of Australia
    "CH": ("LI",),  # the customs treaty of 1923
    "DK": ("FO", "GL"),  # ISO 3166-1, remarks; the Danish Realm
    "FI": ("AX",),  # ISO 3166-2:FI
    # ISO 3166-2:FR; Monaco by Regulation (EU) 952/2013, article 4
    "FR": ("BL", "GF", "GP", "MC", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"),
    "GB": ("GG", "IM", "JE"),  # Interpretation Act 1978, schedule 1: the British Islands
    "NL": ("AW", "BQ", "CW", "SX"),  # ISO 3166-2:NL
    "NO": ("SJ",),  # ISO 3166-2:NO
    "NZ": ("TK",),  # ISO 3166-1, remarks: a territory of New Zealand
    "US": ("AS", "GU", "MP", "PR", "UM", "VI"),  # ISO 3166-2:US
}
"""The territories of states, by the states' codes. A carrier that is local in the state is local in them."""


# By the first letter: ISO 3166-1, and four that shops and posts use beside it: Ascension and Tristan da Cunha (reserved in ISO 3166-1), the former
# Netherlands Antilles, and Kosovo. All of them are in the Admin API's CountryCode.
_SECOND_LETTERS = {
    "A": "CDEFGILMNOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "ACDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "X": "K",
    "Y": "ET",
    "Z": "AMW",
}


def country_code(country: str | None) -> str | None:
    """Return a country code as the lists write it, and None for none. UK is read as GB.

    >>> country_code("uk")
    'GB'
    >>> country_code(" ")
    """
    country = country.strip().upper() if country else ""
    return "GB" if country == "UK" else country or None


def is_country_code(country: str) -> bool:
    """Tell whether a text is the code of a country, in the form of `country_code`.

    >>> is_country_code("JP"), is_country_code("JA"), is_country_code("Japan")
    (True, False, False)
    """
    return len(country) == 2 and country[1:] in _SECOND_LETTERS.get(country[:1], "")


def with_territories(country: str) -> tuple[str, ...]:
    """Return a country and its territories.

    >>> with_territories("FI"), with_territories("SE")
    (('FI', 'AX'), ('SE',))
    """
    return (country, *TERRITORIES.get(country, ()))
