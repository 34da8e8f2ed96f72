"""Theory files written for a test."""

import textwrap

import pytest
from small_theories import HEADER


@pytest.fixture
def theory_file(tmp_path):
    def write(body, name="mytheory.py"):
        path = tmp_path / name
        path.write_text(HEADER + textwrap.dedent(body))
        return str(path)

    return write
