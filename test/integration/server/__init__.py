# SPDX-License-Identifier: Apache-2.0
"""A private httpd on loopback, with the module under test, a backend and a watched error log."""
