"""A theory file: collected by pytest because its name starts with `theory_`, one test a lemma."""

from proofcheck.theory import Grade, Identity, Inequality, Lemma, Space, Theory, Variable, exp

POINTS = Space(sizes={"m": (1, 4)}, variables={"x": Variable(shape=("m",)), "y": Variable(shape=("m",))})


def softmax(x):
    return exp(x) / exp(x).sum()


def squared_distance(x, y):
    difference = softmax(x) - softmax(y)
    return (difference * difference).sum()


def lipschitz(name, square, **more):
    return Lemma(
        name=name,
        title=f"Lipschitz constant, squared: 1/{square}",
        statement=rf"\|f(x) - f(y)\|_2^2 \le \tfrac{{1}}{{{square}}} \|x - y\|_2^2",
        claim=Inequality(lhs=squared_distance, rhs=lambda x, y: ((x - y) * (x - y)).sum() / square),
        space=POINTS,
        **more,
    )


THEORY = Theory(
    name="softmax",
    title="Softmax",
    lemmas=(
        Lemma(
            name="mass",
            title="the weights add up to one",
            statement=r"\langle f(x), 1 \rangle = 1",
            claim=Identity(lhs=lambda x: softmax(x).sum(), rhs=lambda x: (x - x).sum() + 1),
            space=Space(sizes={"m": (1, 4)}, variables={"x": Variable(shape=("m",))}),
        ),
        lipschitz("half", 4),
        lipschitz("third", 9, expected=Grade.REFUTED, holds_instead="half"),
    ),
)
