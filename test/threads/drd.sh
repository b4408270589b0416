#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a real server, with many streams on few connections, under one of valgrind's thread checkers.
# Usage: drd.sh [drd|helgrind]; the variables are those of test/integration/run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-drd}
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
chmod 777 "$reports"  # httpd's children write there too, as another user

TOKEN_BINDING_WRAP="valgrind --tool=$tool --num-callers=20 --log-file=$reports/%p"
TOKEN_BINDING_TIME_FACTOR=10
export TOKEN_BINDING_WRAP TOKEN_BINDING_TIME_FACTOR
tests='on_another_at_the_same_time or streams_of_one_connection_run_at_once'
tests="$tests or (each_event_of_a_request_is_counted_once and event and h2)"
"$here/../integration/run" -k "$tests"
"${PYTHON:-/usr/bin/python3}" "$here/complaints.py" "$reports"
