// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tb::bind {

// could_be_jws returns whether anybody could read a JWS in `text`: two consecutive segments that
// dots part, each of which begins like a JSON object (`{`, blanks, then `"` or `}`) when it is
// decoded as leniently as any library does. That is: with foreign characters skipped, in either
// alphabet or both, with or without padding, whatever the unused bits, with %-escapes left, undone
// once or undone twice. The first of the two may begin anywhere in its segment, for something like
// `token=` may stand before it; a dot may be one of the foreign characters in the second. Two
// segments alone suffice; later ones need a third behind them, which is the signature: the last two
// of PASETO's are none. The work is linear in the text.
bool could_be_jws(std::string_view text);

}  // namespace tb::bind
