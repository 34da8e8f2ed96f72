"""Is a changed formula noticed? Every step of every derivation, and the source of every formula and rule behind them.

    python tests/campaigns/claims/perturbed_formulas.py [--step-mutants 40]

A step is changed in its left side, right side or a term: a sign, a factor, an index (one symbol for another) or an
exponent. A function is changed in its source: + for -, an integer by one (factors, exponents, indices), a dropped
minus, a dropped transpose, a dropped summand. Changes that are no falsehoods are listed with the reason (`HARMLESS`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
from perturbed_functions import Subject, list_function_mutants, survives
from perturbed_steps import is_proved, perturb_steps

from proofcheck.attention.calculus import loss_atoms, moments
from proofcheck.attention.common import natural_coordinates
from proofcheck.attention.costs import counted_runs, counts
from proofcheck.attention.derivatives import formulas, moment_form
from proofcheck.attention.lipschitz import ball
from proofcheck.attention.softmax import trilinear_forms
from proofcheck.attention.theory import ATTENTION
from proofcheck.checkers.instances.decision import Finding, decide
from proofcheck.checkers.instances.sampling import sample
from proofcheck.model import derivatives
from solver.minimise.steps import costs as closed_forms


def check_steps(*names: str) -> Callable[[], bool]:
    """All steps of these lemmas' derivations hold."""

    def check() -> bool:
        return all(is_proved(step) for name in names for step in ATTENTION[name].derivation.steps())  # type: ignore[union-attr]

    return check


def check_claims(*names: str, instances: int = 12) -> Callable[[], bool]:
    """These lemmas' claims hold on a few instances."""

    def check() -> bool:
        for name in names:
            lemma, rng = ATTENTION[name], np.random.default_rng(5)
            assert lemma.claim is not None
            assert lemma.space is not None
            for _ in range(instances):
                if decide(lemma.claim, lemma.space, sample(lemma.space, rng), (128,)).finding is Finding.FAILS:
                    return False
        return True

    return check


def check_counts(*names: str) -> Callable[[], bool]:
    """The solver's multiplications equal these lemmas' closed forms."""

    def check() -> bool:
        rng = np.random.default_rng(7)
        sizes = [dict(zip("nmpqrk", case, strict=True)) for case in ((7, 9, 3, 2, 5, 4), (8, 6, 2, 4, 1, 3))]
        subjects = [counts.SUBJECTS[name] for name in names]
        return all(
            counted_runs.count(s, at, rng).multiplications == _find_formula(s)(**at) for s in subjects for at in sizes
        )

    return check


def _find_formula(subject: counted_runs.Subject) -> Callable[..., int]:
    """The closed form as the module has it now."""
    return vars(closed_forms)[subject.formula.__name__]  # type: ignore[no-any-return]


