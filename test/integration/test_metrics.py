# SPDX-License-Identifier: Apache-2.0
"""SetHandler token-binding-metrics: the counters of each virtual host, for Prometheus."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.configuration import VHost
from server.site import BACKEND, ENVIRONMENT, site_of

HANDLER = "SetHandler token-binding-metrics"
OPEN_METRICS = [("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")]


class Scraped:
    """A site whose metrics are at /metrics on the plain port, which no counter counts."""

    def __init__(self, site):
        self.site = site
        self._before = self.samples() if self.get().status == 200 else {}

    def get(self, headers=(), path="/metrics"):
        return self.site.plain_client("watch.test").get(path, list(headers))

    def text(self, headers=()) -> str:
        response = self.get(headers)
        assert response.status == 200
        return response.body.decode()

    def samples(self) -> dict[tuple[str, str], int]:
        """(name, labels) to value; ports change with each run."""
        found = re.findall(r"^token_binding_(\w+)_total\{(.*)\} (\d+)$", self.text(), re.MULTILINE)
        return {(name, re.sub(r"(\.test):\d+", r"\1", labels)): int(value)
                for name, labels, value in found}

    def new(self) -> dict[tuple[str, str], int]:
        """What was counted since the server started."""
        return {key: value - self._before[key] for key, value in self.samples().items()
                if value != self._before[key]}


@pytest.fixture
def scraped(start, fleet):
    def start_it(*lines: str, **more) -> Scraped:
        watch = VHost("watch.test", None).location("/metrics", HANDLER, *lines)
        hosts = [VHost("a.test").location(ENVIRONMENT + "/guarded", "Require token-binding"),
                 VHost("d.test"), watch]
        return Scraped(start(site_of("event", hosts, fleet.backend.port, **more)))
    return start_it


def test_each_virtual_host_has_numbers_of_its_own(scraped):
    site = scraped()
    client = site.site.client("a.test")
    good = client.header()
    client.get(BACKEND, [good])
    client.get(BACKEND, [good])
    site.site.client("d.test").get(BACKEND)
    a, d = 'vhost="a.test"', 'vhost="d.test"'
    agreed = {"offered": "", "negotiated": ',version="1.0"',
              "negotiated_key_parameters": ',key_parameters="ecdsap256"'}
    expected = {(name, host + label): 1 for host in (a, d) for name, label in agreed.items()}
    assert site.new() == {**expected, ("verified", a): 1, ("recognized", a): 1, ("absent", d): 1}


def test_what_a_request_names_counts_where_it_was_served_and_the_handshake_where_it_was_made(scraped):
    site = scraped()
    site.site.client("a.test", authority="d.test").bound_get(BACKEND)
    samples = site.new()
    assert samples["offered", 'vhost="a.test"'] == samples["verified", 'vhost="d.test"'] == 1
    assert ("verified", 'vhost="a.test"') not in samples


def test_numbers_stay_with_their_host_across_graceful_restarts(scraped):
    site = scraped()
    site.site.client("d.test").bound_get(BACKEND)
    before = site.samples()
    site.site.hang_up()
    site.site.server.restart_gracefully()
    assert site.samples() == before
    site.site.client("d.test").bound_get(BACKEND)
    assert site.new()["verified", 'vhost="d.test"'] == 2


def test_promtool_has_nothing_to_say(scraped):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool (Debian: prometheus) is not installed")
    site = scraped()
    response = site.get()
    assert response.value("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    done = subprocess.run([promtool, "check", "metrics"], input=response.body, capture_output=True,
                          timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_openmetrics_parses_by_the_rules(scraped):
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    site = scraped()
    site.site.client("a.test").bound_get(BACKEND)
    response = site.get(OPEN_METRICS)
    assert response.value("Content-Type").startswith("application/openmetrics-text; version=1.0.0")
    families = {family.name: family for family in
                parser.text_string_to_metric_families(response.body.decode())}
    assert {family.type for family in families.values()} == {"counter"}
    verified = {sample.labels["vhost"].split(":")[0]: sample.value
                for sample in families["token_binding_verified"].samples}
    assert verified["a.test"] >= 1 and verified["d.test"] == 0


def test_alert_rules_of_the_examples_name_metrics_that_exist(scraped):
    rules = Path(__file__).resolve().parents[2] / "conf/examples/prometheus-alerts.yml"
    names = set(re.findall(r"\b(token_binding_\w+_total)\b", rules.read_text()))
    assert names and names <= set(re.findall(r"^# TYPE (\S+)", scraped().text(), re.MULTILINE))
    reasons = set(re.findall(r'(?<=reason=~")[^"]+|(?<=reason=")[^"]+', rules.read_text()))
    reasons = {one for text in reasons for one in text.split("|")}
    assert reasons and reasons <= set(re.findall(r'reason="([\w-]+)"', scraped().text()))
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool (Debian: prometheus) is not installed")
    done = subprocess.run([promtool, "check", "rules", str(rules)], capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("headers", [
    [("X-Forwarded-For", "192.0.2.9")], [("Forwarded", "for=192.0.2.9")], [("Via", "1.1 proxy")],
    [("X-Forwarded-Host", "a.test")]])
def test_by_default_a_client_behind_a_local_proxy_gets_none(scraped, headers):
    site = scraped()
    response = site.get(headers)
    assert response.status == 403 and b"token_binding" not in response.body
    site.site.log.wait_for("status: metrics were refused")


def test_require_all_granted_does_not_open_them(scraped):
    site = scraped("Require all granted", "TokenBindingMetricsFrom 192.0.2.7")
    assert site.get().status == 403


def test_listed_addresses_get_them_and_require_still_counts(scraped):
    assert scraped("TokenBindingMetricsFrom 192.0.2.7 127.0.0.0/8").get().status == 200
    refused = scraped("TokenBindingMetricsFrom 127.0.0.1", "Require all denied")
    refused.site.log.expect("AH01630")
    assert refused.get().status == 403


def test_the_address_that_mod_remoteip_found_counts(scraped):
    remote = {"modules": ("remoteip",),
              "main": ["RemoteIPHeader X-Client-Address", "RemoteIPInternalProxy 127.0.0.1"]}
    asked = [("X-Client-Address", "192.0.2.9")]
    assert scraped(**remote).get(asked).status == 403
    listed = scraped("TokenBindingMetricsFrom 192.0.2.9", **remote)
    assert listed.get(asked).status == 200
    assert listed.get([("X-Client-Address", "192.0.2.10")]).status == 403


def test_head_and_post(scraped):
    site = scraped()
    assert site.site.plain_client("watch.test").http.request("HEAD", "/metrics").status == 200
    assert site.site.plain_client("watch.test").http.request("POST", "/metrics").status == 405
