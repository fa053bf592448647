"""From what an integration knows about a parcel to carrier, tracking page and fulfillment.

Importing this package does nothing; the definitions are read at the first call.

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
    from tracking.errors import DefinitionError, Fault, InvalidURL, ShopError, TrackingError
    from tracking.resolver import Resolver
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.explanation import Explanation
    from tracking.resolving.results import Found, Problem, Resolution, Suggestion, Validation

    _default = Resolver()
    explain = _default.explain
    find = _default.find
    find_mail = _default.find_mail
    identify = _default.identify
    resolve = _default.resolve
    validate = _default.validate
    __version__: str

__all__ = [
    "Candidate",
    "Carrier",
    "DefinitionError",
    "Explanation",
    "Fault",
    "Found",
    "InvalidURL",
    "Problem",
    "Resolution",
    "Resolver",
    "ShopError",
    "Suggestion",
    "TrackingError",
    "Validation",
    "__version__",
    "batch",
    "carriers",
    "explain",
    "find",
    "find_mail",
    "identify",
    "load_carriers",
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
    "Problem": "resolving.results",
    "Resolution": "resolving.results",
    "Resolver": "resolver",
    "ShopError": "errors",
    "Suggestion": "resolving.results",
    "TrackingError": "errors",
    "Validation": "resolving.results",
    "carriers": "definitions.builtin",
    "load_carriers": "definitions.loading",
}
_METHODS = ("explain", "find", "find_mail", "identify", "resolve", "validate")


def __getattr__(name: str) -> Any:
    """Each name is found when it is first asked for, and bound."""
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
    else:
        raise AttributeError(f"module 'tracking' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
