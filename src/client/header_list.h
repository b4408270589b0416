// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <string>
#include <vector>

namespace tb::client {

// HeaderList is a curl_slist whose texts may change until the request is built: curl reads it only
// after CURLOPT_PREREQFUNCTION has run. Its lines stay where they are once curl has been given it.
class HeaderList {
 public:
  explicit HeaderList(std::vector<std::string> lines) : lines_(std::move(lines)) {
    nodes_.resize(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      nodes_[i] = {lines_[i].data(), i + 1 < lines_.size() ? &nodes_[i + 1] : nullptr};
    }
  }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  void set(std::size_t index, std::string line) {
    lines_[index] = std::move(line);
    nodes_[index].data = lines_[index].data();
  }
  curl_slist* get() { return nodes_.empty() ? nullptr : nodes_.data(); }

 private:
  std::vector<std::string> lines_;
  std::vector<curl_slist> nodes_;
};

}  // namespace tb::client
