"""How often the ci profile refutes "log-sum-exp is 0.49-smooth" (1/2 is best), in each form that says so.

    python tests/campaigns/claims/smoothness.py [--pairs 20] [--keys 10] [--json FILE]

Smoothness in the 2-norm has many forms: the quadratic upper bound, at y or along a step; the gradient's Lipschitz
constant, squared, as a root, along a step, or as an inner product; the Hessian as a form, or its largest entry of a
direction. Each is decided under as many pairs of a seed and a name. Exit code 1 if one form is refuted by fewer than 19
of 20.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proofcheck.checkers import Settings
from proofcheck.engine.runner import run
from proofcheck.lemmas.claims import Inequality, Space, Variable
from proofcheck.lemmas.evidence import Grade
from proofcheck.lemmas.lemma import Lemma, Theory
from proofcheck.theory import exp, log, sqrt

SHARE = 19 / 20
Side = Callable[..., Any]


def lse(x: Any) -> Any:
    """The logarithm of the sum of exponentials of a vector."""
    return log(exp(x).sum())


def softmax(x: Any) -> Any:
    """Its gradient."""
    return exp(x) / exp(x).sum()


def square(v: Any) -> Any:
    """|v|^2."""
    return (v * v).sum()


def curvature(x: Any, y: Any) -> Any:
    """Its Hessian at x, twice along y."""
    f = softmax(x)
    return (f * y * y).sum() - (f * y).sum() * (f * y).sum()


def change(x: Any, y: Any) -> Any:
    """The squared change of the gradient."""
    return square(softmax(x) - softmax(y))


FORMS: dict[str, tuple[Side, Side]] = {
    "upper bound at y": (
        lambda x, y: lse(y),
        lambda x, y: lse(x) + (softmax(x) * (y - x)).sum() + 49 * square(y - x) / 200,
    ),
    "upper bound, terms moved": (
        lambda x, y: lse(y) - lse(x) - (softmax(x) * (y - x)).sum(),
        lambda x, y: 49 * square(y - x) / 200,
    ),
    "upper bound along a step": (
        lambda x, y: lse(x + y),
        lambda x, y: lse(x) + (softmax(x) * y).sum() + 49 * square(y) / 200,
    ),
    "midpoint": (
        lambda x, y: (lse(x) + lse(y)) / 2,
        lambda x, y: lse((x + y) / 2) + 49 * square(y - x) / 800,
    ),
    "gradient, squared": (change, lambda x, y: 49 * 49 * square(x - y) / 10**4),
    "gradient, roots": (
        lambda x, y: sqrt(change(x, y)),
        lambda x, y: 49 * sqrt(square(x - y)) / 100,
    ),
    "gradient along a step": (lambda x, y: change(x + y, x), lambda x, y: 49 * 49 * square(y) / 10**4),
    "gradient, inner product": (
        lambda x, y: ((softmax(x) - softmax(y)) * (x - y)).sum(),
        lambda x, y: 49 * square(x - y) / 100,
    ),
    "Hessian": (curvature, lambda x, y: 49 * square(y) / 100),
    "Hessian, quotient": (
        lambda x, y: curvature(x, y) / (1 + square(y)),
        lambda x, y: 49 * square(y) / (100 * (1 + square(y))),
    ),
}


def lemma(form: str, name: str, keys: tuple[int, int]) -> Lemma:
    """One form with n from `keys[0]` to `keys[1]` entries."""
    variables = {letter: Variable(shape=("n",)) for letter in ("x", "y")}
    claim = Inequality(lhs=FORMS[form][0], rhs=FORMS[form][1])
    return Lemma(name=name, title=form, statement="", claim=claim, space=Space(sizes={"n": keys}, variables=variables))


def is_refuted(form: str, seed: int, name: str, keys: tuple[int, int] = (1, 10)) -> bool:
    """Whether the ci profile refutes a form under a seed and a name."""
    theory = Theory(name="smoothness", title="", lemmas=(lemma(form, name, keys),))
    return run(theory, Settings(seed=seed))[0].verdict.grade is Grade.REFUTED


def main() -> int:
    """Print and write the counts; 1 if a form is refuted too seldom."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=20, help="pairs of a seed and a name, a form")
    parser.add_argument("--keys", type=int, default=10, help="the largest n")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    counts = {}
    for form in FORMS:
        found = [is_refuted(form, seed, f"smooth_{seed}", (1, options.keys)) for seed in range(options.pairs)]
        counts[form] = sum(found)
        sys.stdout.write(f"{form:>26} refuted in {sum(found)} of {len(found)}\n")
        sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps({"pairs": options.pairs, "refuted": counts}, indent=1))
    return int(any(count < SHARE * options.pairs for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
