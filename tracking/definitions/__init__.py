"""The content of a carrier file, and its compiled form."""
