// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "property.h"

// Replays a corpus without libFuzzer: each seed whole, cut at every length, and with each octet
// changed once. Given no folder, it takes test/fuzz/corpus/ and its own name without "fuzz_".
namespace {

namespace fs = std::filesystem;
using Seed = std::vector<std::uint8_t>;

std::size_t g_runs = 0;

void run(const Seed& input) {
  ++g_runs;
  // A copy of the exact size, so that a sanitizer sees a read past its end.
  const Seed exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void replay(const Seed& seed) {
  run(seed);
  const std::size_t step = 1 + seed.size() / 200;  // long seeds are sampled
  for (std::size_t place = 0; place < seed.size(); place += step) {
    run(Seed(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(place)));
    Seed changed = seed;
    changed[place] = static_cast<std::uint8_t>(changed[place] ^ (1u << place % 8));
    run(changed);
  }
}

Seed read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Seed(std::istreambuf_iterator<char>(file), {});
}

fs::path own_corpus(const char* program) {
  std::string name = fs::path(program).filename().string();
  name.erase(0, name.find("fuzz_") + 5);  // libtool may run it under a longer name
  const char* sources = std::getenv("srcdir");
  return fs::path(sources != nullptr ? sources : ".") / "test/fuzz/corpus" / name;
}

}  // namespace

int main(int argc, char* argv[]) {
  const fs::path folder = argc > 1 ? fs::path(argv[1]) : own_corpus(argv[0]);
  std::error_code error;
  std::vector<fs::path> seeds;
  for (const auto& entry : fs::directory_iterator(folder, error)) seeds.push_back(entry.path());
  std::ranges::sort(seeds);
  for (const fs::path& path : seeds) replay(read(path));
  std::printf("%zu seeds of %s, %zu runs\n", seeds.size(), folder.c_str(), g_runs);
  return seeds.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
}
