// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/layers.hpp"
#include "rtrip/trace.hpp"
#include "support/scripted_server.hpp"

/// Requests through layers over a real Transport.
namespace rtrip::test {

/// What became of one request.
struct Answer {
    std::optional<Error> error;
    int status = 0;
    std::string body;               ///< The first MiB.
    std::uint64_t body_bytes = 0;
    Trace trace;

    /// "200", or "body.coding 61".
    [[nodiscard]] std::string verdict() const;
    [[nodiscard]] const ReceivedInfo& received() const { return trace.round_trips.back().received.value(); }
    /// The causes of its round trips: "initial auth".
    [[nodiscard]] std::string causes() const;
};

enum class BodyHandling { read, finish };

/// A client with these layers, outermost first. One after the other.
class Chain {
public:
    explicit Chain(std::vector<Layer> layers);
    ~Chain();
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    Answer send(Request request, BodyHandling handling = BodyHandling::read);
    Answer get(std::string_view url);
    PoolTotals pool_totals();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

Request make_request(std::string method, std::string_view url);

/// The value of a field in a request head as a server got it; absent when there is none.
std::optional<std::string> field(const std::string& head, std::string_view name);

/// A URL of the server under the name "localhost", which is another host than its address.
std::string url_by_name(const ScriptedServer& server, const std::string& path);

}  // namespace rtrip::test
