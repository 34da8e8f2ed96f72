PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: report test quick lint kernel mutants bench docs picture dist lock clean

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

# the gallery is decided on the way, and again only where something has changed
docs: $(VENV)/ready
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet --doctree-dir build/doctrees docs build/docs

# wheel and source distribution, tried in clean environments on every Python that is claimed
dist: $(VENV)/ready
	.ci/dist

# the screens at the head of the README
picture: $(VENV)/ready
	$(BIN)/python docs/extensions/screens.py

# the statements anew, then library, proofs and checks; then each theory that has a folder of proofs beside it, with the
# record that its lemmas name; coqchk takes most of the time
kernel: $(VENV)/ready
	@command -v coqc >/dev/null || PACKAGES="$$($(BIN)/python -c 'from proofcheck.kernel.build import PACKAGES; print(PACKAGES)')" .ci/install
	$(BIN)/proofcheck kernel --statements proofcheck/kernel/coq/Generated.v
	$(BIN)/proofcheck kernel --record proofcheck/kernel/kernel.json
	find proofcheck/theories -type d -name proofs | sort | while read -r proofs; do \
	    $(BIN)/proofcheck kernel "$$(dirname "$$proofs")/theory.py" || exit 1; done

mutants: $(VENV)/ready
	$(BIN)/proofcheck mutants --jobs 2

lock: $(VENV)/ready
	$(BIN)/pip-compile --quiet --all-extras --strip-extras --generate-hashes --allow-unsafe \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

# some of the locked packages need 3.11.5
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11, 5) and f"Python {v}: the locked packages need 3.11.5 or later; give one, make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .ruff_cache .pytest_cache
