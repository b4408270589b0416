#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when a built file lacks the protections that configure asks compiler and linker for.
#
# usage: hardening.sh [FILE...]
if [ $# -eq 0 ]; then
  set -- .libs/mod_token_binding.so
  [ ! -f tokbind ] || set -- "$@" tokbind
fi
failed=0
# The module has no call that could be fortified: it does not print, and its copies have no bounds
# that the compiler knows. clang fortifies no printf in C++.
may_fortify() {
  case $1 in *tokbind) ;; *) return 1 ;; esac
  grep -qE '^(HARDENING_FLAGS|CPPFLAGS|CXXFLAGS) = .*_FORTIFY_SOURCE=[23]' Makefile 2>/dev/null &&
    ! readelf -p .comment "$1" | grep -q clang
}
fault() { echo "$file: $*"; failed=1; }

for file; do
  [ -f "$file" ] || { fault 'is not there'; continue; }
  segments=$(readelf -lW "$file")
  echo "$segments" | grep -q GNU_RELRO || fault 'has no read-only relocations (-z relro)'
  readelf -dW "$file" | grep -qE 'BIND_NOW|FLAGS.*NOW' || fault 'binds symbols late (-z now)'
  echo "$segments" | grep GNU_STACK | grep -q RWE && fault 'has an executable stack'
  readelf -h "$file" | grep -q 'Type: *DYN' || fault 'is not position independent (-pie)'
  nm -D "$file" | grep -q __stack_chk_fail || fault 'has no stack protector'
  if may_fortify "$file"; then
    nm -D "$file" | grep -q __printf_chk || fault 'has no -D_FORTIFY_SOURCE'
  fi
  case $(uname -m) in
    # The note of the linked file depends on the system's start files too; the instruction does not.
    x86_64) objdump -d "$file" | grep -q endbr64 || fault 'has no -fcf-protection' ;;
  esac
done

[ $failed = 0 ] && echo 'full RELRO, position independent, no executable stack, stack protector, control flow protection'
exit $failed
