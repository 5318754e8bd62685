# Everything a fresh machine needs: Python 3.11 or newer with venv, and make.

VENV  := .venv
STAMP := $(VENV)/.ready

.PHONY: setup run dashboard test studies findings lint clean

setup: $(STAMP)

# Again only when what is installed has changed.
$(STAMP): pyproject.toml constraints.txt
	@rm -f $(STAMP)
	@python=; \
	for candidate in python3.11 python3 python; do \
	    if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        python=$$candidate; break; \
	    fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "make: Python 3.11 or newer is needed, and neither python3.11 nor python3 is;" \
	         "install it (Debian, Ubuntu: apt install python3.11 python3.11-venv)" >&2; \
	    exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "make: $$python has no venv; install it (Debian, Ubuntu: apt install" \
	         "python3-venv, or python3.11-venv)" >&2; \
	    exit 1; \
	fi; \
	$$python -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	    -c constraints.txt -e '.[dev]'
	$(VENV)/bin/python -m sim.bench.warm
	@touch $(STAMP)

run: setup
	$(VENV)/bin/proxyfight sweep headline

dashboard: setup
	$(VENV)/bin/proxyfight dashboard

test: setup
	$(VENV)/bin/python -m pytest -n 2 -m "not study"

studies: setup
	$(VENV)/bin/python -m pytest -n 2 -m study

# Writes what simulations say into README and docs, and prints what moved.
findings: setup
	$(VENV)/bin/python -m sim.findings

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
