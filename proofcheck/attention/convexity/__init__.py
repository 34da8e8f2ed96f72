"""Curvature at a point, moduli, the regions of minimisers, boxes."""
