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

.PHONY: .venv crawl test test-slow readers cluster lint axe pictures peers bench lock audit scale fuzz soak

.venv: $(READY)

# What an older Python made, or what has no pip because its making was interrupted, is made anew.
# Nothing is installed but by the hashes of requirements.lock. Its pip and setuptools come first: an older pip cannot
# resolve or build some of the rest, and --require-hashes says nothing of what an isolated build would fetch.
HASHED := -m pip install --quiet --no-deps --require-hashes
$(READY): pyproject.toml requirements.lock
	@$(BIN)/python -c 'import pip; $(SUITS)' 2> /dev/null || if $(PYTHON) -c '$(SUITS)' 2> /dev/null; \
	then $(PYTHON) -m venv --clear .venv; \
	else found=$$($(PYTHON) -c 'import platform; print(platform.python_version())' 2> /dev/null); \
	echo "Python >= $(NEEDED) is needed, and $(PYTHON) is $${found:-not there}:" \
	"name another, as in: make PYTHON=python$(basename $(NEEDED))" >&2; exit 1; fi
	sed -nE '/^(pip|setuptools)==/,/[^\\]$$/p' requirements.lock > .venv/first.lock
	$(BIN)/python $(HASHED) --only-binary :all: -r .venv/first.lock
	$(BIN)/python $(HASHED) --no-build-isolation -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
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

.venv-readers/.complete: tests/corpus/readers.lock | $(READY)
	$(BIN)/python -m venv --clear .venv-readers
	.venv-readers/bin/python $(HASHED) --only-binary :all: -r $<
	@touch $@

# What cleans archives on many machines, in an environment of its own: 785 MB with all that the project needs. The
# project itself is the checkout: `.venv-cluster/bin/python -m outputs.cluster`, with the model that READY has built.
cluster: .venv-cluster/.complete

.venv-cluster/.complete: tests/cluster/cluster.lock

# What the bench sets beside the project, in an environment of its own.
peers: .venv-peers/.complete

.venv-peers/.complete: tests/bench/peers.lock

# Some of what these two lock is built, by the pip and setuptools that are installed first.
.venv-cluster/.complete .venv-peers/.complete: | $(READY)
	$(BIN)/python -m venv --clear $(@D)
	$(@D)/bin/python $(HASHED) --only-binary :all: -r .venv/first.lock
	$(@D)/bin/python $(HASHED) --no-build-isolation -r $<
	@touch $@

# Speed and quality beside peers, into docs/bench.json and the READMEs: all of it within the hour, or `make bench PART=extract`.
bench: $(READY) .venv-peers/.complete .venv-cluster/.complete
	$(BIN)/python -m tests.bench $(PART)

# axe-core, which says what in a page keeps people from using it; for the tests of the report, in a folder of its own.
# Pinned by its version and by the hash of the one file that is used.
AXE_VERSION := 4.14.1
AXE_SHA256 := 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
AXE ?= .axe/node_modules/axe-core/axe.min.js

axe: $(AXE)

$(AXE):
	npm install --prefix .axe --no-save --no-audit --no-fund --ignore-scripts --silent axe-core@$(AXE_VERSION)
	echo "$(AXE_SHA256)  $@" | sha256sum --check --quiet || { rm -rf .axe; exit 1; }

# The pictures of docs/damage.md, of bytes; then the README's of the report, from articles of our own, which Chromium draws.
pictures: $(READY)
	$(BIN)/python -m tests.docs.byte_pictures
	$(BIN)/python -m tests.report.pictures

# What `scrapy corpus` takes for 100 000 records, beside its bars: 15 minutes, half of them to make the records.
scale: $(READY)
	$(BIN)/python -m tests.bench.corpus

# A million inputs for the small parsers and 30 000 whole pages, by our own loop; then some led by coverage, where atheris
# has a wheel for this machine, in a folder of its own: it has none for most machines.
GUIDED := decode repair html lines references journal archive clean

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz.run
	@if $(BIN)/python $(HASHED) --only-binary :all: --target .venv-fuzz --upgrade -r tests/fuzz/fuzz.lock; \
	then for target in $(GUIDED); do PYTHONPATH=.venv-fuzz $(BIN)/python -m tests.fuzz.guided $$target -runs=20000 || exit 1; done; \
	else echo "atheris has no wheel for this Python and system: the loop was all that ran" >&2; fi

# All attacks mixed with good hosts, run after run: `make soak SECONDS=60`.
SECONDS ?= 1800
soak: $(READY)
	$(BIN)/python -m tests.attacks.soak $(SECONDS)

# Writes the locks anew, with all hashes of each release and without any index address; what is pinned stays where
# pyproject.toml allows it, and `make lock UPGRADE=--upgrade` pins all anew.
lock: $(READY)
	$(BIN)/python -m tests.audit.lock $(UPGRADE)

# Our code by bandit, what is locked by pip-audit: exit code 1 where something is found, 2 where one could not be run.
audit: $(READY)
	@$(BIN)/python -m tests.audit
