# Everything a newcomer needs: `make crawl` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
SITE ?= demo
BIN := .venv/bin
# Some machines forbid compiled modules to be kept; compiling them at each of some hundred starts is half of `make test`.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: crawl test test-slow lint bench lock

# pip is upgraded first: 23.2 cannot resolve some of these packages together.
.venv: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable '.[test]'
	@touch .venv

crawl: .venv
	$(BIN)/python -m tests.demo $(SITE)

lint: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy cleaners outputs spiders

test: lint
	$(BIN)/pytest -q -n 2 -m "not slow"

test-slow: .venv
	$(BIN)/pytest -q -n 2 -m slow

# Pins what the current environment holds, without any index address.
lock: .venv
	$(BIN)/python -m pip freeze --exclude-editable > requirements.lock
