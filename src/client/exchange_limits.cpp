// SPDX-License-Identifier: MIT
#include "client/exchange_limits.hpp"

namespace rtrip {

Result<void> check_body_size(const ReceiveLimits& limits, std::uint64_t bytes) {
    if (!limits.max_body_bytes || bytes <= *limits.max_body_bytes) return {};
    return fail(ErrorCode::body_too_large, Phase::body,
                "the body is larger than " + std::to_string(*limits.max_body_bytes) + " bytes (--max-filesize)");
}

Result<void> check_announced_body(const ReceiveLimits& limits, const std::optional<std::uint64_t>& announced) {
    if (!limits.max_body_bytes || !announced || *announced <= *limits.max_body_bytes) return {};
    return fail(ErrorCode::body_too_large, Phase::body,
                "the body has " + std::to_string(*announced) + " bytes, more than " +
                    std::to_string(*limits.max_body_bytes) + " (--max-filesize)");
}

std::string acknowledged_text(const Stream& stream) {
    const auto tcp = stream.tcp_info();
    if (!tcp) return {};
    return tcp->unacked_segments == 0 ? "; the server's host has acknowledged the request"
                                      : "; the request was never acknowledged";
}

}  // namespace rtrip
