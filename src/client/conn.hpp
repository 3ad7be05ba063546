// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "codec/http1/head_memo.hpp"
#include "policy/pool_key.hpp"
#include "rtrip/stream.hpp"
#include "rtrip/tls.hpp"

namespace rtrip {

class PoolSlot;

/// A connection that can carry HTTP/1.1 exchanges, one after the other. Held through a ConnLease or by the pool.
struct Conn {
    std::uint64_t id = 0;
    std::shared_ptr<const PoolKey> key;  ///< Never null.
    std::unique_ptr<Stream> stream;
    std::shared_ptr<const TlsInfo> tls;  ///< Null for plain connections.
    std::shared_ptr<const TlsInfo> proxy_tls;  ///< Null without an https proxy.
    std::uint64_t requests = 0;          ///< Exchanges begun.
    int quick_answers = 0;               ///< How far looking out for an answer pays: below 1, not (H1Exchange).
    http1::HeadMemo heads;               ///< Of its responses.
    std::vector<char> buffer;            ///< What the parser's views point into; kept over exchanges.
    std::unique_ptr<PoolSlot> slot;      ///< Its place in the per-host count; null when there is no limit.
};

}  // namespace rtrip
