"""Softmax rows: weights, variances and covariances, cumulants, Lipschitz constants."""
