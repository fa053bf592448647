"""What an answer says: precedence, results, problems, validation, suggestions."""
