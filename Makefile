# Everything a newcomer needs: `make crawl` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
SITE ?= demo
BIN := .venv/bin
# Written last: a set-up that was interrupted, or failed, is taken up again by the next `make`.
READY := .venv/.complete
# The oldest Python that will do, as pyproject.toml has it.
NEEDED := $(shell sed -n 's/^requires-python = ">=\(.*\)"/\1/p' pyproject.toml)
comma := ,
SUITS := import sys; sys.exit(sys.version_info < ($(subst .,$(comma),$(NEEDED))))
# Some machines forbid compiled modules to be kept; compiling them at each of some hundred starts is half of `make test`.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: .venv crawl test test-slow readers lint bench lock scale soak

.venv: $(READY)

# What an older Python made, or what has no pip because its making was interrupted, is made anew.
# pip is upgraded first: 23.2 cannot resolve some of these packages together.
$(READY): pyproject.toml requirements.lock
	@$(BIN)/python -c 'import pip; $(SUITS)' 2> /dev/null || if $(PYTHON) -c '$(SUITS)' 2> /dev/null; \
	then $(PYTHON) -m venv --clear .venv; \
	else found=$$($(PYTHON) -c 'import platform; print(platform.python_version())' 2> /dev/null); \
	echo "Python >= $(NEEDED) is needed, and $(PYTHON) is $${found:-not there}:" \
	"name another, as in: make PYTHON=python$(NEEDED)" >&2; exit 1; fi
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable '.[test]'
	@touch $@

crawl: $(READY)
	$(BIN)/python -m tests.demo $(SITE)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy cleaners outputs spiders

test: lint
	$(BIN)/pytest -q -n 2 -m "not slow"

test-slow: $(READY)
	$(BIN)/pytest -q -n 2 -m slow

# The tools that load our files, in an environment of their own: 700 MB that nothing else needs. It is pinned beside the
# test that runs it; CI makes it before the slow tests, which fail there without it.
readers: .venv-readers/.complete

.venv-readers/.complete: tests/corpus/readers.txt | $(READY)
	$(BIN)/python -m venv --clear .venv-readers
	.venv-readers/bin/python -m pip install --quiet -r $<
	@touch $@

# What `scrapy corpus` takes for 100 000 records, beside its bars: 15 minutes, half of them to make the records.
scale: $(READY)
	$(BIN)/python -m tests.bench.corpus

# All attacks mixed with good hosts, run after run: `make soak SECONDS=60`.
SECONDS ?= 1800
soak: $(READY)
	$(BIN)/python -m tests.attacks.soak $(SECONDS)

# Pins what the current environment holds, without any index address.
lock: $(READY)
	$(BIN)/python -m pip freeze --exclude-editable > requirements.lock
