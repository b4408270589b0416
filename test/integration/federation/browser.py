# SPDX-License-Identifier: Apache-2.0
"""A browser as RFC 8473 section 5 wants it: a key for each site, cookies, and redirects.

After a redirect that says Include-Referred-Token-Binding-ID, in answer to a bound request, the next
request carries a referred binding: the key of the site that redirected, signed over the connection
to the site that it redirected to.
"""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from tokenbinding import wire
from tokenbinding.client import BoundClient
from tokenbinding.keys import EcKey, Key
from tokenbinding.response import Response

INCLUDE_REFERRED = "Include-Referred-Token-Binding-ID"
MOST_REDIRECTS = 12
ACCEPT = ("Accept", "text/html,*/*;q=0.8")  # mod_auth_openidc sends nobody else to log in


@dataclass
class Leg:
    """One request and what came back; `referred` is the site whose key was revealed."""

    url: str
    response: Response
    referred: str | None = None

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def leads_to(self) -> str | None:
        location = self.response.value("Location")
        return urljoin(self.url, location) if location else None


class Browser:
    """`bound` False is one without Token Binding. `reveals` replaces the key that is referred."""

    def __init__(self, tls: str = "1.3", protocol: str = "h1", bound: bool = True):
        self.tls, self.protocol, self.bound = tls, protocol, bound
        self.keys: dict[str, Key] = {}
        self.cookies: dict[str, dict[str, str]] = {}
        self.reveals: Key | None = None
        self.legs: list[Leg] = []

    def key_for(self, host: str) -> Key:
        return self.keys.setdefault(host, EcKey())

    def id_for(self, host: str) -> str:
        return wire.base64url(self.key_for(host).id)

    def cookie(self, host: str, name: str) -> str | None:
        return self.cookies.get(host, {}).get(name)

    def thief(self, bound: bool) -> "Browser":
        """Someone who holds all cookies and none of the keys."""
        other = Browser(self.tls, self.protocol, bound)
        other.cookies = {host: dict(jar) for host, jar in self.cookies.items()}
        return other

    def forget(self, host: str) -> None:
        """Its cookies, not its key."""
        self.cookies.pop(host)

    def close(self) -> None:
        """Each request had a connection of its own."""

    def get(self, url: str) -> Leg:
        """Follows redirects; the last leg is the result, all are in `legs`."""
        return self._follow(self.step(url))

    def post(self, url: str, form: dict) -> Leg:
        return self._follow(self.step(url, form))

    def step(self, url: str, form: dict | None = None, referred: str | None = None,
             headers=()) -> Leg:
        """One request, without following."""
        parts = urlsplit(url)
        offer = {} if self.bound else {"offer": None}
        client = BoundClient(parts.port, parts.hostname, self.tls, self.protocol,
                             self.key_for(parts.hostname), authority=parts.netloc, **offer)
        fields = [ACCEPT, *headers, *self._binding(client, referred), *self._cookie(parts.hostname)]
        body = None
        if form is not None:
            body = urlencode(form).encode()
            fields.append(("Content-Type", "application/x-www-form-urlencoded"))
        path = parts.path + ("?" + parts.query if parts.query else "")
        try:
            response = client.http.request("GET" if form is None else "POST", path, fields, body)
        finally:
            client.close()
        self._keep_cookies(parts.hostname, response)
        self.legs.append(Leg(url, response, referred))
        return self.legs[-1]

    def _follow(self, leg: Leg) -> Leg:
        for _ in range(MOST_REDIRECTS):
            if not 300 <= leg.response.status <= 399:
                return leg
            asked = self.bound and leg.response.value(INCLUDE_REFERRED) == "true"
            leg = self.step(leg.leads_to, referred=urlsplit(leg.url).hostname if asked else None)
        raise AssertionError("redirects without end, now to " + leg.url)

    def _binding(self, client: BoundClient, referred: str | None) -> list:
        if not self.bound:
            return []
        more = [client.referred(self.reveals or self.key_for(referred))] if referred else []
        return [client.header(*more)]

    def _cookie(self, host: str) -> list:
        held = self.cookies.get(host)
        return [("Cookie", "; ".join("%s=%s" % pair for pair in held.items()))] if held else []

    def _keep_cookies(self, host: str, response: Response) -> None:
        jar = self.cookies.setdefault(host, {})
        for line in response.values("Set-Cookie"):
            name, _, value = line.split(";")[0].partition("=")
            expired = "expires=thu, 01 jan 1970" in line.lower()
            if expired or not value:
                jar.pop(name, None)
            else:
                jar[name] = value
