#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets with libFuzzer, ASan and UBSan below ./fuzz-build and runs each.
#
# usage: CXX=clang++ CPPFLAGS=... LIBS=... run.sh SOURCE-TREE SECONDS TARGET...
# Needs clang and its runtime library (Debian: clang, libclang-rt-14-dev). What a run finds stands in
# fuzz-build/TARGET.found; a seed worth keeping goes to test/fuzz/corpus.
set -eu
tree=$1
seconds=$2
shift 2
flags="-std=c++20 -g -O1 -fno-exceptions -fno-rtti -fno-omit-frame-pointer
  -fsanitize=address,undefined -fno-sanitize-recover=undefined"
out=fuzz-build
mkdir -p $out

# An object is stale when its source, or any header, is newer.
is_fresh() {
  [ -f "$2" ] && [ -z "$(find "$tree/src" "$tree/test/unit/support" "$tree/test/fuzz" \
    \( -name '*.h' -o -path "$1" \) -newer "$2")" ]
}
object_of() { echo "$out/$(echo "${1#"$tree"/}" | tr / _).o"; }
compile() {
  object=$(object_of "$1")
  # shellcheck disable=SC2086  # lists of words
  is_fresh "$1" "$object" ||
    $CXX $CPPFLAGS $flags -fsanitize=fuzzer-no-link -c "$1" -o "$object"
}

objects=
for source in "$tree"/src/core/*.cpp "$tree"/src/ossl/*.cpp "$tree"/src/tls/*.cpp \
  "$tree"/src/verify/*.cpp "$tree"/src/policy/*.cpp "$tree"/src/bind/*.cpp \
  "$tree"/test/unit/support/octets.cpp "$tree"/test/unit/support/reference.cpp; do
  compile "$source"
  objects="$objects $(object_of "$source")"
done

failed=0
for target in "$@"; do
  compile "$tree/test/fuzz/$target.cpp"
  # shellcheck disable=SC2086  # lists of words
  $CXX $flags -fsanitize=fuzzer "$(object_of "$tree/test/fuzz/$target.cpp")" $objects $LIBS \
    -o "$out/$target"
  mkdir -p "$out/$target.corpus" "$out/$target.found"
  # 4096 octets are longer than any honest input.
  "$out/$target" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 \
    -artifact_prefix="$out/$target.found/" "$out/$target.corpus" \
    "$tree/test/fuzz/corpus/${target#fuzz_}" 2>"$out/$target.log" || failed=1
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$target.log")
  echo "$target: ${runs:-0} runs, $(find "$out/$target.found" -type f | wc -l) findings"
  grep -E '^broken:|SUMMARY:|runtime error' "$out/$target.log" || true
done
exit $failed
