"""Carriers by name and by page."""
