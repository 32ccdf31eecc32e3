# `make demo` and `make test` are all a fresh clone needs; both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ONCE ?=

.PHONY: help setup demo test compose-test check format bench bench-delivery lock sbom clean

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(READY) ## Everything into .venv

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Wirewatch needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@# Converted once for all workers; where it can't be, they say so and use a slower engine.
	@$(BIN)/python -m agents.vectors.e5_convert > /dev/null || true
	@touch $@

demo: $(READY) ## See alerts within a minute, with nothing but Python (ONCE=1 ends by itself)
	$(BIN)/wirewatch demo $(if $(ONCE),--once)

check: $(READY) ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## Everything: checks, unit, replay and broker tests on real Apache Kafka
	$(BIN)/pytest

compose-test: $(READY) ## Builds the image and tries docker-compose.yml for real (needs Docker)
	$(BIN)/python -m tests.compose

format: $(READY) ## Formats and mends what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY) ## Throughput beside a bare Faust agent and plain aiokafka
	$(BIN)/python -m bench.classify_throughput

bench-delivery: $(READY) ## Delivery beside dead and slow receivers, and through kills
	$(BIN)/python -m bench.delivery

lock: $(READY) ## Pins anew what pyproject.toml asks for (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra demo --extra postgres -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra demo --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock

sbom: $(READY) ## A bill of materials (CycloneDX) of what is installed to run: dist/wirewatch.cdx.json
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
	  --output-reproducible --of JSON -o dist/wirewatch.cdx.json

clean: ## Removes what was installed and made
	rm -rf $(VENV) var dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
