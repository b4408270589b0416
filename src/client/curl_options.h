// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "client/settings.h"

namespace tb::client {

// CurlOptions applies settings to a curl handle and remembers the first refusal. What it owns must
// live until the transfer is over.
class CurlOptions {
 public:
  explicit CurlOptions(CURL* handle) : handle_(handle) {}
  ~CurlOptions();
  CurlOptions(const CurlOptions&) = delete;
  CurlOptions& operator=(const CurlOptions&) = delete;

  template <typename T>
  void set(CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (code_ == CURLE_OK) code_ = code;
  }
  // An empty text leaves curl's default.
  void set_text(CURLoption option, const std::string& text);
  void set_list(CURLoption option, const std::vector<std::string>& items);

  void apply(const Settings& settings);
  void apply(const Request& request);
  [[nodiscard]] CURLcode code() const { return code_; }

 private:
  CURL* handle_;
  CURLcode code_ = CURLE_OK;
  std::vector<curl_slist*> lists_;
};

}  // namespace tb::client
