"""One spelling of numbers, companies, countries and texts."""
