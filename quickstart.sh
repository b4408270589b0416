#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One command each: build and see it work, build and test it, or stop what `demo` left running.
set -eu

cd "$(dirname "$0")"
root=$(pwd)
build=$root/build

usage() {
  cat <<'END'
usage: ./quickstart.sh COMMAND

  demo             install what is needed, build, start a private Apache on loopback, show it
  demo-federation  the same with mod_auth_openidc and an OpenID Provider behind the module
  check            install what is needed, build, run all tests
  build            install what is needed and build into build/
  stop             stop what a demo left running

Nothing outside this folder is changed, but for the packages that are installed.
END
}

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# apache2-bin has httpd and mod_ssl without the service that apache2 would start on port 80.
debian_build='g++ make autoconf automake libtool pkg-config apache2-bin apache2-dev apache2-ssl-dev
  libssl-dev libcjose-dev libjansson-dev libcurl4-openssl-dev libpsl-dev check curl openssl python3'
debian_check='php-fpm python3-pytest python3-cryptography python3-h2 python3-jwcrypto python3-jwt valgrind
  softhsm2 opensc libengine-pkcs11-openssl python3-prometheus-client chromium chromium-driver'
fedora_build='gcc-c++ make autoconf automake libtool pkgconf-pkg-config httpd httpd-devel mod_ssl
  mod_http2 openssl openssl-devel cjose-devel jansson-devel libcurl-devel libpsl-devel check-devel
  curl python3'
fedora_check='python3-pytest python3-cryptography python3-h2 python3-jwcrypto python3-jwt valgrind'

missing_debian() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' ||
      printf '%s ' "$package"
  done
}

install_debian() {
  missing=$(missing_debian "$@")
  [ -n "$missing" ] || return 0
  say "Installing $missing"
  as_root apt-get update -q >"$build/packages.log" 2>&1 || true  # a stale list may still do
  # shellcheck disable=SC2086  # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
    $missing >>"$build/packages.log" 2>&1 ||
    fail "apt-get could not install them; its words are in $build/packages.log"
}

install_fedora() {
  say "Installing what is missing of $*"
  as_root dnf install -y "$@" >"$build/packages.log" 2>&1 ||
    fail "dnf could not install them; its words are in $build/packages.log (on RHEL, enable EPEL and CRB)"
}

# install_packages KIND: build or check
install_packages() {
  mkdir -p "$build"
  # shellcheck disable=SC2046,SC2086  # lists of words
  if command -v apt-get >/dev/null; then
    set -- $debian_build $([ "$1" = check ] && echo $debian_check)
    install_debian "$@"
  elif command -v dnf >/dev/null; then
    set -- $fedora_build $([ "$1" = check ] && echo $fedora_check)
    install_fedora "$@"
  else
    fail 'neither apt-get nor dnf is here: install what README.md lists, then use ./configure'
  fi
}

# Debian 12 has a mod_auth_openidc that fits and a Node.js that does not, Debian 13 the reverse.
debian_federation() {
  echo libapache2-mod-auth-openidc
  command -v node >/dev/null && return 0
  case $(apt-cache policy nodejs | sed -n 's/^ *Candidate: \([0-9]*\).*/\1/p') in
    2[0-9] | [3-9][0-9]) echo nodejs npm ;;
  esac
}

# Whatever cannot be had is missed by the federation tests alone, which say so and are left out.
install_federation() {
  # shellcheck disable=SC2046  # lists of words
  if command -v apt-get >/dev/null; then
    (install_debian $(debian_federation)) || true
  elif command -v dnf >/dev/null; then
    (install_fedora mod_auth_openidc nodejs npm) || true
  fi
}

# Compilers that the sources are known to be without warnings in.
werror() {
  case $("${CXX:-g++}" -dumpversion) in 1[1-4] | 1[1-4].*) echo --enable-werror ;; esac
}

build_all() {
  say 'Building (the words of autoreconf, configure and make are in build/build.log)'
  {
    [ -x configure ] || autoreconf -fi
    cd "$build"
    # shellcheck disable=SC2046  # nothing or one word
    [ -f Makefile ] || "$root/configure" $(werror)
    make -j"$(nproc)"
  } >"$build/build.log" 2>&1 || {
    tail -n 30 "$build/build.log" >&2
    fail 'the build failed; the end of build/build.log is above'
  }
  cd "$root"
}

run_checks() {
  status=0
  for target in check check-integration check-rows check-sanitize; do
    say "make $target"
    make -C "$build" --no-print-directory -j"$(nproc)" "$target" || status=1
  done
  say 'All of it'
  python3 "$root/test/summarize.py" "$build" || status=1
  return $status
}

case ${1-} in
  demo)
    install_packages build
    build_all
    exec sh test/demo/demo.sh "$build"
    ;;
  demo-federation)
    install_packages build
    install_federation
    build_all
    exec sh test/federation/demo.sh "$build"
    ;;
  build)
    install_packages build
    build_all
    ;;
  check)
    install_packages check
    install_federation
    build_all
    run_checks
    ;;
  stop)
    exec sh test/demo/stop.sh "$build"
    ;;
  help | -h | --help)
    usage
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
