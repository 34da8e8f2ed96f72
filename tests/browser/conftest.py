"""Lets the browser tests use the sample report of the proofcheck tests.

Only that folder: with `tests` itself on the path, the folders `tests/solver` and `tests/proofcheck` would shadow the
packages of these names.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "proofcheck"))
