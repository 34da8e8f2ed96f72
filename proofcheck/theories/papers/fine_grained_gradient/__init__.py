"""J. Alman, Z. Song, The Fine-Grained Complexity of Gradient Computation for Training LLMs: appendices B to E."""
