# SPDX-License-Identifier: Apache-2.0
"""Reads a JSON array of texts, and writes a line for each: what cjose takes for a JWS's payload, as
a JSON string, or null. In a child, because some texts end the process by an assertion in cjose."""

import ctypes
import json
import mmap
import os
import sys


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("message", ctypes.c_char_p), ("function", ctypes.c_char_p),
                ("file", ctypes.c_char_p), ("line", ctypes.c_ulong)]


CJOSE = ctypes.CDLL("libcjose.so.0")
CJOSE.cjose_jws_import.restype = ctypes.c_void_p
CJOSE.cjose_jws_import.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Error)]
CJOSE.cjose_jws_get_plaintext.restype = ctypes.c_bool
CJOSE.cjose_jws_get_plaintext.argtypes = [
    ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t),
    ctypes.POINTER(Error)]
CJOSE.cjose_jws_release.argtypes = [ctypes.c_void_p]


def payload_of(text: str) -> str | None:
    octets, error = text.encode(), Error()
    token = CJOSE.cjose_jws_import(octets, len(octets), ctypes.byref(error))
    if not token:
        return None
    plain, size = ctypes.c_void_p(), ctypes.c_size_t()
    found = CJOSE.cjose_jws_get_plaintext(
        token, ctypes.byref(plain), ctypes.byref(size), ctypes.byref(error))
    payload = ctypes.string_at(plain, size.value).decode(errors="replace") if found else None
    CJOSE.cjose_jws_release(token)
    return payload


def main() -> None:
    texts = json.load(sys.stdin)
    reached = mmap.mmap(-1, 8)  # shared with the child
    next_one = 0
    while next_one < len(texts):
        child = os.fork()
        if child == 0:
            for at in range(next_one, len(texts)):
                reached[:] = at.to_bytes(8, "big")
                print(json.dumps(payload_of(texts[at])), flush=True)
            os._exit(0)
        next_one = len(texts)
        if os.waitpid(child, 0)[1] != 0:
            print("null", flush=True)
            next_one = int.from_bytes(reached[:], "big") + 1


main()
