# Two commands: `make run` and `make test`. Both install what they need.

# The first Python that is new enough; 3.11 and 3.12 first, because the embedded Redis is built for them.
PYTHON := $(shell for p in $(PYTHON) python3 python3.12 python3.11 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null && echo $$p && exit; done; \
	for p in $(PYTHON) python3 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done)
PY := .venv/bin/python
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help install install-dev python run test quick browser bench accuracy soak backup restore reset manage lock messages format

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

python:
	@test -n "$(PYTHON)" || { echo "Dangol needs Python 3.11 or newer. Install the package python3 (and python3-venv on Debian and Ubuntu), or name it: make run PYTHON=/path/to/python3.12"; exit 1; }

install: python ## create .venv and install the locked packages
	@$(PYTHON) config/install.py run

install-dev: python
	@$(PYTHON) config/install.py dev

run: install ## set everything up and run Dangol (PORT, HOST, DANGOL_DATA, DEMO=0)
	@exec $(PY) -m config.run

test: install-dev ## run everything that checks the code, as CI does
	@exec $(PY) -m config.testrun all

quick: install-dev ## linters, import contracts, types and unit tests
	@exec $(PY) -m config.testrun quick

browser: install-dev ## only the tests in a real browser
	@exec $(PY) -m config.testrun browser

bench: install-dev ## measure against the bars (ONLY=name)
	@exec $(PY) -m bench $(ONLY)

accuracy: install-dev ## measure the statistics against simulated worlds (WORLD=name)
	@exec $(PY) -m bench.accuracy $(WORLD)

soak: install-dev ## pull for MINUTES=20 while Kakao fails and everything is killed (SEED=n)
	@exec $(PY) -m tests.worker.soaking $(MINUTES)

backup: install ## write database and keys into one file (FILE=path)
	@exec $(PY) -m config.backup backup $(if $(FILE),"$(FILE)")

restore: install ## put a backup back (FILE=path, FORCE=1 to replace what is there)
	@exec $(PY) -m config.backup restore "$(FILE)"

reset: install ## delete the data folder after asking (FORCE=1 does not ask)
	@exec $(PY) -m config.reset

manage: install ## a management command, as in: make manage ARGS="changepassword demo@dangol.example"
	@exec $(PY) -m config.manage $(ARGS)

messages: install-dev ## refresh the English catalogue from the code
	@$(PY) -m config.messages update

format: install-dev ## let ruff put the code into shape
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

lock: install-dev ## compile the lock files again
	@for set in "run --group embedded" "dev --group embedded --group dev" "server"; do \
	  set -- $$set; name=$$1; shift; \
	  .venv/bin/uv pip compile pyproject.toml $$@ --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header --quiet -o requirements/$$name.txt || exit 1; done
	@echo uv | .venv/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements/uv.txt
