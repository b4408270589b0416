# SPDX-License-Identifier: Apache-2.0
"""tokbind's other commands: decode, id, keys, check and bench."""

import json
import os
import pty
import random
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bad_server import RESPONSE
from server.configuration import VHost
from server.site import site_of
from tokenbinding import wire
from tool import Tokbind, program, url, visiting

SOURCES = Path(__file__).resolve().parents[2]
VECTORS = [message for message in
           json.loads((SOURCES / "test/vectors/published.json").read_text())["messages"]
           if message["ekm"]]
COMMANDS = ("request", "decode", "id", "keys", "check", "bench")
SOFTHSM = next((path for path in (Path("/usr/lib/softhsm/libsofthsm2.so"),
                                  Path("/usr/lib64/softhsm/libsofthsm.so")) if path.exists()), None)


@pytest.fixture
def tokbind(tmp_path):
    return Tokbind(tmp_path)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_decode_explains_and_verifies_the_published_messages(tokbind, vector):
    done = tokbind.run("decode", "--json", "--ekm", vector["ekm"], vector["header"])
    told = json.loads(done.out)
    assert told.get("reason", told["verdict"]) == vector["outcome"]
    assert (done.status == 0) == (vector["outcome"] == "valid")
    assert [(row["id"], row["hash"]) for row in told["bindings"]] == [
        (binding["id"], binding["hash"]) for binding in vector["bindings"]]
    octets = "".join(field["hex"] for field in told["fields"])
    assert (tokbind.run("decode", "--hex", octets).status == 0) == bool(vector["bindings"])


def test_decode_takes_a_header_line_a_file_and_standard_input(tokbind, tmp_path):
    header = VECTORS[0]["header"]
    (tmp_path / "file").write_text("Sec-Token-Binding: %s\r\n" % header)
    for argument in ("sec-token-binding:" + header, "@%s/file" % tmp_path):
        assert tokbind.run("decode", argument).status == 0
    assert tokbind.run("decode", "-", stdin=header + "\n").status == 0
    assert tokbind.run("decode", "@/nonexistent").status == 2


@pytest.mark.parametrize("message, reason", [
    ("", "none"), ("AAA", "empty"), ("AIk", "truncated"), ("A", "b64-mod1"), ("AA==", "b64-pad"),
    ("AA+A", "b64-std"), ("A A", "b64-ws"), ("AB", "b64-canon")])
def test_decode_says_why_it_refuses(tokbind, message, reason):
    done = tokbind.run("decode", "--json", message)
    assert done.status == 1
    assert json.loads(done.out)["reason"] == reason
    assert "(%s, offset" % reason in tokbind.run("decode", message).out


UNKNOWN = "004058" + "0041" + "40" + "11" * 64  # RFC 8471 3: key parameters that nobody defined
SIGNED = "0040" + "22" * 64 + "0000"


def test_decode_calls_a_provided_binding_that_nobody_can_verify_invalid(tokbind):
    """Whatever the keying material is: its signature says nothing."""
    message = "0089" + "00" + UNKNOWN[4:] + SIGNED
    for ekm in ("00" * 32, "5a" * 32):
        done = tokbind.run("decode", "--hex", "--ekm", ekm, message)
        assert done.status == 1
        assert done.out.endswith("refused: a provided binding of unknown key parameters, which nobody "
                                 "can verify (key-parameters, offset 3, RFC 8471 4.2)\n")
    assert tokbind.run("decode", "--hex", message).status == 0, "well-formed it is"


