# SPDX-License-Identifier: Apache-2.0
# To be sourced: a private httpd in a folder of its own. Needs $build; sets $dir and functions.
# shellcheck shell=sh disable=SC2154

dir=$build/demo

fail() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
  bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi
title() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# Two ports that nobody listens on now.
free_ports() {
  python3 - "$1" <<'END'
import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[one.getsockname()[1] for one in held])
END
}

# Certificate of a CA that lives only here, for localhost and the names given.
make_certificate() {
  names=DNS:localhost,IP:127.0.0.1
  for name in "$@"; do names=$names,DNS:$name; done
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -subj '/CN=mod_token_binding demo CA' -keyout "$dir/ca.key" -out "$dir/ca.pem"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -subj '/CN=localhost' -keyout "$dir/server.key" -out "$dir/server.csr"
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' "$names" >"$dir/san"
  openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
    -days 30 -extfile "$dir/san" -out "$dir/server.pem"
}

# load_module NAME: unless it is compiled in
load_module() {
  "$httpd" -l | grep -q "mod_$1\.c" || echo "LoadModule ${1}_module $modules/mod_$1.so"
}

find_httpd() {
  apxs=$(command -v apxs || command -v apxs2 || echo /usr/sbin/apxs)
  httpd=$("$apxs" -q SBINDIR)/$("$apxs" -q PROGNAME)
  modules=$("$apxs" -q LIBEXECDIR)
}

common_configuration() {
  for name in mpm_event unixd log_config authz_core headers ssl http2 proxy proxy_http \
    socache_shmcb status; do
    load_module "$name"
  done
  cat <<END
LoadModule token_binding_module "$build/.libs/mod_token_binding.so"
ServerRoot "$dir"
ServerName localhost
PidFile "$dir/httpd.pid"
DefaultRuntimeDir "$dir"
Mutex file:$dir default
ErrorLog "$dir/error.log"
LogLevel warn token_binding:info
LogFormat "%h \"%r\" %>s %{TOKEN_BINDING_STATUS}e" binding
CustomLog "$dir/access.log" binding
END
  if [ "$(id -u)" = 0 ]; then
    for user in www-data apache nobody; do
      id "$user" >/dev/null 2>&1 && printf 'User %s\nGroup %s\n' "$user" "$(id -gn "$user")" && break
    done
  fi
}

start_httpd() {
  "$httpd" -f "$dir/httpd.conf" -t 2>"$dir/test.log" || fail "$(cat "$dir/test.log")"
  "$httpd" -f "$dir/httpd.conf" </dev/null >/dev/null 2>>"$dir/test.log"
}

# in_background NAME COMMAND...: leaves its process number for stop.sh
in_background() {
  name=$1
  shift
  setsid "$@" </dev/null >"$dir/$name.log" 2>&1 &
  echo $! >"$dir/$name.pid"
}

wait_for() {
  tries=0
  until curl -sf -o /dev/null --cacert "$dir/ca.pem" "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "nothing answers at $1; see $dir/error.log"
    sleep 0.1
  done
}

stop_all() {
  for file in "$dir"/*.pid; do
    [ -f "$file" ] || continue
    kill "$(cat "$file")" 2>/dev/null || true
    rm -f "$file"
  done
}
