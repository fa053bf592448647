"""The desk: numbers, texts, and carriers in a browser, and the resolver as JSON over HTTP.

Needs the extra ``server``.
"""
