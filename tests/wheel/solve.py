"""In an environment with numpy, scipy and python-flint alone: solve, certify, save; the data files are there."""

from importlib.metadata import distributions

import numpy as np

import solver
from solver import AttentionProblem, Outcome, certify, certify_least_squares, solve
from solver.instances import real_layer

BROUGHT = {"attention-proofcheck", "numpy", "scipy", "python-flint"}
installed = {found.metadata["Name"].lower() for found in distributions()} - {"pip", "setuptools", "wheel"}
if installed != BROUGHT:
    raise SystemExit(f"installed: {sorted(installed)}, expected {sorted(BROUGHT)}")
if "site-packages" not in str(solver.__file__):
    raise SystemExit(f"solver comes from {solver.__file__}, not from the wheel")

rng = np.random.default_rng(0)
A1, A2, A3, B = (rng.normal(size=shape) for shape in ((24, 3), (20, 3), (20, 2), (24, 2)))
problem = AttentionProblem(A1, A2, A3, B, wx=0.3, wy=0.3)
certificate = certify(problem, solve(problem))
certificate.save("certificate.json")
curve = certify_least_squares(lambda z: np.exp(z[0] * np.arange(4.0)) - np.array([1.0, 2.0, 4.0, 8.1]), [0.7])
held = (
    certificate.outcome is Outcome.CERTIFIED and curve.outcome.name == "CERTIFIED" and real_layer().A1.shape[0] == 512
)
raise SystemExit(0 if held else f"{certificate}\n{curve}")
