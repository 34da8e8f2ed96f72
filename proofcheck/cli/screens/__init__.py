"""Screens of the command line, one file a subject. Everything fits 80 columns."""

from proofcheck.cli.screens.certificates import print_difference, print_explanation
from proofcheck.cli.screens.kernel import print_kernel
from proofcheck.cli.screens.lemmas import (
    print_lemma,
    print_list,
    print_mutants,
    print_results,
    print_terms,
    print_timing,
)
from proofcheck.cli.screens.solves import (
    describe_iteration,
    describe_stage,
    drop_infinity,
    print_recheck,
    print_reference_sets,
    print_solution,
    print_solves,
    print_strd,
)
from proofcheck.cli.screens.style import make_console

__all__ = [
    "describe_iteration",
    "describe_stage",
    "drop_infinity",
    "make_console",
    "print_difference",
    "print_explanation",
    "print_kernel",
    "print_lemma",
    "print_list",
    "print_mutants",
    "print_recheck",
    "print_reference_sets",
    "print_results",
    "print_solution",
    "print_solves",
    "print_strd",
    "print_terms",
    "print_timing",
]
