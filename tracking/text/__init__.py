"""Tracking numbers in free text and mail."""
