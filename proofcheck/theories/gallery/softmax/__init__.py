"""Log-sum-exp, softmax, attention."""
