# SPDX-License-Identifier: Apache-2.0
"""httpd.conf as values: virtual hosts that are built fluently, and the little they need around."""

from dataclasses import dataclass, field
from pathlib import Path

from tokenbinding.waiting import seconds

from . import installation

MODULES = ("authz_core", "authn_core", "authz_host", "unixd", "log_config", "alias", "dir", "env",
           "headers", "setenvif", "rewrite", "include", "filter", "ssl", "socache_shmcb",
           "proxy", "proxy_http", "status")

# One child for all connections, so that what one connection leaves behind could reach the next.
MPM_LINES = {
    "event": ("StartServers 1", "ServerLimit 4", "ThreadLimit 16", "ThreadsPerChild 16",
              "MinSpareThreads 1", "MaxSpareThreads 17", "MaxRequestWorkers 16"),
    "worker": ("StartServers 1", "ServerLimit 4", "ThreadLimit 16", "ThreadsPerChild 16",
               "MinSpareThreads 1", "MaxSpareThreads 17", "MaxRequestWorkers 16"),
    "prefork": ("StartServers 2", "MinSpareServers 1", "MaxSpareServers 4",
                "MaxRequestWorkers 12"),
}


class VHost:
    """A virtual host; `certificate` is a name the Authority issued, None for plain HTTP."""

    def __init__(self, name: str, certificate: str | None = "shared"):
        self.name = name
        self.certificate = certificate
        self.lines: list[str] = []

    def add(self, *lines: str) -> "VHost":
        self.lines += lines
        return self

    def location(self, path: str, *lines: str) -> "VHost":
        return self.add('<Location "%s">' % path, *lines, "</Location>")

    def text(self, port: int, keys: Path) -> str:
        tls = [] if self.certificate is None else [
            "SSLEngine on",
            'SSLCertificateFile "%s/%s.pem"' % (keys, self.certificate),
            'SSLCertificateKeyFile "%s/%s.key"' % (keys, self.certificate)]
        return "\n".join(["<VirtualHost 127.0.0.1:%d>" % port, "ServerName %s" % self.name,
                          *tls, *self.lines, "</VirtualHost>"])


@dataclass
class Configuration:
    """All of httpd.conf, and the `pages` below the document root.

    `main` are lines of the main server, which each virtual host inherits. Any line may have
    ${TLS_PORT} and ${PLAIN_PORT}.
    """

    mpm: str = "event"
    vhosts: list = field(default_factory=list)
    main: list = field(default_factory=list)
    mpm_lines: tuple | None = None
    modules: tuple = ()
    with_mod_ssl: bool = True
    pages: dict = field(default_factory=dict)
    with_module: bool = True

    def text(self, tls_port: int, plain_port: int, keys: Path) -> str:
        hosts = [host.text(tls_port if host.certificate else plain_port, keys)
                 for host in self.vhosts]
        return "\n".join([*self._loading(), *self._basics(tls_port, plain_port),
                          *self.main, *hosts, ""])

    def _loading(self) -> list[str]:
        special = (("cgi",) if self.mpm == "prefork" else ("cgid", "http2"))
        common = [name for name in MODULES if self.with_mod_ssl or name != "ssl"]
        lines = installation.load_lines(
            ("mpm_" + self.mpm, *common, *special, *self.modules))
        if self.with_module:
            lines.append('LoadModule token_binding_module "%s"' % installation.module_under_test())
            lines.append("LogLevel notice token_binding:debug")
        return lines

    def _basics(self, tls_port: int, plain_port: int) -> list[str]:
        return [
            "ServerName localhost",
            "Define TLS_PORT %d" % tls_port, "Define PLAIN_PORT %d" % plain_port,
            "Listen 127.0.0.1:%d" % tls_port, "Listen 127.0.0.1:%d" % plain_port,
            *installation.identity_lines(),
            "DefaultRuntimeDir run", "PidFile run/httpd.pid",
            "ErrorLog logs/error_log",
            'LogFormat "%P %{tid}P %>s %U" who', "CustomLog logs/access_log who",
            *(self.mpm_lines or MPM_LINES[self.mpm]),
            "Timeout 20", "KeepAliveTimeout 20", "MaxKeepAliveRequests 0",
            "GracefulShutdownTimeout %d" % seconds(10),
            *(['SSLSessionCache "shmcb:run/sessions(512000)"'] if self.with_mod_ssl else []),
            *(["ScriptSock cgid.sock", "Protocols h2 http/1.1"]
              if self.mpm != "prefork" else []),
        ]
