"""Mathematics and numbers as text: MathML, Unicode, LaTeX, directed decimals, cards."""
