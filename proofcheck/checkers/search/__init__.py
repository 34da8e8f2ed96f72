"""The search for the worst case of an inequality: starts, ascent, and what it found, decided rigorously."""
