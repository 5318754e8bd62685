# Everything a fresh machine needs: Python 3.11, 3.12 or 3.13 with venv, and make.

VENV  := .venv
STAMP := $(VENV)/.ready
TOOLS := $(VENV)/.ready-for-tests
PIP   := $(VENV)/bin/python -m sim.support.pip_progress

# Matrices are small here: threads of the algebra library would only wait, and take time for that.
export OPENBLAS_NUM_THREADS := 1

.PHONY: setup tools run dashboard test studies findings story lint clean

setup: $(STAMP)
tools: $(TOOLS)

# What a user runs. Again only when what is installed has changed.
$(STAMP): pyproject.toml constraints.txt
	@rm -f $(STAMP) $(TOOLS)
	@python=; \
	for candidate in python3.11 python3.12 python3.13 python3 python; do \
	    if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	        2>/dev/null; then \
	        python=$$candidate; break; \
	    fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "make: Python 3.11, 3.12 or 3.13 is needed, and python3 is none of them;" \
	         "install it (Debian, Ubuntu: apt install python3.11 python3.11-venv)" >&2; \
	    exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "make: $$python has no venv; install it (Debian, Ubuntu: apt install" \
	         "python3-venv, or python3.11-venv)" >&2; \
	    exit 1; \
	fi; \
	echo "make: 1 of 3, an environment of its own in $(VENV) (some seconds)"; \
	$$python -m venv $(VENV)
	@echo "make: 2 of 3, proxyfight and the libraries it runs on (a minute, 260 MB to load)"
	@$(PIP) 260 -c constraints.txt -e .
	@echo "make: 3 of 3, the kernels that play the quarters, compiled for this machine" \
	    "(a minute, once)"
	@$(VENV)/bin/python -m sim.bench.warm
	@touch $(STAMP)

# What tests need besides.
$(TOOLS): $(STAMP)
	@echo "make: the tools that the tests need (half a minute, 100 MB to load)"
	@$(PIP) 100 -c constraints.txt -e '.[dev]'
	@touch $(TOOLS)

run: setup
	$(VENV)/bin/proxyfight sweep headline

dashboard: setup
	$(VENV)/bin/proxyfight dashboard

test: tools
	$(VENV)/bin/python -m pytest -n 2 --dist worksteal -m "not study"

studies: tools
	$(VENV)/bin/python -m pytest -n 2 --dist worksteal -m study

# Writes what simulations say into README and docs, and prints what moved.
findings: tools
	$(VENV)/bin/python -m sim.findings

# Computes what the guided part of the dashboard shows: some minutes.
story: setup
	$(VENV)/bin/python -m sim.story

lint: tools
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
