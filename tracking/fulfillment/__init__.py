"""The domain: fulfillment orders, fulfillments, and tracking info, with their rules, the pipeline, and its journal.

This module has what a program needs to bring shipments into a shop: `Pipeline` (or `AsyncPipeline`), `Journal`,
`Shipment`, and what belongs to them. They need the extra ``http``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.outcome import Outcome
    from tracking.fulfillment.pipeline import AsyncPipeline, Pipeline
    from tracking.fulfillment.policy import Policy
    from tracking.fulfillment.shipment import Shipment, ShipmentLine
    from tracking.fulfillment.telling import PipelineEvent

__all__ = ["AsyncPipeline", "Journal", "Outcome", "Pipeline", "PipelineEvent", "Policy", "Shipment", "ShipmentLine"]

_HOMES = {
    "AsyncPipeline": "pipeline",
    "Journal": "journal",
    "Outcome": "outcome",
    "Pipeline": "pipeline",
    "PipelineEvent": "telling",
    "Policy": "policy",
    "Shipment": "shipment",
    "ShipmentLine": "shipment",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"tracking.fulfillment.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name != "sqlalchemy":
            raise
        raise ImportError(f"{name} needs SQLAlchemy: pip install 'carrier-tracking[http]'", name=error.name) from error
