# Two commands matter: `make demo` and `make test`. Everything is installed into .venv, nothing globally.
# `make quick` runs the tests that need no running bot.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# One process a core, each with its own databases; a single one where JIUYE_TEST_DATABASE_URL names the database.
PYTEST = $(BIN)/pytest -n $(if $(JIUYE_TEST_DATABASE_URL),0,auto) --dist worksteal

.PHONY: setup demo run test quick check bench map lock clean

setup: $(STAMP)

$(STAMP): requirements.lock requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	$(BIN)/jiuye demo $(if $(FRESH),--fresh)

run: setup
	$(BIN)/jiuye init
	exec $(BIN)/jiuye run

test: setup
	$(PYTEST)

quick: setup
	$(PYTEST) -m "not long" tests/domain tests/store tests/flows tests/tools tests/test_layers.py tests/test_dead_code.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layers.py tests/test_dead_code.py

bench: setup
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-bench.lock
	$(BIN)/python -m tests.bench $(if $(FULL),--full)

map: setup
	$(BIN)/jiuye routes > bot/MAP.md

lock:
	$(BIN)/uv pip compile --generate-hashes --no-header --no-emit-index-url -q pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --generate-hashes --no-header --no-emit-index-url -q --extra dev --extra country pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --generate-hashes --no-header --no-emit-index-url -q --extra dev --extra country --extra bench pyproject.toml -c requirements-dev.lock -o requirements-bench.lock

clean:
	rm -rf .venv var
