// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "httpd/config.h"
#include "httpd/module_state.h"
#include "httpd/request.h"

namespace tb::testing {

// logged returns the texts that were logged since the last call, a line each.
std::string logged();

// House is one server with a pool, a resolved configuration and the means to make request_recs as
// httpd makes them.
class House {
 public:
  House();
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  // resolve makes what was written in `server_config()` hold.
  void resolve();
  httpd::ServerConfig& server_config() { return *server_config_; }

  // arrive makes a request as a client sends it, already judged as `judgement`.
  request_rec* arrive(policy::Judgement judgement);
  // subrequest and redirect make what httpd makes of a request: tables shared, copied or renamed.
  request_rec* subrequest(request_rec* of);
  request_rec* redirect(request_rec* from);
  // enter gives a request_rec the settings of a directory.
  void enter(request_rec* r, const httpd::DirectoryConfig& directory);

  apr_pool_t* pool = nullptr;
  server_rec server{};
  httpd::ModuleState state;

 private:
  request_rec* make();

  httpd::ServerConfig* server_config_ = nullptr;
  httpd::DirectoryConfig defaults_;
};

// header and variable return the value in the request_rec's table, or "(none)".
std::string header(const request_rec* r, const char* name);
std::string variable(const request_rec* r, const char* name);

}  // namespace tb::testing
