# Three commands to start with: `make demo`, `make run` and `make test`. Python 3.11 or newer and make are all they need.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# the program alone is a third of what its tests need; where everything is set up already, that will do
RUN := $(shell test -f $(READY) && test ! -L $(VENV) && echo $(VENV) || echo .venv-run)

.PHONY: demo test setup run bench chaos pictures desk-pictures lint format accept lock clean

demo: $(RUN)/.ready
	@$(RUN)/bin/python -m newsletter demo $(if $(ARTICLE),"$(ARTICLE)")

run: $(RUN)/.ready
	@$(RUN)/bin/python -m newsletter run

test: $(READY)
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

setup: $(READY)

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks

chaos: $(READY)
	@$(BIN)/python -m tests.chaos

pictures: $(READY)
	@$(BIN)/python -m tests.pictures $(or $(FOLDER),pictures) $(ONLY)

desk-pictures: $(READY) ## those of docs/desk.md
	@$(BIN)/python -m tests.pictures.desk

lint: $(READY)
	@$(BIN)/ruff format --check newsletter tests
	@$(BIN)/ruff check newsletter tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY)
	@$(BIN)/ruff format newsletter tests
	@$(BIN)/ruff check --fix newsletter tests

accept: $(READY) ## golden files as they come out now; review the diff
	@$(BIN)/python -m pytest --accept --quiet

lock: ## requirements.lock, of the versions in constraints.txt
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 2; }
	@{ printf '%s\n' '# What a server installs, with the hash of every file of each release. Written by make lock, from constraints.txt.' \
	   '--only-binary :all:' \
	   '--no-binary dkimpy  # released as source only, all of it Python' ''; \
	   uv pip compile --quiet --universal --python-version 3.11 --constraint constraints.txt --generate-hashes --no-header --no-annotate \
	     $(foreach extra,postgresql fleet dkim ses metrics,--extra $(extra)) pyproject.toml; } >requirements.lock.new || { rm requirements.lock.new; exit 2; }
	@mv requirements.lock.new requirements.lock

clean:
	rm -rf $(VENV) .venv-run demo

$(READY): WANTED := ".[dev]"
.venv-run/.ready: WANTED := .

# the interpreter by its version where it is there under that name, else any that is new enough
$(READY) .venv-run/.ready: pyproject.toml constraints.txt
	@for py in $(PYTHON) python3 python3.13 python3.12; do \
	   $$py -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; py=; done; \
	 test -n "$$py" || { echo "newsletter needs Python 3.11 or newer; found $$(python3 --version 2>&1)"; exit 2; }; \
	 $$py tests/set_up.py $(@D) --constraint constraints.txt --editable $(WANTED)
