#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts the programs of test/NAME with their packages into BUILD-FOLDER/NAME, never into the sources.
# Where that cannot be done it says why in one line and ends with 77.
# Usage: prepare.sh BUILD-FOLDER [NAME]   NAME: federation (the default) or tokens
set -eu
name=${2:-federation}
here=$(cd "$(dirname "$0")/../$name" && pwd)
to=$1/$name

leave() {
  printf '%s\n' "$*"
  exit 77
}

command -v node >/dev/null || leave 'Node.js 20 or newer is not here (no node)'
version=$(node --version)
major=${version#v}
# oidc-provider signs with the WebCrypto that is a global since version 20.
[ "${major%%.*}" -ge 20 ] || leave "Node.js 20 or newer is not here (node is $version)"
command -v npm >/dev/null || leave 'npm is not here'

mkdir -p "$to"
cp "$here"/*.mjs "$here/package.json" "$here/package-lock.json" "$to"
cmp -s "$to/package-lock.json" "$to/installed" && exit 0
(cd "$to" && timeout 90 npm ci --ignore-scripts --no-audit --no-fund --prefer-offline \
  --fetch-retries=1 --fetch-timeout=20000) >"$to/npm.log" 2>&1 ||
  leave "npm cannot install the packages of test/$name; its words are in $to/npm.log"
cp "$to/package-lock.json" "$to/installed"
