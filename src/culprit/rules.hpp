// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "culprit/case.hpp"
#include "culprit/finding.hpp"

namespace rtrip::culprit {

/// Which part of a record a rule looks at.
enum class Scope : std::uint8_t {
    round_trip,  ///< Each one.
    record,      ///< The whole; Case::rt is the last round trip.
    failure,     ///< The error of the whole; see failure.cpp.
};

/// One rule: a row of docs/findings.md, which a test compares with this table.
struct Rule {
    std::string_view id;
    Culprit culprit;             ///< Unless the evidence says otherwise.
    Scope scope;
    std::string_view needs;      ///< What the record must hold.
    std::string_view threshold;  ///< From where on it speaks up.
    /// Fills in everything but id, round trip and severity. Null under Scope::failure.
    std::optional<Finding> (*run)(const Case&);
};

/// Every rule, in the order of the documentation. Ids never change their meaning.
std::span<const Rule> rules();

// Name service (rules_dns.cpp).
std::optional<Finding> dns_slow(const Case& c);
std::optional<Finding> dns_failing_server(const Case& c);
std::optional<Finding> dns_aaaa_stall(const Case& c);
std::optional<Finding> dns_search_expansion(const Case& c);
// Connecting (rules_connect.cpp).
std::optional<Finding> ipv6_broken_fallback(const Case& c);
std::optional<Finding> address_dead(const Case& c);
std::optional<Finding> syn_retransmit(const Case& c);
std::optional<Finding> request_retransmit(const Case& c);
// TLS (rules_tls.cpp).
std::optional<Finding> tls_extra_round_trip(const Case& c);
std::optional<Finding> tls_no_resumption(const Case& c);
std::optional<Finding> tls_big_certificate_chain(const Case& c);
// Request and response (rules_exchange.cpp).
std::optional<Finding> server_slow(const Case& c);
std::optional<Finding> client_busy(const Case& c);
std::optional<Finding> h2_stream_limit(const Case& c);
std::optional<Finding> h2_window_closed(const Case& c);
std::optional<Finding> expect_100_timeout(const Case& c);
std::optional<Finding> request_upload_slow(const Case& c);
std::optional<Finding> clock_skew(const Case& c);
// The body's way here (rules_body.cpp).
std::optional<Finding> delayed_ack_40ms(const Case& c);
std::optional<Finding> slow_start_rounds(const Case& c);
std::optional<Finding> body_slow_path(const Case& c);
std::optional<Finding> body_slow_server(const Case& c);
std::optional<Finding> body_slow_unexplained(const Case& c);
// Several round trips (rules_chain.cpp).
std::optional<Finding> proxy_slow(const Case& c);
std::optional<Finding> redirect_chain_cost(const Case& c);
std::optional<Finding> retry_wait_cost(const Case& c);

}  // namespace rtrip::culprit