_CUMULANTS = check_steps("I5", "I5-cumulants")
SUBJECTS = (
    Subject(derivatives, "gradient", check_claims("I3")),
    *(
        Subject(derivatives, name, check_claims("I4"))
        for name in ("hessian", "state", "_value_covariances", "_xx_block", "_xy_block", "row_outer")
    ),
    Subject(derivatives, "kronecker", check_claims("I1")),
    Subject(formulas, "_row_formulas", check_claims("I2")),
    Subject(moments, "_symbol_derivative", check_steps("I5", "I5-cumulants", "I5-objective")),
    *(Subject(moments, name, _CUMULANTS) for name in ("_write_central_moment", "centred", "_tail", "cumulant")),
    *(
        Subject(moments, name, check_steps("I5-blocks"))
        for name in ("_entry_of", "partial_derivative", "second_partial_derivative")
    ),
    *(Subject(loss_atoms, name, check_steps("I5-objective")) for name in ("_atom_derivative", "loss_derivative")),
    Subject(loss_atoms, "product_forms", check_steps("B7")),
    *(Subject(natural_coordinates.Line, name, check_claims("I5")) for name in ("first", "second", "third")),
    *(Subject(natural_coordinates, name, check_claims("I5", "I5-objective")) for name in ("line", "loss_derivatives")),
    Subject(moment_form, "_cumulants", check_claims("I5-cumulants")),
    Subject(ball, "bounds_after_move", check_claims("B7-growth", instances=60)),
    Subject(derivatives, "hessian_product", check_claims("I4-product")),
    *(Subject(trilinear_forms, name, check_steps("B3-diagonal")) for name in ("_binary_cubic", "_thirds")),
    *(
        Subject(closed_forms, name, check_counts("R7", "R7-product"))
        for name in ("evaluation_count", "row_count", "regulariser_count", "gradient_count")
    ),
    Subject(closed_forms, "product_count", check_counts("R7-product")),
    Subject(closed_forms, "hessian_count", check_counts("R7-hessian")),
    Subject(closed_forms, "model_count", check_counts("R7-exact")),
    Subject(closed_forms, "projected_count", check_counts("R7-projected")),
    *(Subject(closed_forms, name, check_counts("R7-kronecker")) for name in ("curvature_count", "kronecker_count")),
    Subject(closed_forms, "coordinates_count", check_counts("R7-coordinates")),
    *(Subject(closed_forms, name, check_counts("R7-sketched")) for name in ("sketched_count", "_factored_count")),
    Subject(closed_forms, "tensorsketch_count", check_counts("R7-tensorsketch")),
)

# Changes that are no falsehoods: function, beginning of the change, reason.
HARMLESS = (
    ("_xx_block", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("_xy_block", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("row_outer", "1 + 1", "reshape(-2) means reshape(-1) to numpy"),
    ("_write_central_moment", "1 + 1", "one more summand, whose binomial coefficient is zero"),
    ("centred", "sign in b + c", "b + c <= 1: zero exactly when b - c is"),
    ("cumulant", "sign in b + c", "b + c <= 1: zero exactly when b - c is"),
    ("bounds_after_move", "2 + 1", "e^(3 delta) in place of e^(2 delta): a weaker bound, still true"),
    ("bounds_after_move", "sign in growth - 1", "a weaker bound, still true"),
    ("bounds_after_move", "dropped term in growth - 1", "a weaker bound, still true"),
    ("bounds_after_move", "0 + 1", "a weaker cap, still true"),
    ("bounds_after_move", "1 + 1", "a weaker cap, still true"),
)


def is_harmless(label: str) -> bool:
    """Whether `HARMLESS` gives a reason for this change."""
    return any(label.startswith(f"{name}: {text}") for name, text, _ in HARMLESS)


def perturb_functions(stride: int = 1) -> Iterator[tuple[str, bool]]:
    """(label, noticed) for every (`stride`-th) change of the subjects' sources; harmless ones only if noticed."""
    for subject in SUBJECTS:
        original = vars(subject.module)[subject.name]
        function = original.fget if isinstance(original, property) else original
        for text, mutant in islice(list_function_mutants(function), 0, None, stride):
            label, noticed = f"{subject.name}: {text}", not survives(subject, mutant)
            if noticed or not is_harmless(label):
                yield label, noticed


def main() -> None:
    """Print the share noticed and every change that was not."""
    parser = argparse.ArgumentParser(description="Change every derived formula and see whether it is noticed.")
    parser.add_argument("--step-mutants", type=int, default=40, help="changes tried for each step")
    limit = parser.parse_args().step_mutants
    for title, results in (("steps", perturb_steps(limit)), ("functions", perturb_functions())):
        found = list(results)
        noticed = sum(seen for _, seen in found)
        sys.stdout.write(f"{title}: {noticed} of {len(found)} changes noticed\n")
        for label in (label for label, seen in found if not seen):
            sys.stdout.write(f"  not noticed: {label}\n")


if __name__ == "__main__":
    main()
