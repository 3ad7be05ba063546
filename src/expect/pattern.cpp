// SPDX-License-Identifier: MIT
#include "expect/pattern.hpp"

#include <re2/re2.h>
#include <algorithm>

namespace rtrip::expect {
namespace {

// A class such as \pL is 1200.
constexpr int kMaxInstructions = 8000;
// A text may be such that RE2 must fall back to following every instruction at every byte. 600 of them over 16 MiB took
// 37 s on a slow machine; this is half of that, and allows 256 over 16 MiB, where ordinary patterns have 10 to 60.
constexpr std::size_t kMaxSteps = std::size_t{1} << 32U;

}  // namespace

Result<Pattern> Pattern::compile(std::string_view text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!compiled->ok()) return fail(ErrorCode::usage_invalid, compiled->error());
    if (compiled->ProgramSize() > kMaxInstructions) {
        return fail(ErrorCode::usage_invalid, "it unfolds to too much; repeat less");
    }
    return Pattern(std::move(compiled));
}

bool Pattern::can_search(std::size_t bytes) const {
    return bytes <= kMaxSteps / static_cast<std::size_t>(std::max(1, compiled_->ProgramSize()));
}

std::optional<std::pair<std::size_t, std::size_t>> Pattern::search(std::string_view text) const {
    re2::StringPiece match;
    const re2::StringPiece subject(text.data(), text.size());
    if (!compiled_->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, &match, 1)) return std::nullopt;
    const auto offset = match.data() == nullptr ? 0 : static_cast<std::size_t>(match.data() - text.data());
    return std::pair(offset, static_cast<std::size_t>(match.size()));
}

}  // namespace rtrip::expect
