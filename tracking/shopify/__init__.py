"""The HTTP adapter, client side: messages, REST and GraphQL, rate limit, clients."""
