# Two commands on a machine with Python >= 3.11 and nothing else: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format lint types imports bench soak lock wheel clean

demo: $(READY)
	@$(BIN)/counterflow demo --report counterflow-demo.html --keep counterflow-demo

test: $(READY)
	$(BIN)/python -m pytest -n 2

check: format lint types imports test

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/lists.py --out docs/bench-lists.md
	$(BIN)/python bench/ownership.py --out docs/bench-ownership.md
	$(BIN)/python bench/rescreen.py --out docs/bench-rescreen.md
	$(BIN)/python bench/rescreen_days.py
	$(BIN)/python bench/transactions.py --all --out docs/bench-transactions.md
	$(BIN)/python bench/records.py --out docs/bench-records.md
	$(BIN)/python bench/matching.py
	$(BIN)/python bench/report_score.py --out docs/bench-reports.md
	$(BIN)/python bench/reports.py --out docs/bench-reading.md
	$(BIN)/python bench/serve.py --out docs/bench-serve.md

soak: $(READY)
	SOAK_KILLS=60 HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2

wheel: $(READY)
	$(BIN)/python -m build --no-isolation

# Needs uv, which only whoever changes a dependency has to have.
lock:
	uv pip compile pyproject.toml --group dev --extra reports --extra reports-ru --extra postgres --extra mcp --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
