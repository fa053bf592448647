# Two commands do everything: `make demo` and `make test`. Each sets up what it needs in VENV first.
# Another Python: `make test PYTHON=python3.13 VENV=.venvs/3.13`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOWEST := $(addprefix tests/test_,$(addsuffix .py,resolver precedence validation loading schema results text batch \
	tabular tabular_columns tabular_excel parquet_size workbook_size cli cli_resolve cli_table cli_fulfill fulfillment_journal fulfillment_pipeline \
	fulfillment_http shopify_client shopify_transport shopify_bucket_sql shopify_local_shop server_app server_store \
	server_graphql server_graphql_limits server_graphql_mistakes server_access server_page server_serve own_hosts desk \
	desk_assistant))

.PHONY: help demo connectors test docs test-spark test-lowest mutants mutants-short bench bench-short fuzz fuzz-short soak package clean

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.demo: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --editable '.[http,server]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --editable '.[http,server,arrow,excel,postgres,mcp]' --group test
	@touch $@ $(VENV)/.demo

$(VENV)/.spark: $(VENV)/.test
	$(BIN)/pip install --quiet --editable '.[spark]'
	@touch $@

$(VENV)/.package: | $(BIN)/pip
	$(BIN)/pip install --quiet --group package
	@touch $@

$(VENV)/.docs: $(VENV)/.test
	$(BIN)/pip install --quiet --group docs
	@touch $@

$(VENV)/.bench: $(VENV)/.test
	$(BIN)/pip install --quiet --group bench
	@touch $@

.venvs/tap-shopify/.done .venvs/source-shopify/.done: .venvs/%/.done:
	$(PYTHON) -m venv .venvs/$*
	.venvs/$*/bin/pip install --quiet $(if $(filter source-%,$*),airbyte-source-shopify,$*)
	@touch $@

demo: $(VENV)/.demo ## resolve a file of shipments, then fulfill them in a shop on this machine
	$(BIN)/tracking demo

docs: $(VENV)/.docs ## the site of all pages, with an API reference, in build/site; warnings are errors
	$(BIN)/python -m docs.build

# Modules and rewritten tests are compiled once and kept, also where the environment says otherwise: that is half of what it
# takes to collect the tests, and a part of each process that they start.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.test ## everything that is checked: style, types, tests, the examples of package, README and docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2 --dist worksteal --doctest-modules --doctest-glob='*.md' --ignore=tracking/spark.py \
		tests tracking README.md docs/*.md

connectors: .venvs/tap-shopify/.done .venvs/source-shopify/.done ## install PyPI's data connectors, which `make test` then tries too

test-spark: $(VENV)/.spark ## the batch path inside a local Spark session (needs Java)
	$(BIN)/pytest --doctest-modules tests/test_spark.py tracking/spark.py

# What the tests themselves need may be of today, but for what takes tables apart with an old pyarrow or numpy.
.venvs/lowest/.done: pyproject.toml
	$(PYTHON) -m venv .venvs/lowest
	.venvs/lowest/bin/pip install --quiet uv
	.venvs/lowest/bin/uv pip install --quiet --python .venvs/lowest/bin/python --resolution lowest-direct \
		--editable '.[http,server,arrow,excel,postgres,mcp]' 'pytest>=8' 'hypothesis>=6.100' 'pytest-benchmark>=5' \
		'jsonschema-rs>=0.29' 'pandas>=2.2' 'polars>=1.20' 'duckdb>=1.5' 'pydantic>=2.11' 'hatchling>=1.25' 'ujson>=5.10'
	@touch $@

test-lowest: .venvs/lowest/.done ## tests of every room with the lowest releases that pyproject.toml allows (Python 3.11)
	.venvs/lowest/bin/pytest -o filterwarnings=default $(LOWEST)

mutants: $(VENV)/.test ## change every threshold and many rules a little, and tell what no test notices
	$(BIN)/python -m tests.mutants

mutants-short: $(VENV)/.test ## the same in short, failing where a change is not noticed
	$(BIN)/python -m tests.mutants --short

bench: $(VENV)/.bench ## the tables of speed, beside other libraries, in one run
	$(BIN)/python -m benchmarks

bench-short: $(VENV)/.bench ## the same in short, failing where a ratio falls below its bound
	$(BIN)/python -m benchmarks --short

fuzz: $(VENV)/.test ## what strangers may send, at random, against every promise, for minutes
	$(BIN)/python -m tests.fuzz

fuzz-short: $(VENV)/.test ## the same in short, the same values each time; part of the tests as well
	$(BIN)/python -m tests.fuzz --short

soak: $(VENV)/.test ## long runs of the shop and the pipeline under faults and kills
	$(BIN)/python -m tests.soak_server
	$(BIN)/python -m tests.soak_pipeline
	$(BIN)/python -m tests.test_parcels_machine
	$(BIN)/python -m tests.soak_orders

package: $(VENV)/.package ## build sdist and wheel, check them, and use the wheel in a clean environment
	rm -rf dist build/clean
	$(BIN)/python -m hatchling build
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl
	$(PYTHON) -m venv build/clean
	build/clean/bin/pip install --quiet dist/*.whl
	cd build/clean && bin/tracking resolve 1Z001985YW99744790 --json && bin/python -m tracking carriers UPS >carriers.txt

clean: ## remove what make has made
	rm -rf $(VENV) .venvs .cache build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks demo-output
