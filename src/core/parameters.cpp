// SPDX-License-Identifier: Apache-2.0
#include "core/parameters.h"

#include <algorithm>

#include "core/reader.h"
#include "core/writer.h"

namespace tb::core {

Result<TokenBindingParameters> decode_parameters(Bytes extension_data) {
  Reader in(extension_data);
  const std::uint8_t major_part = in.u8();
  const std::uint8_t minor_part = in.u8();
  const Bytes list = in.u8_prefixed();
  if (in.ok() && list.empty()) in.fail(Cause::kNoKeyParameters);  // <1..2^8-1>
  if (const Result<void> whole = in.finish(); !whole.ok()) return whole.error();
  return TokenBindingParameters{Version{major_part, minor_part}, list};
}

std::vector<std::uint8_t> encode_parameters(Version version,
                                            std::span<const KeyParameters> key_parameters_list) {
  Writer out;
  out.u8(version.major_part());
  out.u8(version.minor_part());
  out.u8(static_cast<std::uint8_t>(key_parameters_list.size()));
  for (const KeyParameters item : key_parameters_list) out.u8(static_cast<std::uint8_t>(item));
  return std::move(out).take();
}

bool KeyParametersList::add(KeyParameters key_parameters) {
  if (contains(key_parameters) || count_ == items_.size()) return false;
  items_[count_++] = key_parameters;
  return true;
}

bool KeyParametersList::contains(KeyParameters key_parameters) const {
  return std::ranges::find(items(), key_parameters) != items().end();
}

namespace {

// highest_known returns the highest version up to `limit` that there is, drafts before 0.10 aside.
Version highest_known(Version limit) {
  return is_known(limit) ? limit : std::min(limit, kVersion0_19);
}

}  // namespace

std::optional<Negotiated> answer_to(const TokenBindingParameters& offer,
                                    const Supported& supported) {
  const Version version = highest_known(std::min(offer.version, supported.highest));
  if (version < supported.lowest) return {};
  for (const KeyParameters mine : supported.key_parameters.items()) {
    const auto octet = static_cast<std::uint8_t>(mine);
    if (std::ranges::find(offer.key_parameters_list, octet) != offer.key_parameters_list.end()) {
      return Negotiated{version, mine};
    }
  }
  return {};
}

Result<std::optional<Negotiated>> accept_answer(const TokenBindingParameters& answer,
                                                const Supported& offered) {
  if (answer.version > offered.highest) return Error{Cause::kVersionTooHigh, 0};
  if (answer.key_parameters_list.size() != 1) return Error{Cause::kKeyParametersNotOffered, 2};
  const auto chosen = static_cast<KeyParameters>(answer.key_parameters_list.front());
  if (!offered.key_parameters.contains(chosen)) return Error{Cause::kKeyParametersNotOffered, 3};
  const bool spoken =
      answer.version >= offered.lowest && highest_known(answer.version) == answer.version;
  if (!spoken) return std::optional<Negotiated>{};
  return std::optional<Negotiated>{Negotiated{answer.version, chosen}};
}

Context encode_context(const Negotiated& negotiated, std::span<const std::uint8_t, kEkmSize> ekm) {
  Context context{negotiated.version.major_part(), negotiated.version.minor_part(),
                  static_cast<std::uint8_t>(negotiated.key_parameters)};
  std::copy(ekm.begin(), ekm.end(), context.begin() + 3);
  return context;
}

}  // namespace tb::core
