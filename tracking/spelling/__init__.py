"""One spelling for numbers, companies, countries, and texts."""
