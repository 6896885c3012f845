# A machine needs Python 3.11 or newer and make. Everything else comes into .venv from requirements.lock.

.DEFAULT_GOAL := help
.PHONY: help verify verify-all matrix test bench docs lint ruff types contracts clean

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
# `make PYTHON=/path/to/python verify` overrides the search.
PYTHON ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check

help: ## say what the targets do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

verify: $(INSTALLED) ## prove the properties
	$(BIN)/hipway verify

verify-all: $(INSTALLED) ## prove the properties, and every check that takes longer
	$(BIN)/hipway verify --all
	$(BIN)/hipway matrix

matrix: $(INSTALLED) ## replay what is kept of the matrix, and prove what has changed
	$(BIN)/hipway matrix --changed

test: $(INSTALLED) ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

bench: $(INSTALLED) ## measure the prover and the implementation
	$(BIN)/python -m benchmarks

docs: $(INSTALLED) ## build the documentation into build/docs
	$(BIN)/sphinx-build -W -b html docs build/docs

lint: ruff types contracts ## check style, types and the import contracts

ruff: $(INSTALLED) ## check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(INSTALLED) ## check types
	$(BIN)/mypy

contracts: $(INSTALLED) ## check who imports whom
	$(BIN)/lint-imports --no-logo

clean: ## remove everything that make created
	rm -rf $(VENV) build dist docs/generated .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find spec models reference tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(INSTALLED): requirements.lock pyproject.toml
	@for python in $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "creating $(VENV) with $$python"; \
			exec "$$python" -m venv --clear $(VENV); \
		fi; \
	done; \
	echo "error: Python 3.11 or newer is needed, and was not found." >&2; \
	echo "       Looked for: $(or $(PYTHON),python3.11 python3 python3.12 python3.13 python3.14)" >&2; \
	echo "       Found: $$(python3 --version 2>&1 || true)" >&2; \
	echo "       If it is elsewhere: make PYTHON=/path/to/python3.11 ..." >&2; \
	exit 1
	$(PIP) install -qq --require-hashes -r requirements.lock
	$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@