def test_decode_names_the_bindings_that_it_could_not_verify(tokbind):
    vector = VECTORS[0]
    octets = wire.from_base64url(vector["header"])[2:].hex()
    unknown = "01" + UNKNOWN[4:] + SIGNED + "4d" + UNKNOWN[4:] + SIGNED
    whole = octets + unknown
    message = "%04x" % (len(whole) // 2) + whole
    done = tokbind.run("decode", "--hex", "--ekm", vector["ekm"], message)
    assert done.status == 0
    at = 2 + len(octets) // 2
    assert ("referred binding at %d (key parameters 88), other binding at %d (key parameters 88)"
            % (at, at + 137)) in done.out.splitlines()[-1]
    told = json.loads(tokbind.run("decode", "--json", "--hex", "--ekm", vector["ekm"], message).out)
    assert [row["verified"] for row in told["bindings"]] == [True, False, False]


def test_decode_survives_damage(tokbind):
    source = random.Random(7)
    for _ in range(60):
        octets = bytearray.fromhex("0089") + source.randbytes(source.randrange(1, 200))
        if source.random() < 0.5:
            octets[2:6] = bytes.fromhex("00020041")
        assert tokbind.run("decode", "--json", "--hex", octets.hex()).status in (0, 1)


def test_id_is_the_same_from_a_key_a_message_and_an_id(tokbind):
    tokbind.run("keys", "new", "a.test")
    key = tokbind.store / "a.test.ecdsap256.pem"
    found = tokbind.run("id", "--key", key).out
    octets = re.search(r"ID +(\S+)", found).group(1)
    assert tokbind.run("id", octets).out == found
    vector = VECTORS[0]
    told = tokbind.run("id", vector["header"]).out
    assert vector["bindings"][0]["id"] in told
    assert vector["bindings"][0]["hash"] in told
    assert tokbind.run("id", "--hash", octets).out.strip() in found
    assert tokbind.run("id", "rubbish").status == 1


def test_an_rsa_key_has_an_id_a_padding_scheme(tokbind):
    tokbind.run("keys", "new", "a.test", "--key-parameters", "rsa2048_pss")
    key = tokbind.store / "a.test.rsa2048_pss.pem"
    both = tokbind.run("id", "--key", key).out
    assert both.count("SHA-256") == 2
    one = tokbind.run("id", "--key", key, "--key-parameters", "rsa2048_pss").out
    assert one.count("SHA-256") == 1 and one in both


def test_keys_are_made_listed_shown_and_deleted(tokbind):
    assert tokbind.run("keys", "list").out == ""
    assert tokbind.run("keys", "new", "www.example.co.uk").status == 0
    assert tokbind.run("keys", "new", "example.co.uk").status == 1
    assert tokbind.run("keys", "new", "example.co.uk", "--key-parameters", "rsa2048_pss").status == 0
    rows = json.loads(tokbind.run("keys", "--json", "list").out)
    assert [(row["domain"], row["key_parameters"]) for row in rows] == [
        ("example.co.uk", "ecdsap256"), ("example.co.uk", "rsa2048_pss")]
    shown = tokbind.run("keys", "show", "example.co.uk", "--key-parameters", "ecdsap256").out
    assert rows[0]["id"] in shown and rows[0]["hash"] in shown
    assert tokbind.run("keys", "delete", "example.co.uk").status == 0
    assert list(tokbind.store.iterdir()) == []
    assert tokbind.run("keys", "show", "example.co.uk").status == 1
    assert tokbind.run("keys", "delete", "../../etc").status == 2


def test_a_key_store_goes_where_the_environment_or_the_option_says(tokbind, tmp_path):
    tokbind.run("keys", "new", "a.test", XDG_DATA_HOME=str(tmp_path / "xdg"))
    assert (tmp_path / "xdg/tokbind/a.test.ecdsap256.pem").exists()
    tokbind.run("keys", "new", "a.test", "--key-store", tmp_path / "other")
    assert (tmp_path / "other/a.test.ecdsap256.pem").exists()
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o700


def test_new_cookie_keys_go_to_the_head_of_the_set(tokbind, tmp_path):
    file = tmp_path / "cookies.jwks"
    sets = []
    for _ in range(3):
        assert tokbind.run("keys", "new-cookie-key", file).status == 0
        sets.append([key["kid"] for key in json.loads(file.read_text())["keys"]])
    assert [len(kids) for kids in sets] == [1, 2, 3]
    assert sets[2][1:] == sets[1] and sets[1][1:] == sets[0]
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("{}")
    assert tokbind.run("keys", "new-cookie-key", file).status == 58
    assert file.read_text() == "{}"


def test_new_cookie_keys_at_one_instant_are_all_kept(tokbind, tmp_path):
    file = tmp_path / "cookies.jwks"
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda _: tokbind.run("keys", "new-cookie-key", file), range(16)))
    assert [run.status for run in runs] == [0] * 16
    assert len({key["kid"] for key in json.loads(file.read_text())["keys"]}) == 16
    assert list(tmp_path.glob("cookies.jwks*")) == [file]


