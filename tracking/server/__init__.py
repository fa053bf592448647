"""The HTTP adapter, server side: a local shop over the same domain."""
