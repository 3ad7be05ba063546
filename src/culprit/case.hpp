// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rtrip/trace.hpp"

namespace rtrip::culprit {

/// One round trip of a record with what every rule wants to know of it. Lives as long as the record.
class Case {
public:
    Case(const Trace& trace, const RoundTrip& rt);

    const Trace& trace;
    const RoundTrip& rt;

    /// Of the whole record, which costs are compared with.
    [[nodiscard]] Duration total() const { return total_; }
    /// Zero when it did not happen.
    [[nodiscard]] Duration phase(Phase phase) const;
    /// The path's round-trip time: the kernel's smallest, or else how long an undisturbed connect took; absent without
    /// either. With a proxy, of the path to that.
    [[nodiscard]] std::optional<Duration> path_rtt() const;
    /// Whether the connection was made for this round trip.
    [[nodiscard]] bool is_fresh() const { return rt.connection && !rt.connection->reused; }
    [[nodiscard]] bool is_proxied() const { return rt.connection && !rt.connection->proxy.empty(); }
    /// The attempt whose connection was used; null: none was made.
    [[nodiscard]] const ConnectAttempt* winner() const;
    /// Bytes of a full segment.
    [[nodiscard]] std::uint64_t mss() const;
    /// Segments sent again after the connect; absent where that cannot be told apart from earlier round trips'.
    [[nodiscard]] std::optional<std::uint32_t> retransmits() const;

    /// Whether `cost` is at least `percent` of the whole.
    [[nodiscard]] bool is_share(Duration cost, int percent) const;
    /// Whether anybody would see the difference (kLeastCost, kLeastPercent).
    [[nodiscard]] bool matters(Duration cost) const;
    /// "1.20 s of 1.45 s (82%)"
    [[nodiscard]] std::string of_total(Duration cost) const;

    /// The round trip's URL as a word of a shell.
    [[nodiscard]] std::string url() const;
    /// "rtrip OPTIONS URL"; empty when the method is not one that may be repeated without harm.
    [[nodiscard]] std::string rtrip(std::string_view options) const;

private:
    PhaseDurations phases_;
    Duration total_;
};

/// Three digits: "0.412 ms", "3.41 ms", "24.1 ms", "182 ms", "1.41 s", "61.2 s".
std::string time_text(Duration duration);
/// "312 B", "1.2 kB", "12.3 MB"
std::string size_text(std::uint64_t bytes);
/// "1 packet", "2 packets"
std::string count_text(std::uint64_t count, std::string_view noun);
/// Whole percent of `part` in `whole`, to the nearest; 0 without a whole.
std::int64_t percent_of(Duration part, Duration whole);

/// How many times a sender of `bytes` waits for acknowledgements when its window begins at ten segments and doubles.
std::uint64_t slow_start_waits(std::uint64_t bytes, std::uint64_t mss);

/// "192.0.2.1" and "443" of "192.0.2.1:443" or "[2001:db8::1]:443"; the port is empty when there is none.
struct HostPort {
    std::string_view host;
    std::string_view port;
};
HostPort split_host_port(std::string_view text);

/// "dig @SERVER -p PORT NAME TYPE", ready for a shell.
std::string dig_command(const DnsQuery& query);
/// "mtr --report --tcp --port PORT HOST" for an address with port.
std::string path_command(std::string_view address);
/// "openssl s_client -connect HOST:PORT -servername NAME OPTIONS </dev/null" to the address that was used.
std::string handshake_command(const Case& c, std::string_view options);

}  // namespace rtrip::culprit