def test_a_link_to_a_set_of_cookie_keys_stays_one(tokbind, tmp_path):
    file, link = tmp_path / "cookies.jwks", tmp_path / "link"
    link.symlink_to(file.name)
    for path in (file, link):
        assert tokbind.run("keys", "new-cookie-key", path).status == 0
    assert link.is_symlink() and len(json.loads(file.read_text())["keys"]) == 2


def test_a_set_of_cookie_keys_is_not_made_at_the_end_of_a_dangling_link(tokbind, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    made = tokbind.run("keys", "new-cookie-key", tmp_path / "link")
    assert made.status == 58 and "File exists" in made.err
    assert not (tmp_path / "nowhere").exists()


@pytest.fixture
def two_sites(start, fleet):
    """a.test as it should be, d.test with what check must find."""
    good, lax = VHost("a.test"), VHost("d.test").add("TokenBindingInvalidAction ignore")
    return start(site_of("event", [good, lax, VHost("b.test").add("TokenBindingEnabled Off")],
                         fleet.backend.port))


def grades(done) -> dict:
    told = json.loads(done.out)
    return {row["probe"]: row["result"] for row in told["probes"]}


def test_check_finds_nothing_wrong_with_the_module(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", "--echo",
                       url(two_sites, path="/backend/"), url(two_sites))
    assert done.status == 0, done.out
    found = grades(done)
    assert found.pop("a client of TLS 1.2 days is served") == "note"
    assert set(found.values()) == {"ok"}
    assert len(grades(done)) >= 20
    assert done.err == ""
    assert not tokbind.store.exists()


def test_check_finds_a_server_that_ignores_bad_messages(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", url(two_sites, "d.test"))
    assert done.status == 1
    found = grades(done)
    assert found["a replayed message is refused"] == "not ok"
    assert found["a tampered message is refused"] == "not ok"
    assert found["a doubled header is refused"] == "ok"
    assert found["the ID reaches the application"] == "not tried"


def test_check_takes_a_denial_of_bad_messages_for_a_refusal(start, fleet, tmp_path):
    """They are ignored, and then denied as any unbound request is."""
    host = VHost("a.test").add("TokenBindingInvalidAction ignore")
    host.location("/exact", "Require token-binding")
    site = start(site_of("event", [host], fleet.backend.port))
    site.log.tolerate("AH01630")
    tokbind = visiting(site, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", url(site))
    assert done.status == 0, done.out
    assert grades(done)["a replayed message is refused"] == "ok"


def test_check_names_what_answers_in_place_of_httpd(bad_server, fleet, tmp_path):
    response = RESPONSE.replace(b"\r\n", b"\r\nServer: terminator/1.0\r\n", 1)
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    rows = check_rows(tokbind, bad_server("1.3", responses=(response,)))
    assert rows["negotiated on TLS 1.3"]["result"] == "not ok"
    assert '"terminator/1.0"' in rows["negotiated on TLS 1.3"]["found"]
    assert "TLS must end in this httpd" in rows["negotiated on TLS 1.3"]["remedy"]
    assert rows["negotiated on TLS 1.2"]["result"] == "not tried"


def test_check_tells_a_server_without_extended_master_secret(bad_server, fleet, tmp_path):
    tokbind = Tokbind(tmp_path, ["--cacert", fleet.authority.path("ca.pem")])
    rows = check_rows(tokbind, bad_server("1.2", extended_master_secret=False))
    assert "no extended master secret" in rows["negotiated on TLS 1.2"]["found"]


def check_rows(tokbind, server) -> dict:
    done = tokbind.run("check", *tokbind.always, "--json", "https://localhost:%d/" % server.port)
    return {row["probe"]: row for row in json.loads(done.out)["probes"]}


def test_check_believes_no_echo_that_shows_nothing(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", "--echo", url(two_sites), url(two_sites))
    assert done.status == 1
    found = grades(done)
    assert found["the echo page shows request headers"] == "not ok"
    assert found["forged result headers are removed, unbound"] == "not tried"


def test_check_is_for_https_alone_and_chooses_the_binding_itself(tokbind):
    for arguments in (["http://a.test/"], ["a.test"], ["--echo", "http://a.test/", "https://a.test/"],
                      ["--no-token-binding", "https://a.test/"]):
        assert tokbind.run("check", *arguments).status == 2


def test_check_finds_a_server_without_token_binding(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("check", *tokbind.always, url(two_sites, "b.test"))
    assert done.status == 1
    assert "not ok     negotiated on TLS 1.3" in done.out
    assert "not tried  a replayed message is refused" in done.out
    assert "\033" not in done.out


def test_check_finds_forged_headers_that_get_through(two_sites, start, fleet, tmp_path):
    """b.test with the module absent: an operator's mistake that nothing else shows."""
    bare = site_of("event", [VHost("a.test")], fleet.backend.port, with_module=False)
    site = start(bare)
    tokbind = visiting(site, tmp_path)
    done = tokbind.run("check", *tokbind.always, "--json", "--echo", url(site, path="/backend/"),
                       url(site))
    assert grades(done)["forged result headers are removed, unbound"] == "not ok"


def on_a_terminal(tokbind, *arguments, **environment) -> str:
    """What tokbind prints when a person looks at it."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        process = subprocess.Popen([program(), *map(str, arguments)], stdout=theirs, stderr=theirs,
                                   env={"HOME": str(tokbind.home), "TERM": "xterm", **environment})
        os.close(theirs)
        shown = b""
        try:
            while piece := screen.read(4096):
                shown += piece
        except OSError:  # how Linux says that nobody writes any more
            pass
        process.wait(60)
    return shown.decode()


def test_check_has_colours_and_progress_on_a_terminal_unless_told_otherwise(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    arguments = ["check", *tokbind.always, url(two_sites)]
    shown = on_a_terminal(tokbind, *arguments)
    assert "\033[32mok" in shown and "1/24 negotiated on TLS 1.3" in shown
    assert "\033[3" not in on_a_terminal(tokbind, *arguments, NO_COLOR="1")
    assert "\033[3" not in on_a_terminal(tokbind, *arguments, TERM="dumb")


def test_check_of_a_server_that_is_not_there_ends_like_curl(tokbind):
    assert tokbind.run("check", "https://127.0.0.1:1/").status == 7


def test_bench_reports_rates_and_percentiles(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("bench", *tokbind.always, "-n", 40, "-c", 2, url(two_sites))
    assert done.status == 0, done.out + done.err
    assert re.search(r"requests +40 in", done.out)
    assert re.search(r"handshakes +2,", done.out)
    assert re.search(r"p50 [\d.]+ +p90 [\d.]+ +p99 [\d.]+", done.out)
    assert re.search(r"without Token Binding +0", done.out)
    done = tokbind.run("bench", *tokbind.always, "-n", 10, "--reconnect", url(two_sites))
    assert re.search(r"handshakes +10,", done.out)


def test_bench_counts_errors(two_sites, tmp_path):
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.run("bench", *tokbind.always, "-n", 5, url(two_sites, path="/missing"))
    assert done.status == 1
    assert re.search(r"5 +status 404", done.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_the_manual_has_each_option(tokbind, command):
    done = tokbind.run(command, "--help")
    assert done.status == 0
    assert done.out.startswith("Usage: tokbind " + command)
    manual = (SOURCES / "src/cli/tokbind.1").read_text()
    for option in re.findall(r"^ +(?:-\w, )?--([a-z0-9.-]+)", done.out, re.MULTILINE):
        assert re.search(r"Fl -%s\b" % re.escape(option), manual), option


def test_the_manual_is_well_formed():
    page = SOURCES / "src/cli/tokbind.1"
    for checker in (["mandoc", "-Tlint", "-Wwarning"], ["man", "--warnings", "-l"]):
        if shutil.which(checker[0]):
            done = subprocess.run([*checker, page], capture_output=True, text=True, timeout=60,
                                  check=False, env={**os.environ, "MANPAGER": "cat"})
            assert done.returncode == 0, done.stdout + done.stderr


def completions(words: str) -> set:
    script = """
        PATH=%s:$PATH; . %s/src/cli/completion/tokbind
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tokbind
        printf '%%s\\n' "${COMPREPLY[@]}"
    """ % (Path(program()).resolve().parent, SOURCES, words)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30,
                          check=True)
    return set(done.stdout.split())


def test_bash_completes_commands_options_and_values(tokbind):
    assert completions("tokbind ''") >= set(COMMANDS)
    for command in COMMANDS:
        named = set(re.findall(r"^ +(?:-\w, )?(--[a-z0-9.-]+)", tokbind.run(command, "--help").out,
                               re.MULTILINE))
        assert completions("tokbind %s --" % command) == named | {"--help"}
    assert "rsa2048_pss" in completions("tokbind request --key-parameters rsa")
    assert "new-cookie-key" in completions("tokbind keys new")


def test_wrong_command_lines_are_refused_with_a_hint(tokbind):
    for arguments in ([], ["nonsense"], ["request"], ["keys", "nonsense"], ["check"], ["id"],
                      ["bench", "-n", "0", "x"], ["decode", "--ekm", "00", "AAA"]):
        done = tokbind.run(*arguments)
        assert done.status == 2, arguments
        assert "tokbind" in done.err


@pytest.fixture
def token(tmp_path):
    """A softhsm token with a P-256 key that it does not give away; its environment and URI."""
    engine = next(Path("/usr").glob("lib*/**/engines-3/pkcs11.so"), None)
    if not (SOFTHSM and engine and shutil.which("softhsm2-util") and shutil.which("pkcs11-tool")):
        pytest.skip("needs softhsm2, opensc and libengine-pkcs11-openssl")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text("directories.tokendir = %s/tokens\n" % tmp_path)
    environment = {"SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf"),
                   "PKCS11_MODULE_PATH": str(SOFTHSM)}
    for command in (
            ["softhsm2-util", "--init-token", "--free", "--label", "tb", "--pin", "1234",
             "--so-pin", "5678"],
            ["pkcs11-tool", "--module", SOFTHSM, "--token-label", "tb", "--login", "--pin", "1234",
             "--keypairgen", "--key-type", "EC:prime256v1", "--label", "mine", "--id", "01"]):
        subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True,
                       timeout=60)
    return environment, "pkcs11:token=tb;object=mine;type=private;pin-value=1234"


@pytest.mark.rows("C-9")
def test_a_key_in_a_token_signs_without_leaving_it(two_sites, token, tmp_path):
    environment, uri = token
    tokbind = visiting(two_sites, tmp_path)
    done = tokbind.request("-v", "-i", "--key", uri, url(two_sites), **environment)
    assert done.status == 0, done.err
    assert "x-status: valid" in done.out.lower()
    assert done.remark("provided ID") in tokbind.run("id", "--key", uri, **environment).out
    assert not tokbind.store.exists()


def test_a_uri_that_leads_nowhere_is_refused_in_words(tokbind):
    done = tokbind.run("id", "--key", "pkcs11:token=none;object=none")
    assert done.status == 58
    assert "pkcs11:token=none" in done.err
