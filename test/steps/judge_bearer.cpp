// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "bind/token_confirmation.h"

// Judges the Authorization field on its standard input: what linear.py counts the instructions of.
int main() {
  std::string field;
  std::getline(std::cin, field, '\0');
  return tb::bind::check_authorization(field, {.id_hash = "own", .certificate_hash = "own", .dpop_hash = {}}) ==
         tb::core::Confirmation::matches;
}
