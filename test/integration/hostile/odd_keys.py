# SPDX-License-Identifier: Apache-2.0
"""Keys that are no keys, or keys nobody may use (rows H-70, H-74 to H-78)."""

from tokenbinding import odd_rsa, wire

from . import case, messages_of
from .signatures import PRIME

RSA = wire.RSA2048_PKCS1_5


def _point(identity: str, change) -> None:
    """A provided binding whose point is `change` of the honest coordinates."""
    def build(ekm, key):
        x, y = (int.from_bytes(half, "big") for half in (key.point[:32], key.point[32:]))
        point = b"".join(number.to_bytes(32, "big") for number in change(x, y))
        return key.binding(ekm, identity=wire.token_binding_id(2, wire.ec_key(point)))
    case(identity, "H-70")(messages_of(build))


_point("pt-zero", lambda x, y: (0, 0))
_point("pt-off", lambda x, y: (x, y ^ 1))
_point("pt-negated", lambda x, y: (x, PRIME - y))
_point("pt-swapped", lambda x, y: (y, x))
_point("pt-xgep", lambda x, y: (PRIME, y))
_point("pt-ygep", lambda x, y: (x, 2 ** 256 - 1))
_point("pt-allff", lambda x, y: (2 ** 256 - 1, 2 ** 256 - 1))


def _odd(identity: str, row: str, make, accepted: bool = False) -> None:
    """A provided binding by an RSA key that odd_rsa makes when the case is used."""
    case(identity, row, RSA, accepted)(messages_of(lambda ekm, _key: make().binding(ekm)))


_odd("rsa15-lead0", "H-74", odd_rsa.with_leading_zero_in_modulus)
_odd("rsa15-elead0", "H-74", odd_rsa.with_leading_zero_in_exponent)
_odd("rsa15-n0", "H-74", odd_rsa.without_modulus)
_odd("rsa15-e0", "H-76", odd_rsa.without_exponent)
_odd("rsa15-1024", "H-75", lambda: odd_rsa.of_size(1024))
_odd("rsa15-2047", "H-75", lambda: odd_rsa.of_size(2047))
_odd("rsa15-3072", "H-75", lambda: odd_rsa.of_size(3072))
_odd("rsa15-4096", "H-75", lambda: odd_rsa.of_size(4096))
_odd("rsa15-e1", "H-76", lambda: odd_rsa.with_exponent(1))
_odd("rsa15-eeven", "H-76", lambda: odd_rsa.with_exponent(65538))
_odd("rsa15-e255", "H-76", odd_rsa.with_long_exponent)
_odd("rsa15-e-65-bits", "H-76", lambda: odd_rsa.with_exponent((1 << 64) + 13))
_odd("ok-rsa15-e3", "H-76", odd_rsa.with_exponent_three, accepted=True)
_odd("ok-rsa15-e-64-bits", "H-76", lambda: odd_rsa.with_exponent((1 << 64) - 59), accepted=True)
_odd("rsa15-even", "H-78", odd_rsa.with_even_modulus)
_odd("ok-rsa15-small-factor", "H-78", odd_rsa.with_small_factor, accepted=True)
