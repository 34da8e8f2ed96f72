# %% [markdown]
# # Solve with a certified error bound
#
# The data: one head of a sentence encoder on 512 word pieces, here its first 96 rows and three principal components
# beside the column of ones, fitted to three columns of the head's output.

# %%
from proofcheck.recheck import verify
from solver import AttentionProblem, Outcome, certify, solve
from solver.instances import real_layer

layer = real_layer()
A, B = layer.A1[:96, [0, 1, 2, -1]], layer.B[:96, :3]
problem = AttentionProblem(A, A, A, B, wx=0.1, wy=0.1)
problem

# %%
solution = solve(problem)
solution

# %%
solution.plot()

# %% [markdown]
# The solver's word is not a proof. The certificate is: it takes any point, and bounds the distance to a minimiser that
# is shown to exist.

# %%
certificate = certify(problem, solution.X, solution.Y, digits=30)
assert certificate.outcome is Outcome.CERTIFIED
certificate

# %%
certificate.plot()

# %% [markdown]
# The minimum, every digit proved:

# %%
assert certificate.enclosure is not None
certificate.enclosure.objective, certificate.enclosure.objective_radius

# %% [markdown]
# Anyone can re-establish the claims from the file alone, in ball arithmetic and without the solver; on the command
# line, `proofcheck verify layer.cert.json`.

# %%
certificate.save("layer.cert.json")
check = verify("layer.cert.json")
assert check.confirmed
[claim.statement for claim in check.claims]
