"""What the definitions must keep: lint, accuracy, coverage."""
