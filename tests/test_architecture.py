"""Import contracts hold at run time too, and no definition hides from the tests."""

import subprocess
import sys

import pytest

FORBIDDEN = {
    "solver": ("proofcheck", "sympy", "mpmath", "hypothesis", "rich", "jinja2", "matplotlib"),
    "proofcheck.recheck": ("solver", "hypothesis", "rich", "jinja2", "matplotlib"),
    "proofcheck.checkers": ("solver",),
    "proofcheck.pytest_plugin": (
        "solver",
        "numpy",
        "sympy",
        "flint",
        "hypothesis",
    ),  # loaded by every run of pytest
}


@pytest.mark.parametrize("module", FORBIDDEN)
def test_importing_a_module_does_not_bring_what_it_must_not_know(module):
    code = f"import sys, {module}; print([n for n in {FORBIDDEN[module]!r} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
