"""Hypothesis profiles: derandomised in CI by default; `--hypothesis-profile=thorough` for long runs."""

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
for folder in (HERE / "support", *sorted(HERE.glob("campaigns/*/"))):  # what several folders of tests share
    sys.path.append(str(folder))

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, database=None)
settings.register_profile("thorough", deadline=None, max_examples=20_000)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def resealed():
    """What a forger writes: a certificate's document as canonical text with a digest that fits."""

    def canonical(document):
        return json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n"

    def sealed(document):
        content = {key: value for key, value in document.items() if key != "digest"}
        return canonical({**content, "digest": hashlib.sha256(canonical(content).encode()).hexdigest()})

    return sealed


@pytest.fixture(scope="session")
def built_docs(tmp_path_factory):
    """The folder of the pages that `make docs` builds, and what the build said."""
    from built_docs import build_once

    base = tmp_path_factory.getbasetemp()
    return build_once((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "built-docs")
