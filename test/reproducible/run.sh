#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the tarball, the module with its client, and the Debian packages twice each, in two folders
# whose names differ in length, and fails when a byte differs or the tarball lacks a file.
#
# usage: run.sh GIT-CLONE FOLDER
# shellcheck disable=SC2317  # functions that are called by name
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL || true  # no job server from above
tree=$1
folder=$2
one=$folder/one
two=$folder/the-second-one
version=$(sed -n 's/^AC_INIT(\[mod_token_binding\], \[\([^]]*\)\].*/\1/p' "$tree/configure.ac")
name=mod_token_binding-$version

commit=$(git -C "$tree" rev-parse HEAD)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$tree" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
failed=0

# twice FUNCTION: in both folders, in a shell of its own that ends at the first failure (which it
# would not do on the left of ||)
twice() {
  for place in "$one" "$two"; do
    (set -e; cd "$place"; "$1") >"$place/$1.log" 2>&1 &
    wait $! || { tail -n 30 "$place/$1.log"; exit 1; }
  done
}

# same FILE...: of the first folder, and its namesake in the second
same() {
  for file; do
    if cmp "$one/$file" "$two/$file"; then
      echo "the same  $(sha256sum "$one/$file" | cut -c1-16)  $file"
    else
      failed=1
    fi
  done
}

tarball() {
  git clone -q "$tree" clone
  cd clone
  git checkout -q "$commit"
  autoreconf -fi
  ./configure
  make dist
  cp "$name.tar.gz" ..
}

plain() {
  cd clone
  make -j"$(nproc)"
}

packages() {
  mkdir debian
  tar xzf "$name.tar.gz" -C debian
  cp "$name.tar.gz" "debian/mod-token-binding_$version.orig.tar.gz"
  cd "debian/$name"
  DEB_BUILD_OPTIONS=nocheck dpkg-buildpackage -us -uc
}

rm -rf "$one" "$two"
mkdir -p "$one" "$two"

twice tarball
same "$name.tar.gz"
tar tzf "$one/$name.tar.gz" | sed "s,^$name/,," | sort >"$one/packed"
git -C "$tree" ls-tree -r --name-only "$commit" | sort | comm -13 "$one/packed" - >"$one/left-out"
if [ -s "$one/left-out" ]; then
  sed 's/^/not in the tarball: /' "$one/left-out"
  failed=1
fi

twice plain
same clone/.libs/mod_token_binding.so clone/tokbind

if command -v dpkg-buildpackage >/dev/null; then
  twice packages
  cd "$one"
  # .buildinfo and .changes tell when and where the build was.
  same debian/*.deb debian/*.dsc debian/*.tar.*
else
  echo 'dpkg-buildpackage is not here: no Debian packages'
fi
exit $failed
