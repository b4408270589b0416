// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "httpd/module.h"
#include "policy/decision.h"
#include "policy/exports.h"
#include "policy/settings.h"

namespace tb::httpd {

// Exposed is one value in a request_rec's tables: under which names, or null for none.
struct Exposed {
  const char* value = nullptr;
  const char* header = nullptr;
  const char* variable = nullptr;
};
using ExposedValues = std::array<Exposed, policy::kExports>;

// Exposure is what a request_rec's tables hold of this module's values, and from what that was
// computed: while neither changes, nothing is done.
struct Exposure {
  const policy::Judgement* judgement = nullptr;  // null: nothing was exposed yet
  const server_rec* server = nullptr;            // whose names of variables were taken
  policy::DirectorySettings settings;
  bool headers = false;  // whether the request may have any
  ExposedValues values;

  // same_origin returns whether both were computed from the same, and so hold the same values.
  [[nodiscard]] bool same_origin(const Exposure& other) const {
    return judgement == other.judgement && server == other.server && settings == other.settings &&
           headers == other.headers;
  }
};

// expose gives applications what the settings of the request_rec's directory let through. It
// computes what the request_rec's tables should hold and applies the difference to what they hold,
// of which a subrequest and an internal redirect have inherited a part.
void expose(request_rec* r);

// forget_variable removes an environment variable that an earlier request_rec of the same request
// may have left: the page of which this is a subrequest, or those before internal redirects, each
// of which put REDIRECT_ before its name.
void forget_variable(request_rec* r, const char* name);

}  // namespace tb::httpd
