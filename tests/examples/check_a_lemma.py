# %% [markdown]
# # Check your own lemma
#
# A lemma states its two sides once, as functions of its variables. The checkers evaluate these same functions in
# float64, exact rationals, balls and symbols. Squares are products here: `** 2` of a ball around zero decides nothing.

# %%
from proofcheck import decide
from proofcheck.theory import Grade, Inequality, Lemma, Space, Theory, Variable, exp

SPACE = Space(sizes={"m": (1, 4)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})


def squared_distance(x, y):
    difference = exp(x) / exp(x).sum() - exp(y) / exp(y).sum()
    return (difference * difference).sum()


def lipschitz(name, constant, **more):
    square = constant * constant
    claim = Inequality(lhs=squared_distance, rhs=lambda x, y: ((x - y) * (x - y)).sum() / square)
    return Lemma(
        name=name,
        title=f"softmax is 1/{constant}-Lipschitz",
        statement=rf"\|f(x) - f(y)\|_2^2 \le \tfrac{{1}}{{{square}}} \|x - y\|_2^2",
        claim=claim,
        space=SPACE,
        **more,
    )


# %%
lipschitz("half", 2)

# %% [markdown]
# The constant 1/2 holds on every instance that was decided; 1/3 does not, and the report says where.

# %%
lemmas = (lipschitz("half", 2), lipschitz("third", 3))
report = decide(Theory(name="softmax", title="Softmax", lemmas=lemmas))
report

# %%
report["third"]

# %%
report["third"].plot()

# %% [markdown]
# A claim that is known to be false stays in the theory, with the verdict that is expected and the lemma that holds
# instead. The run is then as expected, and will say so when that changes.

# %%
declared = lipschitz("third", 3, expected=Grade.REFUTED, holds_instead="half")
report = decide(Theory(name="softmax", title="Softmax", lemmas=(lemmas[0], declared)))
assert report.as_expected
report.plot()

# %% [markdown]
# The whole report as a page, Markdown and JSON:

# %%
report.save("softmax-report")
