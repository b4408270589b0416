#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of test/fuzz/corpus: for each target some that succeed and some that fail.

Run it when a target's input changes; needs python3-cryptography. Signatures are random, so the
seeds of verified messages differ each time.
"""

import base64
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent / "vectors"
EKM = bytes(range(32))
ID_HASH = "suMuxh_IlrP-Zrj33LuQOQ5rX039cmBe-wt2df3BrUQ"


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def prefixed(size: int, octets: bytes) -> bytes:
    return len(octets).to_bytes(size, "big") + octets


def key(name: str):
    return serialization.load_pem_private_key((VECTORS / "keys" / f"{name}.pem").read_bytes(), None)


def token_binding_id(private, kp: int) -> bytes:
    numbers = private.public_key().public_numbers()
    if kp == 2:
        body = prefixed(1, numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))
    else:
        exponent = numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")
        modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        body = prefixed(2, modulus) + prefixed(1, exponent)
    return bytes([kp]) + prefixed(2, body)


def sign(private, kp: int, data: bytes) -> bytes:
    if kp == 2:
        r, s = decode_dss_signature(private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    return private.sign(data, pss if kp == 1 else padding.PKCS1v15(), hashes.SHA256())


def binding(private, kp: int, kind: int, extensions: bytes = b"") -> bytes:
    signature = sign(private, kp, bytes([kind, kp]) + EKM)
    return (bytes([kind]) + token_binding_id(private, kp) + prefixed(2, signature)
            + prefixed(2, extensions))


def write(target: str, seeds: dict) -> None:
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, seed in seeds.items():
        (folder / name).write_bytes(seed.encode() if isinstance(seed, str) else seed)


def messages() -> dict:
    ec1, ec2 = key("ec"), key("ec_zero_x")
    rsa = key("rsa2048")
    unknown = bytes([77, 96]) + prefixed(2, b"opaque") + prefixed(2, bytes(64)) + prefixed(2, b"")
    return {
        "provided": prefixed(2, binding(ec1, 2, 0)),
        "provided_referred": prefixed(2, binding(ec1, 2, 0) + binding(ec2, 2, 1)),
        "referred_first": prefixed(2, binding(ec2, 2, 1) + binding(ec1, 2, 0)),
        "other_type": prefixed(2, binding(ec1, 2, 0) + binding(ec2, 2, 77)),
        "unknown_parameters": prefixed(2, unknown + binding(ec1, 2, 0)),
        "extensions": prefixed(2, binding(ec1, 2, 0, b"\x07\x00\x00\x08\x00\x02ab")),
        "rsa_pkcs1": prefixed(2, binding(rsa, 0, 0)),
        "rsa_pss": prefixed(2, binding(rsa, 1, 0)),
        "mixed": prefixed(2, binding(rsa, 1, 1) + binding(ec1, 2, 0)),
        "two_provided": prefixed(2, binding(ec1, 2, 0) * 2),
        "empty": b"\x00\x00",
    }


def ids() -> dict:
    names = ["ec", "ec_other", "ec_zero_x", "ec_zero_y"]
    seeds = {name: token_binding_id(key(name), 2) for name in names}
    seeds["rsa_pkcs1"] = token_binding_id(key("rsa2048"), 0)
    seeds["rsa_pss_e3"] = token_binding_id(key("rsa2048_e3"), 1)
    seeds["off_curve"] = bytes([2]) + prefixed(2, prefixed(1, bytes(64)))
    return seeds


def published() -> dict:
    vectors = json.loads((VECTORS / "published.json").read_text())["messages"]
    return {v["name"]: bytes.fromhex(v["ekm"]) + unb64(v["header"]) for v in vectors if v["ekm"]}


def sealed(name: str, value: str) -> str:
    header = b64(json.dumps({"typ": "tb-cookie", "alg": "dir", "enc": "A256GCM", "kid": "1"},
                            separators=(",", ":")).encode())
    payload = json.dumps({"name": name, "value": value, "cnf": {"tbh": ID_HASH}},
                         separators=(",", ":")).encode()
    iv = bytes(12)
    whole = AESGCM(bytes(range(32))).encrypt(iv, payload, header.encode())
    return ".".join([header, "", b64(iv), b64(whole[:-16]), b64(whole[-16:])])


def token(claims: object) -> str:
    body = claims if isinstance(claims, str) else json.dumps(claims)
    return "Bearer " + ".".join(b64(p.encode()) for p in ('{"alg":"none"}', body, "signature"))


def main() -> None:
    made = messages()
    write("base64url", {"message": b64(made["provided"]), "short": "Zm8", "padded": "Zg==",
                        "standard": "+/+/", "unused_bits": "Zh", "blank": "Zm 9v", "empty": ""})
    write("parameters", {"everything": b"\x00\x01\x00\x03\x02\x01\x00", "draft": b"\x00\x00\x0d\x01\x02",
                         "unknown": b"\x08\x01\x00\x03\x63\xff\x02", "empty_list": b"\x00\x01\x00\x00",
                         "pinned": b"\x10\x01\x00\x01\x02", "trailing": b"\x00\x01\x00\x01\x02\x00",
                         "long": b"\x00\x01\x00\xff" + bytes(range(255))})
    write("message", made)
    write("public_key", ids())
    write("verify", {name: bytes([0 if "pkcs1" in name else 1 if "pss" in name else 2, 0]) + seed
                     for name, seed in made.items()}
          | {"second_refused": b"\x02\x02" + made["provided_referred"]})
    write("signature", {name: EKM + seed for name, seed in made.items()}
          | {f"published_{name}": seed for name, seed in published().items()}
          | {"other_ekm": bytes(32) + made["provided"]})
    id1, id2 = b64(ids()["ec"]), b64(ids()["ec_other"])
    write("asserted", {"provided": f"{id1}\n-\n-", "referred": f"{id1}\n{id2}\n-",
                       "others": f"{id1}\n-\n4d.{id2}, B.{id1}", "none": "-\n-\n-",
                       "rsa": f"{b64(ids()['rsa_pkcs1'])}\n-\n-", "bad": f"{id1}\nA+A\n1.{id2}"})
    write("reserved_names", {"connection": "keep-alive, Sec-Provided-Token-Binding-ID ,Upgrade",
                             "spelling": "SEC_token.binding", "plain": "close", "commas": ",, ,",
                             "only": "Sec-Token-Binding", "fingerprint": "tb_ssl_client_cert_fingerprint"})
    write("cookies", {"sealed": f"a=1; session={sealed('session', 'abc')}; b=2",
                      "unsealed": "session=plain; app1=x; other=y", "quoted": 'session="x y"; z',
                      "renamed": f"app1={sealed('session', 'abc')}", "commas": "a=1, session=2",
                      "not_base64url": "app0=" + sealed("app0", "1").replace("A.", "A.A=", 1),
                      "several": ";".join(f" app{i}={sealed(f'app{i}', str(i))}" for i in range(3))})
    write("set_cookie", {"session": "session=abc; Path=/; HttpOnly", "blank": "session= abc; Path=/", "quoted": 'a="b c"',
                         "deletion": "session=; Max-Age=0",
                         "expired": "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                         "bare": "a", "secure": "a=b;secure;SameSite=None", "empty": "=x",
                         "blank_to_some": "\u00a0a\u00a0=b", "no_token": "\u00ba=p"})
    certificate = "dMGhw4oodOWSNZp3bG6AUU51iwMWDvTXl_4zOyjOgz8"
    write("bearer", {"bound": token({"cnf": {"tbh": ID_HASH}}), "opaque": "bearer abc",
                     "certificate": token({"cnf": {"x5t#S256": certificate}}),
                     "both": token({"cnf": {"tbh": ID_HASH, "x5t#S256": certificate}}),
                     "other": token({"cnf": {"tbh": certificate}}), "unbound": token({"sub": "a"}),
                     "escaped": token('{"\\u0063nf":{"tbh":"' + ID_HASH + '"}}'),
                     "broken_header": "Bey." + token({"cnf": {"tbh": ID_HASH}}).split(".", 1)[1],
                     "tail": token({"cnf": {"tbh": certificate}}) + "=.x",
                     "sd_jwt": token({"cnf": {"tbh": ID_HASH}}) + "~" + b64(b'["s","n",1]') + "~",
                     "bare": token({}).split(" ")[1], "padding": "\x20\x00==",
                     "dot": "\x14\x00.", "percent": "\x13\x01%2E", "unused_bits": "\x41\x01R",
                     "jwe": "Bearer " + b64(b'{"enc":"A256GCM"}') + "..AAAA.AAAA.AAAA",
                     "digest": 'Digest a="b, c", d=e', "several": "Basic Zm9v, Bearer abc",
                     "number": token('{"a":[1e400,"\\ud83d"],"cnf":{"tbh":"' + ID_HASH + '"}}'),
                     "malformed": token("{"), "wrong_type": token({"cnf": "x"})})


main()
