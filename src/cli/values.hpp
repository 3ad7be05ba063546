// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "rtrip/time.hpp"

/// Texts of options to typed values. Each gives nothing when the text is not wholly what it should be.
namespace rtrip::cli {

/// "2", "0.5", "500ms", "2s", "1m", "1h"; at most about 31 years.
std::optional<Duration> parse_duration(std::string_view text);

/// "100", "16k", "1M", "2g", "1T", "5b" in powers of 1024.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "100", "2.5/s", "30/m", "5/h", "1/d": so many a second, minute, hour or day. As a number a second, from 1e-7
/// to 1e6.
std::optional<double> parse_rate(std::string_view text);

std::optional<std::uint64_t> parse_number(std::string_view text);

/// "8000" or "8000-8010", ascending, 1 to 65535.
std::optional<std::pair<std::uint16_t, std::uint16_t>> parse_port_range(std::string_view text);

/// curl's FILE[:PASSWORD] with "\:" for a colon of the name.
std::pair<std::string, std::optional<std::string>> split_cert_password(std::string_view text);

/// Percent-encodes everything but unreserved characters (RFC 3986 section 2.3).
std::string percent_encode(std::string_view text);
/// The same for forms: a space becomes "+".
std::string form_encode(std::string_view text);
/// Undoes percent-encoding; what is not well-formed stays.
std::string percent_decode(std::string_view text);

}  // namespace rtrip::cli
