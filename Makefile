# The commands of the project. Each works on a fresh machine with python3 (>= 3.11, venv) and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.stamp-run
STAMP_DEV := $(VENV)/.stamp-dev
APPS := core accounts partners skills training orientation recruitment planning dashboards polo
CODE := $(APPS) tests scripts benchmarks manage.py

.PHONY: help venv run test check check-types check-rest fix test-fast browser smoke bench soak mutants messages demo chromium clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@python3 -m venv $(VENV)

$(STAMP): requirements.txt | $(VENV)/bin/python
	@echo "Installing packages (a minute or two the first time) …"
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) -r requirements.txt; \
	else $(PY) -m pip install -q --disable-pip-version-check -r requirements.txt; fi
	@touch $@

$(STAMP_DEV): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing packages (a minute or two the first time) …"
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) -r requirements-dev.txt; \
	else $(PY) -m pip install -q --disable-pip-version-check -r requirements-dev.txt; fi
	@touch $(STAMP) $@

venv: $(STAMP_DEV) ## the virtual environment with the test tools

run: $(STAMP) ## the whole portal with demo data: http://localhost:8000 (PORT=... changes it)
	@exec $(PY) -m polo.launch

test: $(STAMP_DEV) chromium ## the whole suite, browser tests included, with branch coverage
	@rm -f .coverage .coverage.*
	$(PY) -m coverage run -m pytest -n 2 --durations=25
	$(PY) -m coverage combine -q
	$(PY) -m coverage report

test-fast: $(STAMP_DEV) ## everything but the browser tests
	$(PY) -m pytest -n 2 -m "not browser"

browser: $(STAMP_DEV) chromium ## only the browser tests
	$(PY) -m pytest -m browser

check: $(STAMP_DEV) ## format, lint, types, direction of imports, templates, migrations, production settings
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-types check-rest

check-types:
	$(PY) -m mypy $(APPS)

check-rest:
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)
	$(VENV)/bin/lint-imports
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djhtml --check --tabwidth 2
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djade --target-version 5.2 --check
	$(PY) manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=polo.settings.production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  ALLOWED_HOSTS=polo.example SITE_CONTACT_EMAIL=segreteria@polo.example INTERMEDIARY_SUBJECT=x \
	  INTERMEDIARY_AUTHORISATION=x INTERMEDIARY_LEGAL_REPRESENTATIVE=x $(PY) manage.py check --deploy --fail-level WARNING

fix: $(STAMP_DEV) ## format and repair what a tool can repair
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djhtml --tabwidth 2
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djade --target-version 5.2 || true

messages: $(STAMP_DEV) ## collect the texts into locale/en and compile the catalogues
	$(PY) -m polo.messages

demo: $(STAMP) ## load or refresh the demo data
	$(PY) manage.py demo

smoke: $(STAMP_DEV) ## the thread over HTTP, as its persons, against the real processes
	$(PY) scripts/smoke.py

bench: $(STAMP_DEV) ## every figure of benchmarks/, one line each, against its bar
	$(PY) -m benchmarks

soak: $(STAMP_DEV) ## the long forms: load, crash and races
	$(PY) -m benchmarks.soak

mutants: $(STAMP_DEV) ## take each guard away in turn and see that the access matrix tells
	$(PY) scripts/guard_mutants.py

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need Chromium on PATH: install it (Debian: apt install chromium) and try again."; exit 1; fi

clean: ## stop the embedded servers and remove what was built (data in var/ too)
	-@$(PY) -m polo.embedded stop
	rm -rf var $(VENV) htmlcov .coverage*
