"""Z. Zhang et al., H2O: Heavy-Hitter Oracle for Efficient Generative Inference of LLMs: appendix D.17 to D.22."""
