# Tercet. `make demo` shows it working; `make test` proves it. Everything lives in .venv and data/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The strict editable install links every file, so it is renewed when a file is added or removed.
FILES := $(shell find flows translations warehouse -type f -not -name '*.pyc' 2>/dev/null | LC_ALL=C sort | cksum | cut -d' ' -f1)
LOCK := $(shell cat requirements.lock pyproject.toml | cksum | cut -d' ' -f1)
DEVLOCK := $(shell cat requirements-dev.lock | cksum | cut -d' ' -f1)

.PHONY: help install dev demo test check serve bench lint lock clean
.DEFAULT_GOAL := help

help:  ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

install: $(VENV)/.links-$(FILES)-$(LOCK)  ## Install the product into .venv, exactly as locked

$(VENV)/.packages-$(LOCK):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing. Install Python 3.11 or newer, or name it: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tercet needs Python 3.11 or newer; $(PYTHON) is older. Name a newer one: make PYTHON=python3.12 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@rm -f $(VENV)/.packages-*; touch $@

$(VENV)/.links-$(FILES)-$(LOCK): $(VENV)/.packages-$(LOCK)
	$(PIP) install --quiet --no-deps -C editable_mode=strict -e .
	@rm -f $(VENV)/.links-*; touch $@

dev: install $(VENV)/.dev-$(DEVLOCK)  ## Add the development tools to .venv

$(VENV)/.dev-$(DEVLOCK):
	$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@rm -f $(VENV)/.dev-*; touch $@

demo: install  ## Run the nightly flow on the bundled press and show the result
	$(BIN)/tercet --demo run --show

serve: install  ## Start the Prefect server and the deployments of config.yaml
	$(BIN)/tercet serve

test: dev  ## Run the fast tests (under five minutes, no network)
	$(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist loadfile

lint: dev  ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy -p tercet.translations -p tercet.warehouse -p tercet.flows
	$(BIN)/lint-imports

check: lint  ## Run lint and the slow suites: packaging, server, crashes
	$(BIN)/python -m pytest -q -m slow -n auto --maxprocesses 2 --dist loadfile

bench: dev  ## Run the benchmarks (words or rows per CPU second)
	$(BIN)/python tests/bench/__main__.py

lock:  ## Compile the two lock files anew (needs uv)
	uv pip compile pyproject.toml --extra argos --extra analysis --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra argos --extra analysis --extra firefox --extra dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock

clean:  ## Remove what was built; data/ is never touched
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -not -path './data/*' -exec rm -rf {} +
