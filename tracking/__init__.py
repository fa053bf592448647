"""Tracking numbers: their carriers and tracking links, and the fulfillments that carry them.

Importing this package does nothing; the definitions are read at the first call. ``data_version`` is the date of the
newest definition, as in 2026-11-21.

>>> import tracking
>>> tracking.resolve("1Z001985YW99744790").url
'https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790'
>>> tracking.identify("hello")
()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracking import batch, spark
    from tracking.definitions.builtin import carriers
    from tracking.definitions.carrier import Carrier
    from tracking.definitions.loading import load_carriers
    from tracking.definitions.platforms import Platform
    from tracking.errors import DefinitionError, Fault, InvalidURL, ShopError, TrackingError, UnknownPlatform
    from tracking.resolver import Resolver
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.explanation import Explanation
    from tracking.resolving.platform_codes import PlatformCode, platforms
    from tracking.resolving.results import Found, Problem, Resolution, Suggestion, Validation

    _default = Resolver()
    code_for = _default.code_for
    explain = _default.explain
    find = _default.find
    find_mail = _default.find_mail
    identify = _default.identify
    resolve = _default.resolve
    validate = _default.validate
    __version__: str
    data_version: str

__all__ = [
    "Candidate",
    "Carrier",
    "DefinitionError",
    "Explanation",
    "Fault",
    "Found",
    "InvalidURL",
    "Platform",
    "PlatformCode",
    "Problem",
    "Resolution",
    "Resolver",
    "ShopError",
    "Suggestion",
    "TrackingError",
    "UnknownPlatform",
    "Validation",
    "__version__",
    "batch",
    "carriers",
    "code_for",
    "data_version",
    "explain",
    "find",
    "find_mail",
    "identify",
    "load_carriers",
    "platforms",
    "resolve",
    "spark",
    "validate",
]

_HOME = {
    "Candidate": "resolving.candidates",
    "Carrier": "definitions.carrier",
    "DefinitionError": "errors",
    "Explanation": "resolving.explanation",
    "Fault": "errors",
    "Found": "resolving.results",
    "InvalidURL": "errors",
    "Platform": "definitions.platforms",
    "PlatformCode": "resolving.platform_codes",
    "Problem": "resolving.results",
    "Resolution": "resolving.results",
    "Resolver": "resolver",
    "ShopError": "errors",
    "Suggestion": "resolving.results",
    "TrackingError": "errors",
    "UnknownPlatform": "errors",
    "Validation": "resolving.results",
    "carriers": "definitions.builtin",
    "load_carriers": "definitions.loading",
    "platforms": "resolving.platform_codes",
}
_METHODS = ("code_for", "explain", "find", "find_mail", "identify", "resolve", "validate")


def __getattr__(name: str) -> Any:
    """Import a name when it is first used, and keep it in the module."""
    if name in _HOME:
        value = getattr(import_module(f"tracking.{_HOME[name]}"), name)
    elif name in _METHODS:
        from tracking.resolver import default

        resolver = default()
        globals().update({method: getattr(resolver, method) for method in _METHODS})
        return globals()[name]
    elif name in ("batch", "spark"):
        return import_module(f"tracking.{name}")
    elif name == "__version__":
        from importlib.metadata import version

        value = version("carrier-tracking")
    elif name == "data_version":
        from tracking.definitions.builtin import definitions

        value = definitions().newest_day
    else:
        raise AttributeError(f"module 'tracking' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
