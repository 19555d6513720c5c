# `make run` is all that a newcomer needs. Works with GNU make 3.81 and a POSIX shell.

PORT ?= 8000
PYTHON ?=
PYTEST ?=
VENV := .venv/bin

export PORT

.PHONY: help run test check format screenshots clean ci train export evaluate ablate bootstrap bootstrap-test bootstrap-check

help:
	@echo "make run      installs, loads the demo, and serves the site at http://127.0.0.1:$(PORT) until Ctrl-C"
	@echo "              (another port: make run PORT=8001; another Python: make run PYTHON=/path/to/python3)"
	@echo "make test     runs the tests (a part of them: make test PYTEST=tests/commands)"
	@echo "make check    style, types, imports between rooms, settings, migrations, templates"
	@echo "make format   puts the code into the house's form"
	@echo "make screenshots   pictures of every page, wide and narrow, light and dark, to var/screenshots (needs Chromium)"
	@echo "make ci       everything that has to pass, on PostgreSQL and Redis and in a browser too"
	@echo "make train    trains the stance model from the maintainers' texts (SHARED=../shared); resumable"
	@echo "make export   makes the shipped files of it; make evaluate measures them, and writes the model card"
	@echo "make ablate   what each choice of the recipe brings"
	@echo "make clean    removes what these commands have made, but for the database"

run:
	@python=$$(PYTHON="$(PYTHON)" scripts/find-python) && "$$python" scripts/bootstrap.py --port "$(PORT)"
	@exec env DIPLOMACY_LOCAL=1 $(VENV)/python manage.py serve

test: bootstrap-test
	@scripts/test $(PYTEST)

check: bootstrap-check
	@scripts/check

format: bootstrap-check
	@$(VENV)/ruff check --fix . && $(VENV)/ruff format .

screenshots: bootstrap-test
	@$(VENV)/python scripts/screenshots.py

ci:
	@.ci/run

# PyTorch and the training texts are needed for these, and for nothing else.
SHARED ?= ../shared
train export evaluate ablate:
	@python=$$(PYTHON="$(PYTHON)" scripts/training-venv) && "$$python" -m training.$@ --shared "$(SHARED)"

bootstrap-test:
	@python=$$(PYTHON="$(PYTHON)" scripts/find-python) && "$$python" scripts/bootstrap.py --extras test

bootstrap-check:
	@python=$$(PYTHON="$(PYTHON)" scripts/find-python) && "$$python" scripts/bootstrap.py --extras test,check,postgres,redis

clean:
	rm -rf .venv build dist staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name '*.egg-info' -prune -exec rm -rf {} +
	find . -name '__pycache__' -type d -prune -exec rm -rf {} +
