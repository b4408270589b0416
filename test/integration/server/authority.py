# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for the length of one run, and the certificates of the site."""

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

SHARED_NAMES = ("a.test", "b.test", "d.test", "e.test", "localhost")


class Authority:
    """Writes `<name>.pem` and `<name>.key` into its directory, and `ca.pem`."""

    def __init__(self, directory: Path):
        self.directory = directory
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _common_name("Test Authority")
        certificate = self._certificate(self._name, self._key.public_key(), authority=True)
        self.path("ca.pem").write_bytes(_pem(certificate))

    def path(self, file: str) -> Path:
        return self.directory / file

    def issue(self, name: str, hosts=(), use_rsa: bool = False) -> tuple[Path, Path]:
        """A certificate for these hosts, or for a client when there are none."""
        key = (rsa.generate_private_key(65537, 2048) if use_rsa
               else ec.generate_private_key(ec.SECP256R1()))
        certificate = self._certificate(_common_name(hosts[0] if hosts else name),
                                        key.public_key(), hosts)
        self.path(name + ".pem").write_bytes(_pem(certificate))
        self.path(name + ".key").write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        return self.path(name + ".pem"), self.path(name + ".key")

    def _certificate(self, subject, public_key, hosts=(), authority: bool = False):
        today = datetime.datetime.now(datetime.timezone.utc)
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
            .public_key(public_key).serial_number(x509.random_serial_number())
            .not_valid_before(today - datetime.timedelta(days=1))
            .not_valid_after(today + datetime.timedelta(days=7))
            .add_extension(x509.BasicConstraints(authority, None), critical=True))
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def new_authority(directory: Path) -> Authority:
    """With all the certificates that the tests use."""
    authority = Authority(directory)
    authority.issue("shared", SHARED_NAMES)
    authority.issue("other", ("c.test",), use_rsa=True)
    authority.issue("client")
    return authority


def der_of(certificate: Path) -> bytes:
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return loaded.public_bytes(serialization.Encoding.DER)


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
