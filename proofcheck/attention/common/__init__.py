"""What several subjects share: coordinates along a line, reference minimisers, good instances, extremal cubics."""
