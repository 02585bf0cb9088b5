#!/usr/bin/env bash
# Runs with the given Python what SQLite in memory cannot tell: writers at once, and what PostgreSQL does its own way.
# Where no server answers on 127.0.0.1:5432 that is said and passed over, but never in CI.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! "$1" -c 'import psycopg; psycopg.connect("postgresql://postgres@127.0.0.1/postgres", connect_timeout=5)' \
  2>/dev/null && [[ -z "${CI:-}" ]]; then
  echo "PostgreSQL does not answer on 127.0.0.1:5432 as postgres: the tests that need it are LEFT OUT."
  exit 0
fi
BROADSHEET_TEST_DATABASE=postgresql "$1" -m pytest -n0 -q -m "concurrent or on_postgresql" tests/{newsroom,media,reader,press}
