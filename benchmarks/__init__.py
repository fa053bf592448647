"""How fast the package is, beside others and beside the floor; ``python -m benchmarks``."""
