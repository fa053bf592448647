"""The domain: fulfillment orders, fulfillments and tracking info, their rules, the pipeline and its journal."""
