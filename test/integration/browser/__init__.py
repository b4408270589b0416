# SPDX-License-Identifier: Apache-2.0
"""A real Chromium, driven by WebDriver over HTTP with the standard library alone."""
