// SPDX-License-Identifier: Apache-2.0
#include "client/place.h"

#include <curl/curl.h>

#include <memory>

namespace tb::client {
namespace {

std::string part_of(CURLU* url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
  return text;
}

}  // namespace

Place place_of(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  if (!parsed ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_GUESS_SCHEME) != CURLUE_OK) {
    return {};
  }
  unsigned host_flags = 0;
#ifdef CURLU_PUNYCODE
  host_flags = CURLU_PUNYCODE;
#endif
  return {part_of(parsed.get(), CURLUPART_SCHEME, 0),
          part_of(parsed.get(), CURLUPART_HOST, host_flags)};
}

}  // namespace tb::client
