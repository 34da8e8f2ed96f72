"""Screens of the command line, one file a subject. Everything fits 80 columns."""

from proofcheck.terminal.lemmas import print_lemma, print_list, print_mutants, print_results, print_timing
from proofcheck.terminal.solves import (
    finite,
    iteration_line,
    print_recheck,
    print_reference_sets,
    print_solution,
    print_solves,
    print_strd,
)
from proofcheck.terminal.style import console
from proofcheck.terminal.tellings import print_difference, print_explanation

__all__ = [
    "console",
    "finite",
    "iteration_line",
    "print_difference",
    "print_explanation",
    "print_lemma",
    "print_list",
    "print_mutants",
    "print_recheck",
    "print_reference_sets",
    "print_results",
    "print_solution",
    "print_solves",
    "print_strd",
    "print_timing",
]
