# SPDX-License-Identifier: Apache-2.0
"""One chromedriver, and browsers with a profile of their own.

Device-bound sessions need a key store. On Linux the browser has one for tests alone, in software:
that is what FEATURES switch on. The DevTools events are the witness of what the browser did.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from server.httpd import free_ports
from tokenbinding.waiting import seconds, until

FEATURES = "DeviceBoundSessions%s,EnableBoundSessionCredentialsSoftwareKeysForManualTesting"
WITHOUT_QUOTA = ":RefreshQuota/false"


def binaries() -> tuple[str, str] | None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def pin_of(certificate: Path) -> str:
    """What --ignore-certificate-errors-spki-list takes."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    octets = key.public_bytes(serialization.Encoding.DER,
                              serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(octets).digest()).decode()


class Driver:
    """A chromedriver process; `browser` opens one with a fresh profile."""

    def __init__(self, directory: Path, certificate: Path):
        self._browser, driver = binaries()
        self._pin = pin_of(certificate)
        self._directory = directory
        [self._port] = free_ports(1)
        self._log = (directory / "chromedriver.log").open("wb")
        self._process = subprocess.Popen(
            [driver, "--port=%d" % self._port, "--allowed-ips=127.0.0.1"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        assert until(self._ready, 20), "chromedriver does not answer"

    def _ready(self) -> bool:
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def call(self, method: str, path: str, body: dict | None = None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self._port, path), data,
                                         {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=seconds(60)) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            fault = json.loads(error.read())["value"]
            raise WebDriverError(fault["error"], fault["message"]) from None

    def browser(self, profile: Path | None = None, features: str | None = None,
                quota: bool = False, arguments=()) -> "Browser":
        """`features` is empty for a browser that knows nothing of device-bound sessions."""
        if features is None:
            features = FEATURES % ("" if quota else WITHOUT_QUOTA)
        if profile is None:
            profile = Path(tempfile.mkdtemp(prefix="profile-", dir=self._directory))
        options = {
            "binary": self._browser,
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--no-first-run", "--no-proxy-server", "--user-data-dir=%s" % profile,
                     "--host-resolver-rules=MAP * 127.0.0.1, EXCLUDE localhost",
                     "--ignore-certificate-errors-spki-list=" + self._pin,
                     *(["--enable-features=" + features] if features else []), *arguments],
        }
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"performance": "ALL"},
            "timeouts": {"pageLoad": 30000, "script": 30000}}}})
        return Browser(self, session["sessionId"], profile)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(seconds(10))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(seconds(10))
        self._log.close()


class WebDriverError(Exception):
    """What chromedriver refused, by its name and in its words."""


class Browser:
    def __init__(self, driver: Driver, session: str, profile: Path):
        self._driver = driver
        self._path = "/session/" + session
        self.profile = profile
        self._events: list[dict] = []
        self.cdp("Network.enable")
        self.cdp("Network.enableDeviceBoundSessions", enable=True)

    def _call(self, method: str, path: str, body: dict | None = None):
        return self._driver.call(method, self._path + path, body)

    def cdp(self, command: str, **parameters):
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def go(self, url: str) -> str:
        """The text of the page after a navigation, as if its address had been typed."""
        self._call("POST", "/url", {"url": url})
        return self.text()

    def text(self) -> str:
        return self.run("return document.body ? document.body.innerText : ''")

    def address(self) -> str:
        return self._call("GET", "/url")

    def run(self, script: str, *arguments):
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script: str, *arguments):
        """`done` in the script takes the result."""
        return self._call("POST", "/execute/async", {
            "script": "const done = arguments[arguments.length - 1];" + script,
            "args": list(arguments)})

    def fetch(self, url: str, **options) -> dict:
        """A fetch of the page's own."""
        return self.run_async(
            "fetch(arguments[0], arguments[1])"
            ".then(r => r.text().then(text => done({status: r.status, text})))"
            ".catch(e => done({status: 0, text: String(e)}))", url, options)

    def click(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).click()", selector)

    def cookies(self) -> dict[str, dict]:
        found = self.cdp("Network.getAllCookies")["cookies"]
        return {cookie["name"]: cookie for cookie in found}

    def delete_cookie(self, cookie: dict) -> None:
        self.cdp("Network.deleteCookies", name=cookie["name"], domain=cookie["domain"],
                 path=cookie["path"])

    def set_cookie(self, **cookie) -> None:
        self.cdp("Network.setCookie", **cookie)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))

    def events(self) -> list[dict]:
        """All DevTools events of the network so far, in their order."""
        for entry in self._call("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"].startswith("Network."):
                self._events.append(message)
        return self._events

    def session_events(self) -> list[dict]:
        """What became of device-bound sessions: deviceBoundSessionEventOccurred."""
        return [event["params"] for event in self.events()
                if event["method"] == "Network.deviceBoundSessionEventOccurred"]

    def wait_for(self, condition, limit: float = 10.0):
        """What `condition` returns once it is true."""
        end = time.monotonic() + seconds(limit)
        while not (found := condition()):
            assert time.monotonic() < end, (self.session_events(), self.cookies().keys())
            time.sleep(0.05)
        return found

    def close(self) -> None:
        self._call("DELETE", "")
