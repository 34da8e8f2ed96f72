"""The Hessian's Lipschitz constant: natural and Euclidean norm, sets of bounded values, balls."""
