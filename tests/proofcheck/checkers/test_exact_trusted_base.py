"""What an exact verdict rests on beside FLINT and the arithmetics of every checker, counted."""

import ast
from pathlib import Path

import proofcheck
from tests.proofcheck.recheck.test_trusted_base import code_lines

ARITHMETIC = ("atoms", "exact", "exponentials", "polynomial_ring", "ranges")


def working_lines(source):
    """Code lines, as the trusted base of the re-checker is counted, without the import statements."""
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return code_lines(source) - sum(node.end_lineno - node.lineno + 1 for node in imports)


def test_the_exact_checker_stays_small(record_property):
    """What computes with exact numbers and evaluates claims on them; and the walk over sizes, with what is printed."""
    root = Path(proofcheck.__file__).parent
    checker = root / "checkers" / "exact"
    deciding = [*(root / "arithmetic" / f"{name}.py" for name in ARITHMETIC), checker / "evaluation.py"]
    counts = {path.stem: working_lines(path.read_text()) for path in deciding}
    record_property("lines", counts)
    assert sum(counts.values()) < 500, counts
    rest = {path.stem: working_lines(path.read_text()) for path in checker.glob("*.py") if path not in deciding}
    assert sum(rest.values()) < 120, rest
