#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds with sanitizers into a folder of its own and runs the tests there.
# usage: run.sh SOURCE-FOLDER BUILD-FOLDER
set -eu
source=$1
build=$2
flags='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined'

# The make that calls this has a job server of its own.
unset MAKEFLAGS MFLAGS MAKELEVEL || true

mkdir -p "$build"
cd "$build"
[ -f Makefile ] || "$source/configure" --disable-hardening CXXFLAGS="$flags" CFLAGS="$flags" \
  >configure.out
make -s -j"$(nproc)" >make.out

# In the programs leaks count too. Not check, which would build every program there is.
programs='unit_tests tls_tests httpd_tests client_tests'
ASAN_OPTIONS=detect_leaks=1 make -s -j"$(nproc)" check-TESTS TESTS="$programs" \
  check_PROGRAMS="$programs"

# httpd is not instrumented, so the runtime must be there before it, and what httpd and its
# libraries leave for the end of the process to free is theirs. tokbind is, and its tests run it
# without these variables: it looks for leaks whenever it ends.
compiler=${CXX:-g++}
TOKEN_BINDING_MODULE=$build/.libs/mod_token_binding.so
TOKEN_BINDING_PRELOAD="$("$compiler" -print-file-name=libasan.so):$("$compiler" -print-file-name=libubsan.so)"
ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
UBSAN_OPTIONS=print_stacktrace=1
TOKEN_BINDING_TIME_FACTOR=4
TOKBIND=$build/tokbind
TB_TEST_OUTPUT=$build
export TOKEN_BINDING_MODULE TOKEN_BINDING_PRELOAD ASAN_OPTIONS UBSAN_OPTIONS TB_TEST_OUTPUT
export TOKEN_BINDING_TIME_FACTOR TOKBIND
TOKEN_BINDING_MESSAGES=3000 \
"$source/test/integration/run" -k "${TB_SANITIZE_TESTS:-(hostile or bound_request or replay or \
scrubbing or redirects or detours or negotiation or cookie or bearer or tokbind or differential) \
and not worker and not prefork and not federation \
and not (test_hostile_messages and (1.2-h2 or 1.3-h1))}"
