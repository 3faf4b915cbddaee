# Hamkor. Two commands: `make run` shows the register, `make test` proves that it works.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test lint types contracts check check-fast coverage conformance bench-link train-link browser java lock clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

.venv/run.stamp: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hamkor needs Python 3.11 or newer: make PYTHON=/path/to/python3" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Hamkor needs venv: install the package python3-venv" >&2; exit 1; }
	@echo "Installing what Hamkor needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/run.stamp
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.lock
	@touch $@

node_modules/npm.stamp: OMIT := --omit=dev
node_modules/npm.stamp node_modules/test.stamp: package-lock.json
	@if command -v npm >/dev/null 2>&1; then \
		echo "Installing the query editor (once) ..."; \
		npm ci $(OMIT) --ignore-scripts --no-audit --no-fund --silent && touch node_modules/npm.stamp $@ || \
		echo "npm could not fetch the query editor: /sparql stays a plain form." >&2; \
	else \
		echo "No npm here: /sparql stays a plain form. Install the package npm for the editor." >&2; \
	fi

run: .venv/run.stamp node_modules/npm.stamp ## Load the register if the store is empty, and serve it on http://127.0.0.1:8000/
	@$(BIN)/python -m graph.cli serve --with-register

test: .venv/test.stamp node_modules/test.stamp browser java lint types contracts check ## Run everything that proves it works

browser:
	@sh tests/install_browser.sh

java:
	@sh tests/install_java.sh

lint: .venv/test.stamp ## Style of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test.stamp ## Types
	$(BIN)/mypy

contracts: .venv/test.stamp ## Who may import whom
	$(BIN)/lint-imports --no-cache

# A file runs whole in one process, so that its tests share their server; the slow files begin.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: .venv/test.stamp ## All tests
	$(PYTEST)

check-fast: .venv/test.stamp ## Tests without browsers, servers, kills, power cuts and fuzzing: a minute
	$(PYTEST) -m "not slow" -q

coverage: .venv/test.stamp ## All tests, and which lines none of them runs
	$(PYTEST) --cov --cov-report=term

conformance: .venv/test.stamp ## The W3C suites against a server of this tree (needs the suite: SUITE=folder)
	$(BIN)/python -m pytest tests/web/sparql/test_conformance.py -s -q --no-header

bench-link: .venv/test.stamp ## The figures of the matcher (ROR=file of ROR's dump, DEV=folder of labelled texts)
	HAMKOR_AUTHORITIES=var/bench $(BIN)/python -m graph.cli authority update ror $(ROR)
	$(BIN)/python benchmarks/link.py bench var/bench/ror $(DEV)

train-link: .venv/test.stamp ## Train data/matcher anew (ROR=, DEV= as above)
	HAMKOR_AUTHORITIES=var/bench $(BIN)/python -m graph.cli authority update ror $(ROR)
	$(BIN)/python benchmarks/link.py train var/bench/ror $(DEV)

lock: ## Refresh the locks (needs uv)
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements.in -o requirements.lock
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements-test.in -o requirements-test.lock

clean: ## Remove what was installed and built; the data stay
	rm -rf .venv node_modules dist .mypy_cache .ruff_cache .pytest_cache .grimp_cache .hypothesis .coverage .coverage.*
