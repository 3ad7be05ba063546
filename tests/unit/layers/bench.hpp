// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "rtrip/recorder.hpp"
#include "rtrip/round_tripper.hpp"

/// Layers over a server that is a list of replies, with a clock that only waits move.
namespace rtrip::test {

class FakeClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return TimePoint{} + since_; }
    [[nodiscard]] WallTime wall_now() const override;
    void advance(Duration by) { since_ += by; }
    [[nodiscard]] Duration since() const { return since_; }

private:
    Duration since_ = std::chrono::seconds(5000);
};

/// A body in memory that says of itself what it is told to, and counts.
class FakeSource final : public BodySource {
public:
    enum class Rewind : std::uint8_t { yes, no };
    FakeSource(std::string bytes, Rewind rewind) : bytes_(std::move(bytes)), rewind_(rewind) {}
    [[nodiscard]] BodyKind kind() const override { return BodyKind::pipe; }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return bytes_.size(); }
    [[nodiscard]] bool rewindable() const override { return rewind_ == Rewind::yes; }
    Result<std::unique_ptr<BodyReader>> open() override;
    int opened = 0;
    bool read = false;

private:
    std::string bytes_;
    Rewind rewind_;
};

/// What the server says to one request.
struct Reply {
    Reply(int status_) : status(status_) {}  // NOLINT: a status alone is a reply
    Reply(int status_, std::string location) : status(status_) { header.add("Location", std::move(location)); }
    Reply(ErrorCode code) : error(Error(code, Phase::wait, "scripted")) {}  // NOLINT
    Reply& with(std::string name, std::string value);
    Reply& taking(Duration time);
    /// Given before anything of the request's body was asked for.
    Reply& before_the_body();

    int status = 0;
    Header header;
    std::optional<Error> error;
    Duration takes{};
    bool reads_body = true;
};

/// One request as it would have been written.
struct Seen {
    std::string method;
    std::string url;
    Header header;
    std::string body;
    RoundTripCause cause = RoundTripCause::initial;
    bool crossed_origin = false;
    bool before_was_finished = true;  ///< The response before this request had been read or dropped.

    /// "POST http://a.test/x with 5 bytes"
    [[nodiscard]] std::string line() const;
};

/// One operation: set it up, send(), look at what is left.
class Bench {
public:
    Bench();
    ~Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    Bench& reply(Reply reply);
    /// The last reply is given again and again.
    Bench& for_ever();
    Bench& layer(const Layer& layer);
    /// Stops the operation when this many waits have begun.
    void stop_in_wait(int number);

    /// Through the layers in the order in which they were added, outermost first.
    void send(Request request);

    Context ctx;
    FakeClock clock;
    std::vector<Seen> seen;
    std::vector<Duration> waits;
    Trace trace;                   ///< Filled by send().
    std::optional<Error> error;
    int status = 0;                ///< Of the response that came out.
    int finished = 0;              ///< Bodies that were drained.

    [[nodiscard]] std::string lines() const;
    /// "ok 200", or the error's code.
    [[nodiscard]] std::string outcome() const;
    [[nodiscard]] const RoundTrip& trip(std::size_t i) const { return trace.round_trips.at(i); }

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

Request make_request(const std::string& method, const std::string& url);
Request make_request(const std::string& method, const std::string& url, std::shared_ptr<BodySource> body);

}  // namespace rtrip::test
