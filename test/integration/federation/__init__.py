# SPDX-License-Identifier: Apache-2.0
"""A relying party and an OpenID Provider, both behind the module, and a browser that logs in."""
