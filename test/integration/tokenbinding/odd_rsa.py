# SPDX-License-Identifier: Apache-2.0
"""RSA keys of shapes that no client should send, most of them with signatures that do verify.

The point of the rows H-74 to H-79 is that arithmetic alone accepts these keys: a server that only
asks the library "does it verify" lets them in. So the signatures are computed here by `pow`.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, lcm

from cryptography.hazmat.primitives.asymmetric import rsa

from . import wire
from .keys import Key, big_endian

_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass
class OddRsaKey(Key):
    """An RSA key spelt out; signs by PKCS#1 v1.5 with whatever private exponent it was given."""

    modulus: int
    exponent: int
    private_exponent: int
    encoded: bytes
    key_parameters: int = wire.RSA2048_PKCS1_5

    def sign(self, data: bytes) -> bytes:
        size = (self.modulus.bit_length() + 7) // 8
        padded = int.from_bytes(emsa_pkcs1(data, size), "big")
        return pow(padded, self.private_exponent, self.modulus).to_bytes(size, "big")


def emsa_pkcs1(data: bytes, size: int) -> bytes:
    digest = _SHA256_PREFIX + hashlib.sha256(data).digest()
    return b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest


@lru_cache(maxsize=None)
def primes(bits: int, exponent: int = 65537) -> tuple[int, int]:
    numbers = rsa.generate_private_key(exponent, bits).private_numbers()
    return numbers.p, numbers.q


def coprime_from(number: int, order: int) -> int:
    """The first exponent from that odd number on under which signing is possible."""
    while gcd(number, order) != 1:
        number += 2
    return number


def _key(factors, exponent: int, *, modulus_prefix=b"", exponent_bytes=None) -> OddRsaKey:
    modulus = 1
    for factor in factors:
        modulus *= factor
    order = lcm(*(factor - 1 for factor in factors))
    try:
        private = pow(exponent, -1, order)
    except ValueError:
        private = 1  # no inverse, as for an even exponent: the signature cannot be right anyway
    if exponent_bytes is None:
        exponent_bytes = big_endian(exponent)
    encoded = wire.rsa_key(modulus_prefix + big_endian(modulus), exponent_bytes)
    return OddRsaKey(modulus, exponent, private, encoded)


def of_size(bits: int) -> OddRsaKey:
    """Large keys are made of more than two primes: they verify as well and are made in no time."""
    factors = primes(bits) if bits <= 2048 else (*primes(2048), *primes(bits - 2048, 3))
    return _key(factors, 65537)


def with_exponent(exponent: int) -> OddRsaKey:
    return _key(primes(2048), exponent)


def with_exponent_three() -> OddRsaKey:
    return _key(primes(2048, 3), 3)


def with_long_exponent() -> OddRsaKey:
    """255 bytes of exponent: each verification would cost the server 256 times the usual work."""
    p, q = primes(2048)
    return _key((p, q), coprime_from((1 << 2039) + 1, lcm(p - 1, q - 1)))


def with_leading_zero_in_modulus() -> OddRsaKey:
    return _key(primes(2048), 65537, modulus_prefix=b"\0")


def with_leading_zero_in_exponent() -> OddRsaKey:
    return _key(primes(2048), 65537, exponent_bytes=b"\0\1\0\1")


def without_exponent() -> OddRsaKey:
    return _key(primes(2048), 65537, exponent_bytes=b"")


def without_modulus() -> OddRsaKey:
    key = of_size(2048)
    key.encoded = wire.rsa_key(b"", big_endian(65537))
    return key


def with_even_modulus() -> OddRsaKey:
    """2048 bits, divisible by two, and its signatures do verify."""
    return _key((2, *primes(2047)), 65537)


def with_small_factor() -> OddRsaKey:
    """2048 bits, divisible by 251: whoever made it harms nobody else."""
    return _key((251, *primes(2040)), 65537)


def with_small_exponent_and_lax_padding(data: bytes) -> tuple[OddRsaKey, bytes]:
    """Bleichenbacher's forgery of 2006: a cube root that only a lax reader of the padding takes."""
    key = with_exponent_three()
    digest = _SHA256_PREFIX + hashlib.sha256(data).digest()
    head = b"\0\1" + b"\xff" * 8 + b"\0" + digest
    low = int.from_bytes(head + b"\0" * (256 - len(head)), "big")
    return key, (integer_cube_root(low) + 1).to_bytes(256, "big")


def integer_cube_root(number: int) -> int:
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle ** 3 <= number:
            low = middle
        else:
            high = middle - 1
    return low
