# make run    install and open the program        make test   install, lint, type-check, import contracts, tests
# make setup  only install, into .venv            make eval   answer quality on a question set (EVAL=folder)
# make format rewrite the code in house style     make bench  speed and memory, side by side; with EVAL=folder
#                                                             beside other libraries too, which it installs apart
PYTHON ?= python3
BIN := .venv/bin
EVAL ?=

export HF_HUB_OFFLINE := 1

.PHONY: run setup test lint format eval bench

run: setup
	@$(BIN)/talent $(ARGS)

setup: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "talent needs Python 3.11 or newer; name one with: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: lint
	$(BIN)/pytest --numprocesses auto --maxprocesses 4

eval: setup
	$(BIN)/python -m tests.evals $(EVAL)

bench: setup $(if $(EVAL),.venv-peers/installed)
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.scale 1000 10000 100000
	$(BIN)/python -m tests.benchmarks.records_scale 1000 10000 100000
	$(BIN)/python -m tests.benchmarks.visitors 20 120
	$(if $(EVAL),$(BIN)/python -m tests.benchmarks.beside $(EVAL))

.venv-peers/installed: tests/benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --requirement tests/benchmarks/requirements.txt
	@touch $@
