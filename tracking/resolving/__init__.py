"""The content of an answer: precedence, results, problems, validation, and suggestions."""
