#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when the built module exports more than its record, or holds what would outlive an unloading:
# httpd loads the module, unloads it, and loads it again, at start-up and on each graceful restart.
#
# usage: module_symbols.sh [MODULE]
module=${1:-.libs/mod_token_binding.so}
[ -f "$module" ] || { echo "no $module"; exit 1; }
failed=0
fault() { echo "$module: $*"; failed=1; }

exported=$(nm -D --defined-only "$module" | awk '{print $3}')
# shellcheck disable=SC2086  # words
[ "$exported" = token_binding_module ] || fault exports $exported

undefined=$(nm -D --undefined-only "$module" | awk '{sub(/@.*/, "", $2); print $2}')
for name in $undefined; do
  case $name in
    __cxa_atexit) fault "has a static object with a destructor" ;;
    __cxa_thread_atexit*) fault "has a thread_local object with a destructor" ;;
    __tls_get_addr) fault "has thread_local storage" ;;
    __cxa_guard_acquire) fault "has a function-local static that is made at run time" ;;
    __cxa_throw | __cxa_rethrow) fault "throws" ;;
  esac
done

readelf -SW "$module" | grep -qE ' \.t(bss|data) ' && fault "has thread-local sections"
nm "$module" | grep -q ' u ' && fault "has unique symbols, which keep it loaded"

# Data that can be written: the slots of tls/server_extension.cpp, written with the same numbers each
# time, the table that httpd takes without const, and what compilers bring along.
writable=$(objdump -tC "$module" | awk '$0 ~ / O \.(data|bss)\t/ {sub(/.*\t[0-9a-f]+ +(\.hidden )?/, ""); print}')
echo "$writable" | while read -r name; do
  case $name in
    '' | completed.0 | __dso_handle | __TMC_END__ | token_binding_module) ;;
    *::g_indexes | *::kDirectives) ;;
    *) echo "$module: has a mutable static: $name"; exit 1 ;;
  esac
done || failed=1

[ $failed = 0 ] && echo "$module exports its record alone and leaves nothing behind"
exit $failed
