"""What the sides of a claim do outside their arithmetic: conversions of fixed-width integers, questions for types."""
