PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# all modules but the command line's own; what is in solver by name, as its __all__ lists functions and classes
IN_SOLVER := $(filter-out solver/__init__.py,$(wildcard solver/*.py)) $(patsubst %/__init__.py,%,$(wildcard solver/*/__init__.py))
DOCUMENTED := solver $(subst /,.,$(basename $(IN_SOLVER))) proofcheck !proofcheck.cli

.PHONY: report test quick lint kernel mutants bench docs lock clean

report: $(VENV)/ready
	$(BIN)/proofcheck report --out reports/attention --jobs 2

test: $(VENV)/ready
	$(BIN)/pytest -n auto

# the inner loop: under two minutes on two cores
quick: $(VENV)/ready
	$(BIN)/pytest -n auto -m "not slow"

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready
	$(BIN)/python tests/benchmarks/run.py --out build/bench

docs: $(VENV)/ready
	$(BIN)/python -W error -m pdoc --output-directory build/docs $(DOCUMENTED)

# the statements anew, then library, proofs and checks; coqchk takes most of the time
kernel: $(VENV)/ready
	@command -v coqc >/dev/null || PACKAGES="$$($(BIN)/python -c 'from proofcheck.kernel.build import PACKAGES; print(PACKAGES)')" .ci/install
	$(BIN)/proofcheck kernel --statements proofcheck/kernel/coq/Generated.v
	$(BIN)/proofcheck kernel --record proofcheck/kernel/kernel.json

mutants: $(VENV)/ready
	$(BIN)/proofcheck mutants --jobs 2

lock: $(VENV)/ready
	$(BIN)/pip-compile --quiet --all-extras --strip-extras --generate-hashes --allow-unsafe \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .ruff_cache .pytest_cache
