// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rtrip/trace.hpp"

/// What the fixtures are put together from. Times are microseconds since the record's start.
namespace rtrip::render::fixtures {

inline constexpr TimePoint kOrigin{std::chrono::seconds(5000)};

TimePoint at_us(std::int64_t us);
WallTime day(int year, unsigned month, unsigned d);
Header fields(std::vector<std::pair<std::string, std::string>> list);

Trace make_trace(std::string method, std::string url);
/// A round trip that began at the origin, ended at `done_us` and was cut where `cuts` say.
RoundTrip make_round_trip(const Trace& trace, std::int64_t done_us,
                          const std::vector<std::pair<Phase, std::int64_t>>& cuts);
/// Over https, all phases, two addresses of which the first does not work.
RoundTrip https_round_trip(const Trace& trace);
/// Over plain http to a literal address: what most failures need around them.
RoundTrip plain_round_trip(const Trace& trace, std::int64_t done_us, std::int64_t first_byte_us);
/// Puts the last round trip into the trace; its error becomes the trace's.
void finish(Trace& trace, RoundTrip rt);

DnsInfo make_dns();
ConnectAttempt make_attempt(std::string address, std::int64_t begin_us, std::int64_t end_us);
ConnectAttempt failed_attempt(ConnectAttempt attempt, std::string error, int number);
CertificateInfo make_certificate(std::string subject, std::string issuer, WallTime not_after);
TlsInfo make_tls();
ConnectionInfo make_connection();
SentInfo make_sent();
ReceivedInfo make_received();

}  // namespace rtrip::render::fixtures
