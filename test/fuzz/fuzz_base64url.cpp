// SPDX-License-Identifier: Apache-2.0
#include "core/base64url.h"

#include <algorithm>

#include "property.h"

// Whatever is accepted is canonical, and every octet string survives the way there and back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tb;
  const core::Bytes octets(data, size);
  const std::string_view text = core::as_text(octets);

  const auto decoded = core::base64url_decode(text);
  if (decoded.ok()) {
    fuzz::hold(core::base64url_encode(decoded.value()) == text, "accepted text is canonical");
  } else {
    fuzz::hold(decoded.error().offset < size, "a fault lies within the text");
  }
  const auto back = core::base64url_decode(core::base64url_encode(octets));
  fuzz::hold(back.ok() && std::ranges::equal(back.value(), octets), "decode inverts encode");
  return 0;
}
