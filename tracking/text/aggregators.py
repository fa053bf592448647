"""Sites that follow parcels of any carrier: their links contain the number, and often the carrier's name."""

from __future__ import annotations

__all__ = ["AGGREGATORS"]

AGGREGATORS = frozenset({
    # The carrier or a language is a step of the path, the number the last step or a parameter.
    "17track.net",  # https://help.17track.net/hc/en-us/articles/23571284404633: t.17track.net/en#nums=
    "aftership.com",  # https://www.aftership.com/docs/tracking/others/url-parameters: {shop}.aftership.com/{slug}/{number}
    "aftership.io",
    "ems.post",  # items.ems.post/api/publicTracking/track?itemId={number}: items of all posts
    "gdeposylka.ru",  # gdeposylka.ru/courier/{carrier}/tracking/{number}
    "goshippo.com",  # https://docs.goshippo.com/docs/tracking/tracking: track.goshippo.com/tracking/{carrier}/{number}
    "narvar.com",  # {shop}.narvar.com/{shop}/tracking/{carrier}?tracking_numbers=
    "ordertracker.com",  # https://www.ordertracker.com/track/{number}
    "packagetrackr.com",  # https://www.packagetrackr.com/track/{number}
    "parcellab.com",  # {shop}.parcellab.com/?trackingNo={number}&courier={carrier}
    "parcelmonitor.com",
    "parcelsapp.com",  # https://parcelsapp.com/api-docs/: parcelsapp.com/{language}/tracking/{number}
    "pkge.net",  # https://pkge.net/parcel/{carrier}/{number}
    "postal.ninja",
    "ship24.com",  # https://www.ship24.com/tracking?p={number}
    "track123.com",  # https://www.track123.com/en/track?trackNos={number}
    "track24.net",  # https://track24.net/?code={number}
    "trackingmore.com",  # https://www.trackingmore.com/track/en/{number}?express={carrier}
})  # fmt: skip
"""The hosts, each with all hosts below it."""
