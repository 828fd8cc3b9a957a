# `make run` starts the site, `make test` runs the tests, `make help` lists the rest.
# Needs Python 3.11 or newer with venv, and nothing else.

PYTHON ?= python3
UV ?= uv
N ?= 100000
DEMO ?= 1
ARGS ?=
TODAY ?=
MODULE ?=
TESTS ?=
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq --require-hashes --no-deps
MANAGE := $(BIN)/python manage.py
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po locale/allauth/*/LC_MESSAGES/django.po))
MEMORY := sqlite://:memory:
ASK_POSTGRESQL = $(BIN)/python -c "import psycopg; psycopg.connect('$(TEST_DATABASE_URL)', connect_timeout=3)"
# Without bytecode, each worker and each process that a test starts would compile everything again.
PYTEST := env -u DEBUG -u HTTPS -u PYTHONDONTWRITEBYTECODE $(if $(TODAY),TEST_TODAY=$(TODAY)) $(BIN)/pytest -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run prepare dev test coverage mutants look bench lint messages translations requirements clean
.DELETE_ON_ERROR:

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile

run: prepare ## install, load the data where the database is empty, and serve on PORT (8000); DEMO=0 starts empty
	@echo "==> Collecting static files"
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@echo "==> Starting the server"
	@$(BIN)/gunicorn

dev: prepare ## serve with autoreload and error pages
	@DEBUG=1 $(MANAGE) runserver $(PORT)

prepare: .venv/installed translations
	@echo "==> Migrating the database"
	@$(MANAGE) migrate --verbosity 0
	@echo "==> Loading the gazetteer, if the database has no cities"
	@$(MANAGE) load_gazetteer --if-empty
	@echo "==> Demo data"
	@$(MANAGE) load_demo $(if $(filter 0,$(DEMO)),--never,--if-empty)

test: .venv/installed-dev translations ## run all tests on SQLite, and on PostgreSQL where one answers; as if it were TODAY, if given
	@if $(ASK_POSTGRESQL) 2> /dev/null; then \
		echo "==> Testing on SQLite, then on PostgreSQL"; \
		DATABASE_URL=$(MEMORY) $(PYTEST) $(ARGS) && \
		DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTEST) -m "not browser" --only-database $(ARGS); \
	elif [ "$$CI" = true ]; then \
		echo "PostgreSQL does not answer at $(TEST_DATABASE_URL), and CI needs it."; exit 1; \
	else \
		echo "==> Testing on SQLite only: PostgreSQL does not answer at $(TEST_DATABASE_URL)"; \
		DATABASE_URL=$(MEMORY) $(PYTEST) $(ARGS); \
	fi

coverage: .venv/installed-dev translations ## run all tests as `make test` does and print the branches that none covers
	@mkdir -p var/coverage
	@DATABASE_URL=$(MEMORY) $(PYTEST) --cov --cov-report= $(ARGS)
	@if $(ASK_POSTGRESQL) 2> /dev/null; then \
		DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTEST) -m "not browser" --only-database --cov --cov-append --cov-report= $(ARGS); fi
	@$(BIN)/coverage report && $(BIN)/coverage json --quiet
	@$(BIN)/python -m tests.project.coverage var/coverage/coverage.json

look: .venv/installed-dev translations ## take pictures of all kinds of pages and list what axe and our own rules find; ARGS="--help" lists the options
	@$(BIN)/python -m tests.look $(ARGS)

mutants: .venv/installed-dev translations ## change MODULE in small ways and list the changes that no test (or none of TESTS) notices
	@DATABASE_URL=$(MEMORY) $(BIN)/python -m tests.project.mutants $(MODULE) $(TESTS) $(ARGS)

bench: .venv/installed-dev translations ## measure the pages with N (100000) generated spaces, and a trivial view for comparison
	@$(BIN)/python -m tests.bench --count $(N) --postgres "$(TEST_DATABASE_URL)" $(ARGS)

lint: .venv/installed-dev translations ## check style, terms, types, templates, imports, migrations and translations
	@echo "==> ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> terms" && $(BIN)/python -m tests.project.terms
	@echo "==> mypy" && $(BIN)/mypy .
	@echo "==> djlint" && $(BIN)/djlint --quiet --lint templates && $(BIN)/djlint --quiet --lint templates --extension jinja --profile jinja
	@echo "==> lines of templates" && $(MANAGE) check_templates
	@echo "==> imports" && $(BIN)/lint-imports --no-logo --no-cache && $(BIN)/python -m tests.project.import_cycles
	@echo "==> migrations" && DATABASE_URL=$(MEMORY) $(MANAGE) makemigrations --check --dry-run
	@echo "==> translations" && $(MANAGE) check_messages

messages: .venv/installed-dev ## write new texts into locale/*/LC_MESSAGES/django.po
	@$(MANAGE) update_messages

translations: $(CATALOGUES)

%.mo: %.po | .venv/installed
	@$(BIN)/pybabel --quiet compile -i $< -o $@

requirements: ## pin the current versions of the dependencies in pyproject.toml (needs uv)
	@set -e; for extra in "--group dev -o requirements-dev.txt" "-c requirements-dev.txt -o requirements.txt" \
			"--extra s3 -c requirements-dev.txt -o requirements-s3.txt" \
			"--extra parquet -c requirements-dev.txt -o requirements-parquet.txt"; do \
		$(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --no-emit-index-url --no-emit-find-links $$extra; done

.venv/bin/python:
	@echo "==> Making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	@echo "==> Installing dependencies"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "==> Installing what tests need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

clean: ## remove everything that can be generated again; never the data
	rm -rf .venv var/static .pytest_cache .mypy_cache .ruff_cache .hypothesis $(CATALOGUES)
	find coworking spaces reviews tests -name __pycache__ -prune -exec rm -rf {} +
