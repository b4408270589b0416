# SPDX-License-Identifier: Apache-2.0
"""The client side of Token Binding, written without one line of the module under test.

Bytes are built field by field (wire), signed with python3-cryptography (keys), carried by OpenSSL
through ctypes (tls) or by hand (hello): an error here and the same error there is improbable.
"""
