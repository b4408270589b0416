#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when a built file lacks the protections that configure asks compiler and linker for.
#
# usage: hardening.sh [FILE...]
[ $# -gt 0 ] || set -- .libs/mod_token_binding.so $(ls tokbind 2>/dev/null)
failed=0
fault() { echo "$file: $*"; failed=1; }

for file; do
  [ -f "$file" ] || { fault 'is not there'; continue; }
  segments=$(readelf -lW "$file")
  echo "$segments" | grep -q GNU_RELRO || fault 'has no read-only relocations (-z relro)'
  readelf -dW "$file" | grep -qE 'BIND_NOW|FLAGS.*NOW' || fault 'binds symbols late (-z now)'
  echo "$segments" | grep GNU_STACK | grep -q RWE && fault 'has an executable stack'
  nm -D "$file" | grep -q __stack_chk_fail || fault 'has no stack protector'
  case $(uname -m) in
    # The note of the linked file depends on the system's start files too; the instruction does not.
    x86_64) objdump -d "$file" | grep -q endbr64 || fault 'has no -fcf-protection' ;;
  esac
done

[ $failed = 0 ] && echo 'full RELRO, no executable stack, stack protector, control flow protection'
exit $failed
