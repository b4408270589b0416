#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts an application with mod_auth_openidc and an OpenID Provider behind one private httpd, logs
# in with tokbind, and tells each leg. Usage: demo.sh BUILD-FOLDER
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
examples=$here/../../conf/examples
. "$here/../demo/server.sh"

app=app.localhost
login=login.localhost
secret=known-to-app-and-provider

configuration() {
  common_configuration
  for name in auth_openidc authn_core authz_user; do load_module "$name"; done
  cat <<END
Listen 127.0.0.1:$port
Protocols h2 http/1.1
Define FEDERATION
Define LISTEN 127.0.0.1:$port
Define CERTIFICATE "$dir/server.pem"
Define CERTIFICATE_KEY "$dir/server.key"
Define OP_HOST $login
Define OP_BACKEND 127.0.0.1:$provider_port
Define OP_URL https://$login:$port
Define APP_BACKEND 127.0.0.1:$backend_port
Define CLIENT_SECRET $secret
Define PASSPHRASE for-the-demonstration
Define BINDING_POLICY enforced
OIDCCABundlePath "$dir/ca.pem"
Include "$examples/openid-provider.conf"
Define APP_HOST $app
Include "$examples/mod_auth_openidc.conf"
END
}

check_for_parts() {
  reason=$("$here/prepare.sh" "$build") || fail "$reason"
  [ -f "$modules/mod_auth_openidc.so" ] ||
    fail 'mod_auth_openidc is not here (Debian: libapache2-mod-auth-openidc)'
  grep -q OIDCTokenBindingPolicy "$modules/mod_auth_openidc.so" ||
    fail 'this mod_auth_openidc (2.4.15 or newer) no longer knows Token Binding'
}

set_up() {
  stop_all
  rm -rf "$dir"
  mkdir -p "$dir"
  find_httpd
  check_for_parts
  make_certificate "$app" "$login" >"$dir/openssl.log" 2>&1 ||
    fail "openssl failed: $(tail -n 3 "$dir/openssl.log")"
  # shellcheck disable=SC2046  # three words
  set -- $(free_ports 3)
  port=$1 provider_port=$2 backend_port=$3
  configuration >"$dir/httpd.conf"
  in_background provider node "$build/federation/provider.mjs" "$provider_port" \
    "https://$login:$port" "$secret" "https://$app:$port/callback"
  in_background backend python3 "$here/../demo/backend.py" "$backend_port"
  wait_for "http://127.0.0.1:$backend_port/"
  wait_for "http://127.0.0.1:$provider_port/jwks"
  start_httpd
  url=https://$app:$port/private
  wait_for "https://$login:$port/jwks"
}

# browse WHO OPTIONS... URL: a browser with cookies and keys of its own, and what it did. What all
# have in common is left out of the command that is shown.
browse() {
  who=$1
  shift
  echo "$ tokbind request $*" | sed 's/?\([^&]*\)&.*/?\1\&.../'
  status=0
  "$build/tokbind" request --verbose --max-time 20 --cacert "$dir/ca.pem" \
    --key-store "$dir/keys-of-$who" --cookie "$dir/cookies-of-$who" \
    --cookie-jar "$dir/cookies-of-$who" --header 'Accept: text/html,*/*;q=0.8' --output "$dir/page" \
    "$@" 2>"$dir/trace" || status=$?
  [ "$status" = 0 ] || fail "tokbind ended with $status: $(tail -n 1 "$dir/trace")"
  python3 "$here/legs.py" <"$dir/trace"
}

last() { python3 "$here/legs.py" "$1" <"$dir/trace"; }

log_in() {
  : >"$dir/cookies-of-alice"
  title 'Alice asks the application for a page and is sent to the provider, to log in'
  browse alice --tlsv1.3 --http2 --location "$url"
  title 'She sends the form; the provider sends her back with a code, and the page comes'
  browse alice --tlsv1.3 --http2 --location --data login=alice "$(last url)"
}

show_binding() {
  title 'What the application saw: who she is, and which key her ID token is bound to'
  grep -iE '^(Sec-Provided|OIDC_CLAIM_sub|OIDC_CLAIM_cnf)' "$dir/page"
  id=$(sed -n 's/^Sec-Provided-Token-Binding-ID: //p' "$dir/page")
  echo "$ tokbind id --hash $id"
  "$build/tokbind" id --hash "$id"
}

keep_session() {
  title 'Her session lives on, on another connection'
  browse alice --tlsv1.2 --tls-max 1.2 --http1.1 "$url"
}

steal_session() {
  title 'Mallory has stolen her cookies, but not her keys: to the provider, to log in'
  cp "$dir/cookies-of-alice" "$dir/cookies-of-mallory"
  browse mallory "$url"
  title 'The same without Token Binding'
  cp "$dir/cookies-of-alice" "$dir/cookies-of-mallory"
  browse mallory --no-token-binding "$url"
}

unbound_token() {
  title 'Bob logs in, but on his way somebody has dropped the referred binding'
  : >"$dir/cookies-of-bob"
  browse bob "$url"
  browse bob --location "$(last location)"
  browse bob --location --data login=bob "$(last url)"
  echo 'The page says:'
  sed -n 's/.*<pre>\(.*\)<\/pre>.*/  \1/p' "$dir/page"
}

error_log() {
  title 'What the error log says of it'
  grep auth_openidc:error "$dir/error.log" | sed 's/^.*\] oidc_/oidc_/'
}

farewell() {
  title 'The servers are still running'
  cat <<END
  application    $url
  provider       https://$login:$port/
  configuration  build/demo/httpd.conf, conf/examples/
  logs           build/demo/error.log, build/demo/provider.log
  stop them      ./quickstart.sh stop
END
}

set_up
log_in
show_binding
keep_session
steal_session
unbound_token
error_log
farewell
