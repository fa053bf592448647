"""The quality of the definitions: lint, accuracy, and coverage."""
