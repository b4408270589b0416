// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <check.h>

// Old names of Check's, as macros: the standard library has functions called so, and Reader too.
#undef fail
#undef fail_if
#undef fail_unless
