"""How results show themselves: cards and plots."""
