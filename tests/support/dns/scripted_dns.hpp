// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/dns/dns_reply.hpp"

namespace rtrip::test {

/// A query as the server saw it.
struct SeenQuery {
    std::string name;
    std::string type;
    std::string transport;  ///< "udp" or "tcp"
};

/// A name server on 127.0.0.1, the same port for UDP and TCP, that answers by script from a thread of its own.
///
/// Several replies for one question are given in turn and the last one again and again. A question without a script is
/// answered NXDOMAIN. Scripts may be set while queries come in. The destructor joins the thread.
class ScriptedDns {
public:
    ScriptedDns();
    ~ScriptedDns();
    ScriptedDns(const ScriptedDns&) = delete;
    ScriptedDns& operator=(const ScriptedDns&) = delete;

    /// "127.0.0.1:PORT", as --dns-servers takes it.
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Sets what is answered to a name (lower case, without dot at its end) and type ("A", "AAAA").
    void on(std::string_view name, std::string_view type, std::vector<DnsReply> replies);
    void on(std::string_view name, std::string_view type, DnsReply reply);
    /// What is answered to everything without a script.
    void otherwise(DnsReply reply);

    [[nodiscard]] std::vector<SeenQuery> seen() const;
    [[nodiscard]] std::size_t seen_count(std::string_view name, std::string_view type) const;

private:
    struct Pending;
    struct Loop;
    struct Script {
        std::vector<DnsReply> replies;
        std::size_t next = 0;
    };
    DnsReply take_reply(std::string_view query, std::string_view transport);
    void open();
    void answer_datagram(Loop& loop);
    void answer_stream(Loop& loop, std::size_t index);
    void run();

    int udp_ = -1;
    int tcp_ = -1;
    int forger_ = -1;  // Another port of the same address.
    int wake_[2] = {-1, -1};
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Script> scripts_;
    DnsReply otherwise_ = DnsReply::failure(3);
    std::vector<SeenQuery> seen_;
    std::thread thread_;
};

}  // namespace rtrip::test
