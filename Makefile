PYTHON ?= python3
PY := .venv/bin/python

.PHONY: run dev test test-long check messages demo bench tools
.DEFAULT_GOAL := run

# Install what is missing, load the demo content once, print the administrator, serve.
run:
	@$(PYTHON) -m atoutsud.start run

# The same with autoreload and DEBUG.
dev:
	@$(PYTHON) -m atoutsud.start dev

tools:
	@$(PYTHON) -m atoutsud.start tools

# Everything: style, types, checks, migrations, messages, tests on both databases, journeys.
test: tools
	@$(PY) -m tests.everything

# The full numbers of examples and races.
test-long: tools
	@EXAMPLES=2000 $(PY) -m tests.everything --long

# Style, types and configuration in seconds.
check: tools
	@$(PY) -m tests.everything --fast

# Collect the messages of the code into the catalogue (needs the gettext tools).
messages: tools
	@$(PY) -m tests.catalogue

demo:
	@$(PY) manage.py demo

bench: tools
	@test -d bench || { echo "No benchmark is written yet."; exit 1; }
	@$(PY) -m bench
