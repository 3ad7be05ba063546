// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rtrip/connect_options.hpp"
#include "rtrip/error.hpp"
#include "rtrip/header.hpp"
#include "rtrip/timeouts.hpp"
#include "rtrip/trace.hpp"

/// Runs requests through a real Transport and hands back everything that is known of them. No Asio in here, so that
/// test files compile fast.
namespace rtrip {
class BodySource;
class RoundTripper;
}  // namespace rtrip

namespace rtrip::test {

/// What is done with the body of the response. read_ready: read, but what is there is taken without waiting; a wait
/// fires the hook "not_ready".
enum class BodyUse : std::uint8_t { read, read_ready, drop, finish, read_once_and_drop, outlive_transport };

/// Cancels a request from anywhere on the lab's thread, from another request's hooks too.
class Stopper {
public:
    void stop() { source_.request_stop(); }
    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    std::stop_source source_;
};

/// One request of a test.
struct RequestSpec {
    RequestSpec(std::string url_) : url(std::move(url_)) {}  // NOLINT: an URL alone is a request
    RequestSpec(std::string method_, std::string url_) : method(std::move(method_)), url(std::move(url_)) {}

    RequestSpec& with(std::string name, std::string value);
    RequestSpec& sending(std::shared_ptr<BodySource> source);
    /// Calls `act` each time a hook of this name fires, before the recorder sees it.
    RequestSpec& on(const std::string& hook, std::function<void()> act);

    std::string method = "GET";
    std::string url;
    Header header;
    std::shared_ptr<BodySource> body;
    Timeouts timeouts;
    BodyUse use = BodyUse::read;
    bool http1_0 = false;
    bool close = false;
    bool fresh_connection = false;
    std::shared_ptr<const ConnectOptions> connect;  ///< Null: the lab's.
    std::string stop_after;  ///< A hook upon which the request is cancelled, at the next turn.
    std::shared_ptr<Stopper> stop_with = std::make_shared<Stopper>();
    int repeat = 1;  ///< How often it is made, one after the other in one turn.
    std::map<std::string, std::vector<std::function<void()>>> actions;
};

/// What became of it.
struct Outcome {
    bool got_response = false;
    std::optional<Error> error;
    int status = 0;
    std::string reason;
    Header header;
    Header trailers;
    std::string body;  ///< The first MiB.
    std::uint64_t body_bytes = 0;
    Trace trace;
    std::vector<std::string> hooks;  ///< Names in order, with "return" and "body_end" among them.
    std::uint64_t sent_bytes = 0;  ///< As the bytes_out hook saw them.
    std::uint64_t got_bytes = 0;

    [[nodiscard]] const RoundTrip& last() const { return trace.round_trips.back(); }
    [[nodiscard]] std::optional<Duration> phase(Phase phase) const;
    /// The hooks without repetitions of those that come once per field or read, joined by spaces.
    [[nodiscard]] std::string sequence() const;
    [[nodiscard]] std::size_t count(std::string_view hook) const;
    /// "ok", or the error's code, exit code and phase: "response.timeout 28 wait".
    [[nodiscard]] std::string verdict() const;
};

/// A name that the lab's resolver knows without asking.
struct LabName {
    std::string host;
    std::uint16_t port = 0;
    std::vector<std::string> addresses;
};

/// A rtrip::Layer, of which no more needs to be known here.
using LabLayer = std::function<std::unique_ptr<RoundTripper>(std::unique_ptr<RoundTripper>)>;

struct LabOptions {
    ConnectOptions connect;
    std::vector<LabName> names;
    std::vector<std::string> dns_servers;
    bool pool = true;
    std::size_t max_idle_per_host = 2;
    std::size_t max_conns_per_host = 0;
    Duration idle_timeout = std::chrono::seconds(90);
    std::optional<std::size_t> max_header_bytes;
    std::optional<std::uint64_t> max_body_bytes;
    std::vector<LabLayer> layers;  ///< Around the Transport, outermost first.
};

/// A Transport with an event loop of its own. Every fetch is checked against the rules that hold for all records.
class Lab {
public:
    explicit Lab(LabOptions options = {});
    ~Lab();
    Lab(const Lab&) = delete;
    Lab& operator=(const Lab&) = delete;

    /// Performs one request to the end of its body.
    Outcome fetch(const RequestSpec& spec);
    /// Starts all in this order in one turn of the loop, and performs them at the same time.
    std::vector<Outcome> fetch_together(const std::vector<RequestSpec>& specs);
    PoolTotals pool_totals();
    void close_idle();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One request on a Transport of its own.
Outcome fetch(const RequestSpec& spec, LabOptions options = {});

/// Fails the running test when a rule that holds for every record is broken: phases that do not add up, cuts out of
/// order, a failed phase without its time, hooks without their pair.
void check_record(const Outcome& outcome);

}  // namespace rtrip::test
