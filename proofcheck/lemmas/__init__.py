"""What a theory is made of: claims, lemmas, theories, evidence and the one table that derives a verdict."""
