"""What an exact verdict rests on beside FLINT and the arithmetics of every checker, counted."""

import ast
from pathlib import Path

import proofcheck
from tests.proofcheck.recheck.test_trusted_base import code_lines


def working_lines(source):
    """Code lines, as the trusted base of the re-checker is counted, without the import statements."""
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    return code_lines(source) - sum(node.end_lineno - node.lineno + 1 for node in imports)


def test_the_exact_checker_stays_small(record_property):
    """What computes with exact numbers, and the checker: claims on them, rules of certificates, the walk over sizes."""
    root = Path(proofcheck.__file__).parent
    arithmetic, checker = ([*(root / place / "exact").glob("*.py")] for place in ("arithmetic", "checkers"))
    counts = {path: working_lines(path.read_text()) for path in [*arithmetic, *checker]}
    record_property("lines", {path.stem: count for path, count in counts.items()})
    assert sum(counts[path] for path in arithmetic) < 400, counts
    assert sum(counts[path] for path in checker) < 320, counts
