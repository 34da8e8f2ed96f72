"""A theory file: one identity, one inequality, one falsehood."""

from proofcheck.theory import Grade, Identity, Inequality, Lemma, Space, Theory, Variable

SPACE = Space(sizes={"n": (1, 3)}, variables={"x": Variable(shape=("n",)), "y": Variable(shape=("n",))})


def square(x):
    return (x * x).sum()


LEMMAS = (
    Lemma(
        name="parallelogram",
        title="Parallelogram law",
        claim=Identity(lhs=lambda x, y: square(x + y) + square(x - y), rhs=lambda x, y: 2 * square(x) + 2 * square(y)),
        space=SPACE,
    ),
    Lemma(
        name="young",
        title="Twice a product",
        claim=Inequality(lhs=lambda x, y: 2 * (x * y).sum(), rhs=lambda x, y: square(x) + square(y)),
        space=SPACE,
    ),
    Lemma(
        name="triple",
        title="Thrice a product",
        claim=Inequality(lhs=lambda x, y: 3 * (x * y).sum(), rhs=lambda x, y: square(x) + square(y)),
        space=SPACE,
        expected=Grade.REFUTED,
        holds_instead="young",
    ),
)
THEORY = Theory(name="means", title="Means", lemmas=LEMMAS)
