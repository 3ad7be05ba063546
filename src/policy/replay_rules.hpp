// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "rtrip/trace.hpp"

namespace rtrip {

/// A failure that may be mended by asking again unasked.
struct ReplayInput {
    std::string_view reason;  ///< kStaleConnection, kRefusedStream or kGoAway.
    std::string objection;    ///< What speaks against asking again; empty: nothing does.
    int replays = 0;          ///< Made so far for this request.
    bool has_body = false;
};

/// Whether the Transport asks again, and after how long.
///
/// A connection that had gone stale is replaced at once, and a fresh one is never stale. What an HTTP/2 server did not
/// look at (RFC 9113 section 8.7) is sent again at once, then with growing waits, five times at the most: a server that
/// refuses for ever must not keep us for ever.
[[nodiscard]] RetryDecision decide_replay(ReplayInput input);

}  // namespace rtrip
