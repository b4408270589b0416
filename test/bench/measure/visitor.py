# SPDX-License-Identifier: Apache-2.0
"""A client that repeats one kind of request, with the header fields of a browser."""

from server.fleet import Site
from tokenbinding.client import HEADER, BoundClient

PAGE = "/index.html"
FIELDS = (
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.5"),
    ("Accept-Encoding", "gzip, deflate, br, zstd"),
    ("Cookie", "session=0123456789abcdef0123456789abcdef"),
)
# As long as a message of one P-256 binding, for servers that take no notice of it.
NO_MESSAGE = "A" * 190


class Visitor:
    """`offers` tells whether its connections offer Token Binding."""

    def __init__(self, site: Site, protocol: str = "h1", offers: bool = False,
                 host: str = "a.test"):
        self._site = site
        self._options = {"protocol": protocol, **({} if offers else {"offer": None})}
        self._host = host
        self.client = self.connect()
        self._repeated = self.fresh_header()

    def connect(self) -> BoundClient:
        return BoundClient(self._site.server.port, self._host, **self._options)

    def fresh_header(self) -> tuple[str, str]:
        return self.client.header() if self.client.negotiated else (HEADER, NO_MESSAGE)

    def get(self, *more) -> int:
        return self.client.get(PAGE, [*FIELDS, *more]).status

    def plain(self) -> None:
        assert self.get() == 200

    def repeat(self) -> None:
        assert self.get(self._repeated) == 200

    def fresh(self) -> None:
        assert self.get(self.fresh_header()) == 200

    def malformed(self) -> None:
        """For a host that ignores what is invalid: the connection stays."""
        assert self.get((HEADER, NO_MESSAGE)) == 200

    def forged(self) -> None:
        text = self._repeated[1]
        middle = len(text) * 3 // 4
        other = "A" if text[middle] != "A" else "B"
        assert self.get((HEADER, text[:middle] + other + text[middle + 1:])) == 200

    def new_connection(self, bound: bool = False, header=None, status: int = 200) -> None:
        """Connects anew and asks once, with a header made for that connection or a given one."""
        self.client.close()
        self.client = self.connect()
        if bound:
            header = self.fresh_header()
        assert self.get(*([header] if header else [])) == status

    def end(self) -> None:
        self.client.close()
