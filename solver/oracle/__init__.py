"""Loss, gradient, Hessian-vector product, structured Hessian and variable projection, blocked over rows, in float64."""
