# SPDX-License-Identifier: Apache-2.0
"""What Token Binding costs: in functions, in requests and connections of a real httpd, in memory."""
