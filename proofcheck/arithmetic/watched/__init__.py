"""What the sides of a claim do outside their arithmetic: every value as it is made, questions for types."""
