#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds for gcov in a folder of its own, runs the unit, TLS and replayed fuzz tests there and
# prints what they reach.
#
# usage: run.sh SOURCE-TREE FOLDER FLOOR PROGRAM...
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL || true  # no job server from above
tree=$1
folder=$2
floor=$3
shift 3

if [ -f "$tree/config.status" ]; then
  echo "$tree was configured in place: run make distclean there, and build in another folder" >&2
  exit 1
fi
mkdir -p "$folder"
cd "$folder"
{
  [ -f Makefile ] || "$tree/configure" --enable-coverage
  find . -name '*.gcda' -exec rm -f {} +
  # The programs alone: a guard would find gcov's own statics in the module.
  CK_FORK=no make -j"$(nproc)" check TESTS="$*"
} >coverage.log 2>&1 || {
  tail -n 30 coverage.log >&2
  exit 1
}
exec "${PYTHON:-python3}" "$tree/test/coverage/report.py" . "$floor"
