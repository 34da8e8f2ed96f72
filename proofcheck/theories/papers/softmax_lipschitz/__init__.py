"""P. Nair, Softmax is 1/2-Lipschitz: A tight bound across all l_p norms: what its abstract says."""
