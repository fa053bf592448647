"""What a carrier file may say, and its compiled form."""
