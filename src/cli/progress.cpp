// SPDX-License-Identifier: MIT
#include "cli/progress.hpp"

#include "render/units.hpp"

namespace rtrip::cli {
namespace {

/// Often enough to look alive, seldom enough to cost nothing. Transfers shorter than this show nothing at all.
constexpr auto kInterval = std::chrono::milliseconds(200);

}  // namespace

std::string Progress::update(TimePoint now, std::uint64_t bytes) {
    if (!started_) started_ = shown_ = now;
    if (now - *shown_ < kInterval) return {};
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - *started_).count();
    std::string text = "\r\x1b[K" + render::format_bytes(bytes);
    if (expected_ && *expected_ > 0) {
        text += " of " + render::format_bytes(*expected_);
        text += ", " +
                std::to_string(static_cast<int>(100.0 * static_cast<double>(bytes) / static_cast<double>(*expected_)));
        text += "%";
    }
    return text + ", " + render::format_bytes(static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds)) + "/s";
}

std::string Progress::clear() const {
    return shown_ && started_ && *shown_ != *started_ ? "\r\x1b[K" : "";
}

}  // namespace rtrip::cli
