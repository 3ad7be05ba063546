// SPDX-License-Identifier: MIT
#include "client/body_length.hpp"

#include <string>

namespace rtrip {

Result<void> check_body_length(const std::optional<std::uint64_t>& announced, std::uint64_t before, std::uint64_t got) {
    if (!announced) return {};
    if (before + got > *announced) {
        return fail(ErrorCode::upload_length_mismatch, Phase::send,
                    "the body is longer than the " + std::to_string(*announced) + " bytes announced");
    }
    if (got == 0 && before < *announced) {
        return fail(ErrorCode::upload_length_mismatch, Phase::send,
                    "the body ended after " + std::to_string(before) + " of the " + std::to_string(*announced) +
                        " bytes announced");
    }
    return {};
}

}  // namespace rtrip
