"""pytest collects theory files: one test a lemma. How to use it: `proofcheck.pytest_plugin.hooks`."""

from proofcheck.pytest_plugin.hooks import (
    lemma_tests,
    pytest_addoption,
    pytest_collect_file,
    pytest_configure,
    theory_path,
)

__all__ = ["lemma_tests", "pytest_addoption", "pytest_collect_file", "pytest_configure", "theory_path"]
