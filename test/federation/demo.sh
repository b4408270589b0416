#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts two applications with mod_auth_openidc and an OpenID Provider behind one private httpd, logs
# in with tokbind, and tells each leg. Usage: demo.sh BUILD-FOLDER
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
examples=$here/../../conf/examples
# shellcheck source=server.sh
. "$here/../demo/server.sh"

own=own.localhost        # mod_auth_openidc binds its session itself
sealed=sealed.localhost  # TokenBindingCookie does it, as from mod_auth_openidc 2.4.15 on
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
Define COOKIE_KEYS "$dir/cookie-keys.json"
OIDCCABundlePath "$dir/ca.pem"
Include "$examples/openid-provider.conf"
Define APP_HOST $sealed
Include "$examples/mod_auth_openidc-bound-cookie.conf"
END
  knows_token_binding || return 0
  cat <<END
Define APP_HOST $own
Include "$examples/mod_auth_openidc.conf"
END
}

knows_token_binding() { grep -q OIDCTokenBindingPolicy "$modules/mod_auth_openidc.so"; }

check_for_parts() {
  reason=$("$here/prepare.sh" "$build") || fail "$reason"
  [ -f "$modules/mod_auth_openidc.so" ] ||
    fail 'mod_auth_openidc is not here (Debian: libapache2-mod-auth-openidc)'
}

set_up() {
  stop_all
  rm -rf "$dir"
  mkdir -p "$dir"
  find_httpd
  check_for_parts
  make_certificate "$own" "$sealed" "$login" >"$dir/openssl.log" 2>&1 ||
    fail "openssl failed: $(tail -n 3 "$dir/openssl.log")"
  "$build/tokbind" keys new-cookie-key "$dir/cookie-keys.json" >"$dir/cookie-keys.log"
  # shellcheck disable=SC2046  # three words
  set -- $(free_ports 3)
  port=$1 provider_port=$2 backend_port=$3
  configuration >"$dir/httpd.conf"
  in_background provider node "$build/federation/provider.mjs" "$provider_port" \
    "https://$login:$port" "$secret" "https://$own:$port/callback" \
    "https://$sealed:$port/callback"
  in_background backend python3 "$here/../demo/backend.py" "$backend_port"
  wait_for "http://127.0.0.1:$backend_port/"
  wait_for "http://127.0.0.1:$provider_port/jwks"
  start_httpd
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

# log_in URL
log_in() {
  title 'Alice asks the application for a page and is sent to the provider'
  browse alice --tlsv1.3 --http2 --location "$1"
  case $(last url) in
    */login/*)
      title 'She logs in; the provider sends her back with a code, and the page comes'
      browse alice --tlsv1.3 --http2 --location --data login=alice "$(last url)"
      ;;
    *) echo 'The provider knew her, and the page came.' ;;
  esac
  title 'What the application saw: who she is, and which key her ID token is bound to'
  grep -iE '^(Sec-Provided|OIDC_CLAIM_sub|OIDC_CLAIM_cnf)' "$dir/page"
  id=$(sed -n 's/^Sec-Provided-Token-Binding-ID: //p' "$dir/page")
  echo "$ tokbind id --hash $id"
  "$build/tokbind" id --hash "$id"
}

# keep_and_steal URL
keep_and_steal() {
  title 'Her session lives on, on another connection'
  browse alice --tlsv1.2 --tls-max 1.2 --http1.1 "$1"
  title 'Mallory has stolen her cookies, but not her keys: to the provider, to log in'
  cp "$dir/cookies-of-alice" "$dir/cookies-of-mallory"
  browse mallory "$1"
  title 'The same without Token Binding'
  cp "$dir/cookies-of-alice" "$dir/cookies-of-mallory"
  browse mallory --no-token-binding "$1"
}

# unbound_token URL
unbound_token() {
  title 'Bob logs in, but on his way somebody has dropped the referred binding: refused'
  : >"$dir/cookies-of-bob"
  browse bob "$1"
  browse bob --location "$(last location)"
  browse bob --location --data login=bob "$(last url)"
  sed -n 's/.*<pre>\(.*\)<\/pre>.*/The page says: \1/p; s/.*<h1>\(.*\)<\/h1>.*/The page says: \1/p' \
    "$dir/page"
}

sealed_cookie() {
  title 'The session cookie as Alice holds it, and as mod_auth_openidc set and reads it'
  sed -n "s/.*$sealed.*\(mod_auth_openidc_session\)\t/  \1=/p" "$dir/cookies-of-alice"
  sed -n 's/^Cookie: /  /p' "$dir/page"
}

error_log() {
  title 'What the error log says of all this'
  sed -n 's/^.*\(auth_openidc:error\|token_binding:info\|authz_core:error\)\] .*\] /  \1  /p' \
    "$dir/error.log"
}

farewell() {
  title 'The servers are still running'
  cat <<END
  applications   https://$own:$port/, https://$sealed:$port/
  provider       https://$login:$port/
  configuration  build/demo/httpd.conf, conf/examples/
  logs           build/demo/error.log, build/demo/provider.log
  stop them      ./quickstart.sh stop
END
}

set_up
: >"$dir/cookies-of-alice"
if knows_token_binding; then
  echo "
I. mod_auth_openidc knows Token Binding and binds its session itself"
  log_in "https://$own:$port/private"
  keep_and_steal "https://$own:$port/private"
  unbound_token "https://$own:$port/private"
fi
echo "
II. mod_auth_openidc knows nothing of Token Binding; this module seals its session cookie"
log_in "https://$sealed:$port/private"
sealed_cookie
keep_and_steal "https://$sealed:$port/private"
unbound_token "https://$sealed:$port/private"
error_log
farewell
