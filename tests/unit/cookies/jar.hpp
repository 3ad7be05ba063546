// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/cookie_jar.hpp"
#include "support/catch.hpp"

namespace rtrip::test {

/// 2023-11-14 22:13:20 UTC.
inline const WallTime kNow{std::chrono::seconds(1700000000)};

inline Url url(std::string_view text) {
    auto parsed = Url::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

inline Header set_cookies(const std::vector<std::string>& values) {
    Header header;
    for (const std::string& value : values) header.add("Set-Cookie", value);
    return header;
}

/// Why a response from `from` may not set this cookie; empty when it may.
inline std::string receive(CookieJar& jar, std::string_view from, const std::string& value, WallTime now = kNow) {
    const auto decisions = jar.receive(CookieScope(url(from)), set_cookies({value}), now);
    REQUIRE(decisions.size() == 1);
    const bool refused = decisions[0].action == CookieDecision::Action::refused;
    CHECK(refused == !decisions[0].because.empty());
    return decisions[0].because;
}

inline std::string sent(CookieJar& jar, std::string_view to, WallTime now = kNow) {
    return jar.field_value(CookieScope(url(to)), now);
}

}  // namespace rtrip::test
