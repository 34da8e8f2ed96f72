"""The minimiser: the loop, the trust region that accepts, the greedy steps that propose."""
