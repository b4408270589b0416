#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts a private httpd in front of a plain application and shows what the module does.
# Usage: demo.sh BUILD-FOLDER
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=server.sh
. "$here/server.sh"

# show COMMAND...: prints the command as one would type it, then what it says
show() {
  printf '$ %s\n' "$*" | sed "s|$build|build|g"
  status=0
  "$@" || status=$?
  [ "$status" = 0 ] || echo "(exit status $status)"
}

only_token_binding() { grep -iE '^(GET|HTTP)|token-binding' || echo '(nothing about Token Binding)'; }

set_up() {
  stop_all
  rm -rf "$dir"
  mkdir -p "$dir"
  find_httpd
  # shellcheck disable=SC2119  # names of its own choice are for others
  make_certificate >"$dir/openssl.log" 2>&1 || fail "openssl failed: $(tail -n 3 "$dir/openssl.log")"
  "$build/tokbind" keys new-cookie-key "$dir/cookie-keys.json" >"$dir/cookie-keys.log"
  # shellcheck disable=SC2046  # two words
  set -- $(free_ports 2)
  https_port=$1 backend_port=$2
  { common_configuration; cat <<END
Listen 127.0.0.1:$https_port
Protocols h2 http/1.1
<VirtualHost 127.0.0.1:$https_port>
  ServerName localhost
  SSLEngine On
  SSLCertificateFile "$dir/server.pem"
  SSLCertificateKeyFile "$dir/server.key"

  TokenBindingEnabled On
  TokenBindingPassVar provided referred
  TokenBindingCookieKeys "$dir/cookie-keys.json"
  TokenBindingCookie SID

  ProxyPass /server-status !
  ProxyPass / http://127.0.0.1:$backend_port/
  <Location /server-status>
    SetHandler server-status
  </Location>
</VirtualHost>
END
  } >"$dir/httpd.conf"
  in_background backend python3 "$here/backend.py" "$backend_port"
  wait_for "http://127.0.0.1:$backend_port/"
  start_httpd
  url=https://localhost:$https_port
  wait_for "$url/"
}

tokbind() { show "$build/tokbind" request --cacert "$dir/ca.pem" --key-store "$dir/keys" "$@"; }

shortened() { sed 's/\(SID=.\{40\}\)[^;]*/\1.../'; }

# What the project is for: the application is not changed, and its cookie is no use to a thief.
stolen_session() {
  jar=$dir/jar
  account=$url/account
  title 'An application that knows nothing of Token Binding. Alice logs in; it sets a session cookie'
  tokbind -i -c "$jar" -d user=alice "$url/login" | grep -iE '^\$|set-cookie|Hello' | shortened
  echo '(the module has sealed it to the key of her client: the application said SID= and 32 hex digits)'
  title 'Her session works as ever'
  tokbind -b "$jar" "$account"
  title 'A thief has copied her cookies, and brings them without Token Binding'
  show curl -s --cacert "$dir/ca.pem" -b "$jar" "$account"
  title 'with Token Binding, and a key of his own'
  show "$build/tokbind" request --cacert "$dir/ca.pem" --ephemeral -b "$jar" "$account"
  title 'and with her message, captured on her connection'
  header=$("$build/tokbind" request --cacert "$dir/ca.pem" --key-store "$dir/keys" \
    --print-header -o /dev/null "$url/captured")
  show "$build/tokbind" request -i --cacert "$dir/ca.pem" -b "$jar" --replay "$header" "$account" |
    sed "s|$header|HEADER|" | grep -E '^\$|^HTTP/'
  title 'Hers goes on'
  tokbind -b "$jar" "$account"
}

bound_requests() {
  for tls in 1.2 1.3; do
    for http in http1.1 http2; do
      title "A bound request on TLS $tls and $http, and what the application saw"
      tokbind -v --tlsv$tls --tls-max $tls --$http "$url/bound" 2>&1 | grep -iE \
        '^\$|Token Binding:|^Sec-|^GET|^< HTTP/'
    done
  done
}

replay() {
  for tls in 1.2 1.3; do
    for http in http1.1 http2; do
      title "The same header, captured and replayed on another connection (TLS $tls, $http)"
      header=$("$build/tokbind" request --cacert "$dir/ca.pem" --key-store "$dir/keys" \
        --tlsv$tls --tls-max $tls --$http --print-header -o /dev/null "$url/captured")
      tokbind -i --tlsv$tls --tls-max $tls --$http --replay "$header" "$url/replayed" |
        sed "s|$header|HEADER|" | grep -E '^\$|^HTTP/|Bad Request' | uniq
    done
  done
  title 'What the error log says of it'
  grep -m 1 'token_binding:info' "$dir/error.log" | sed 's/^.*\] \(AH\)*//'
}

forged_and_plain() {
  forged='Sec-Provided-Token-Binding-ID: AgBBQ-forged'
  title 'A forged result header from a plain client (curl): removed'
  show curl -s --cacert "$dir/ca.pem" -H "$forged" -H "$(echo "$forged" | tr - _)" "$url/forged" |
    only_token_binding
  title 'A plain client: served, without an ID'
  show curl -s --cacert "$dir/ca.pem" "$url/plain" | only_token_binding
}

farewell() {
  title 'The server is still running; try it'
  cat <<END
  build/tokbind request --cacert build/demo/ca.pem --key-store build/demo/keys $url/
  build/tokbind check --cacert build/demo/ca.pem $url/
  curl --cacert build/demo/ca.pem $url/server-status?auto

  configuration  build/demo/httpd.conf
  logs           build/demo/error.log, build/demo/access.log
  stop it        ./quickstart.sh stop
END
}

set_up
stolen_session
bound_requests
replay
forged_and_plain
farewell
