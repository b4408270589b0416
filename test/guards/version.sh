#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when what is written by hand of the version differs from configure.ac, where it is decided.
#
# usage: version.sh [TREE]
tree=${1:-${srcdir:-.}}
version=$(sed -n 's/^AC_INIT(\[mod_token_binding\], \[\([^]]*\)\].*/\1/p' "$tree/configure.ac")
failed=0
fault() { echo "$*, configure.ac says $version"; failed=1; }

[ -n "$version" ] || { echo 'configure.ac has no version'; exit 1; }
sed -n '1s/.*(\(.*\)-[^-]*).*/\1/p' "$tree/debian/changelog" | grep -qxF "$version" ||
  fault 'debian/changelog begins with another version'
grep -q "^\* .* - $version-" "$tree/redhat/mod_token_binding.spec.in" ||
  fault 'the changelog of the spec lacks the version'
grep -qxF "## $version" "$tree/NEWS.md" || fault 'NEWS.md lacks the version'
other=$(grep -oE 'mod[-_]token[-_]binding[-_][0-9][0-9.]*[0-9]' "$tree/README.md" | grep -vE -- "[-_]$version\$")
# shellcheck disable=SC2086  # words
[ -z "$other" ] || fault "README.md has commands for" $other

[ $failed = 0 ] && echo "$version throughout"
exit $failed
