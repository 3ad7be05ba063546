// SPDX-License-Identifier: MIT
#include "base/duration_text.hpp"

#include <cstdint>

#include "rtrip/time.hpp"

namespace rtrip {
namespace {

// Whole units with up to three decimals, without trailing zeros.
std::string scaled(std::int64_t thousandths, const char* unit) {
    std::string out = std::to_string(thousandths / 1000);
    if (const std::int64_t rest = thousandths % 1000; rest != 0) {
        std::string decimals = std::to_string(1000 + rest).substr(1);
        while (decimals.back() == '0') decimals.pop_back();
        out += "." + decimals;
    }
    return out + " " + unit;
}

}  // namespace

std::string duration_text(std::chrono::nanoseconds duration) {
    using namespace std::chrono_literals;
    const std::int64_t ns = duration.count();
    if (duration >= 1s) return scaled(ns / 1'000'000, "s");
    if (duration >= 1ms) return scaled(ns / 1'000, "ms");
    return scaled(ns, "us");
}

std::string limit_text(const Deadline& deadline) {
    return " within " + duration_text(deadline.limit) + " (" + std::string(timeout_option(deadline.kind)) + ")";
}

}  // namespace rtrip
