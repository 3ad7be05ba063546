// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

#include "rtrip/time.hpp"

namespace rtrip {

/// The limit of each phase. Only `total` may be absent: every single wait has an end of its own.
///
/// A limit counts the whole phase, so bytes that drip in do not renew it. The exception is `idle`, which is renewed
/// whenever kIdleProgressBytes more of a body have moved.
struct Timeouts {
    Duration dns = std::chrono::seconds(15);
    /// From the start of name resolution to the end of the TLS handshake, as curl's --connect-timeout.
    Duration connect = std::chrono::seconds(60);
    Duration tls = std::chrono::seconds(15);
    /// From the last request byte to the end of the final response's head.
    Duration response = std::chrono::seconds(120);
    /// Without progress while a request or response body moves.
    Duration idle = std::chrono::seconds(60);
    /// How long a request that asked with Expect: 100-continue holds its body back.
    Duration expect_continue = std::chrono::seconds(1);
    /// Everything, from the start of the first round trip to the last body byte; redirects and retries included.
    std::optional<Duration> total;
};

/// Fewer body bytes than this within Timeouts::idle are not progress but dripping.
inline constexpr std::size_t kIdleProgressBytes = 128;

}  // namespace rtrip
