// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rtrip::expect {

/// What stands at a key of a report when it isn't null. any: it varies.
enum class KeyKind : std::uint8_t { text, number, flag, list, object, any };

/// One key of the JSON report by its path; an element of a list is "[]": "dns.queries[].ttl_s".
struct ReportKey {
    std::string_view path;
    KeyKind kind;
};

/// The report's own keys, but for what its round trips and expectations have; ascending by path.
std::span<const ReportKey> report_keys();
/// Those of one round trip; ascending by path.
std::span<const ReportKey> round_trip_keys();

}  // namespace rtrip::expect
